-- Links by which somebody without an account gives one opinion on one submission.
CREATE TABLE guest_links (
  tenant_id     TEXT NOT NULL,
  version       BIGINT NOT NULL,
  id            TEXT NOT NULL,
  submission_id TEXT NOT NULL,
  attempt       BIGINT NOT NULL,
  step          BIGINT NOT NULL,
  name          TEXT NOT NULL,
  address       TEXT NOT NULL,
  language      TEXT NOT NULL,
  secret_sum    TEXT NOT NULL,
  made_by       TEXT NOT NULL,
  made_at       TIMESTAMP NOT NULL,
  expires_at    TIMESTAMP NOT NULL,
  withdrawn_at  TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, submission_id) REFERENCES submissions (tenant_id, id)
);
--bun:split
CREATE INDEX guest_links_of_submission ON guest_links (tenant_id, submission_id);
--bun:split
CREATE INDEX guest_links_by_maker ON guest_links (tenant_id, made_by);
