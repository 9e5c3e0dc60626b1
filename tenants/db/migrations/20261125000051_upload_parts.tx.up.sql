ALTER TABLE uploads ADD COLUMN task_id TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE uploads ADD COLUMN name TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE uploads ADD COLUMN received BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE uploads ADD COLUMN expires_at TIMESTAMP;
--bun:split
ALTER TABLE uploads ADD COLUMN dropped_at TIMESTAMP;
--bun:split
ALTER TABLE uploads ADD COLUMN removing_at TIMESTAMP;
--bun:split
CREATE INDEX uploads_of_task ON uploads (tenant_id, person_id, task_id);
--bun:split
CREATE INDEX uploads_by_media ON uploads (tenant_id, media);
--bun:split
CREATE TABLE upload_parts (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  upload_id TEXT NOT NULL,
  start     BIGINT NOT NULL,
  size      BIGINT NOT NULL,
  media     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, upload_id, start)
);
--bun:split
CREATE TABLE evidence_drafts (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  task_id   TEXT NOT NULL,
  person_id TEXT NOT NULL,
  text      TEXT NOT NULL,
  link      TEXT NOT NULL,
  saved_at  TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, task_id, person_id)
);
