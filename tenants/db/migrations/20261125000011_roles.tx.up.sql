CREATE TABLE roles (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  name      TEXT NOT NULL,
  title     TEXT NOT NULL,
  about     TEXT NOT NULL,
  actions   TEXT NOT NULL,
  made_at   TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, name),
  UNIQUE (tenant_id, title)
);
--bun:split
CREATE TABLE join_requests (
  tenant_id  TEXT NOT NULL,
  version    BIGINT NOT NULL,
  person_id  TEXT NOT NULL,
  state      TEXT NOT NULL,
  words      TEXT NOT NULL,
  reason     TEXT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  decided_at TIMESTAMP,
  PRIMARY KEY (tenant_id, person_id)
);
