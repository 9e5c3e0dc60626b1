CREATE TABLE audit_entries (
  tenant_id  TEXT NOT NULL,
  version    BIGINT NOT NULL,
  id         TEXT NOT NULL,
  at         TIMESTAMP NOT NULL,
  what       TEXT NOT NULL,
  object     TEXT NOT NULL,
  actor      TEXT NOT NULL,
  actor_salt TEXT NOT NULL,
  actor_sum  TEXT NOT NULL,
  about      TEXT NOT NULL,
  change     TEXT NOT NULL,
  salt       TEXT NOT NULL,
  sum        TEXT NOT NULL,
  seal       BIGINT,
  place      BIGINT,
  PRIMARY KEY (tenant_id, id)
);
