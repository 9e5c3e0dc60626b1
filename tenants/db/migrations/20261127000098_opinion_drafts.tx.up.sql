-- What reviewers have written and not said yet; nobody else ever sees it.
CREATE TABLE opinion_drafts (
  tenant_id     TEXT NOT NULL,
  version       BIGINT NOT NULL,
  submission_id TEXT NOT NULL,
  person_id     TEXT NOT NULL,
  comment       TEXT NOT NULL,
  saved_at      TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, submission_id, person_id)
);
--bun:split
CREATE INDEX opinion_drafts_of_person ON opinion_drafts (tenant_id, person_id);
