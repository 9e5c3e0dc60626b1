-- What passes whoever scans it through a task that nobody judges.
CREATE TABLE pass_codes (
  tenant_id  TEXT NOT NULL,
  version    BIGINT NOT NULL,
  id         TEXT NOT NULL,
  task_id    TEXT NOT NULL,
  made_by    TEXT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
--bun:split
CREATE INDEX pass_codes_of_task ON pass_codes (tenant_id, task_id);
--bun:split
-- The secret under which whoever sees the credential sees this item; empty: nobody does.
ALTER TABLE evidence ADD COLUMN shown_as TEXT NOT NULL DEFAULT '';
--bun:split
CREATE INDEX evidence_shown ON evidence (tenant_id, shown_as);
