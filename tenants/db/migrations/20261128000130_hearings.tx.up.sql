-- What a decision was made by: the cases that its approvers were asked about, and what
-- they said. Erased, neither hearing nor salt is left.
CREATE TABLE hearings (
  tenant_id     TEXT NOT NULL,
  version       BIGINT NOT NULL,
  submission_id TEXT NOT NULL,
  attempt       BIGINT NOT NULL,
  step          BIGINT NOT NULL,
  hearing       TEXT NOT NULL,
  salt          TEXT NOT NULL,
  sum           TEXT NOT NULL,
  PRIMARY KEY (tenant_id, submission_id, attempt, step)
);
