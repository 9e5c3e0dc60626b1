CREATE TABLE invitations (
  tenant_id  TEXT NOT NULL,
  version    BIGINT NOT NULL,
  id         TEXT NOT NULL,
  kind       TEXT NOT NULL,
  email      TEXT NOT NULL,
  role       TEXT NOT NULL,
  object     TEXT NOT NULL,
  language   TEXT NOT NULL,
  secret_sum TEXT NOT NULL,
  made_by    TEXT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  sent_at    TIMESTAMP,
  expires_at TIMESTAMP NOT NULL,
  state      TEXT NOT NULL,
  uses       BIGINT NOT NULL,
  most       BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
--bun:split
CREATE UNIQUE INDEX invitations_pending ON invitations (tenant_id, kind, email, role, object) WHERE state = 'pending' AND email <> '';
