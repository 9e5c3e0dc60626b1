-- Frameworks of skills are nobody's in particular: every tenant's activities name
-- skills by their ids. Without an address of its own a framework, or a skill, is the
-- platform's. A skill is never taken away, since activities refer to it.
CREATE TABLE frameworks (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  names       TEXT NOT NULL DEFAULT '{}',
  uri         TEXT NOT NULL DEFAULT '',
  edition     TEXT NOT NULL DEFAULT '',
  imported_at TIMESTAMP NOT NULL
);
--bun:split
CREATE TABLE skills (
  id           TEXT PRIMARY KEY,
  framework_id TEXT NOT NULL REFERENCES frameworks (id),
  uri          TEXT NOT NULL DEFAULT '',
  kind         TEXT NOT NULL,
  retired      BIGINT NOT NULL DEFAULT 0
);
--bun:split
CREATE INDEX skills_of_framework ON skills (framework_id, id);
--bun:split
-- label_words and words are folded, each word between two spaces.
CREATE TABLE skill_labels (
  skill_id     TEXT NOT NULL REFERENCES skills (id),
  language     TEXT NOT NULL,
  label        TEXT NOT NULL,
  alternatives TEXT NOT NULL DEFAULT '[]',
  description  TEXT NOT NULL DEFAULT '',
  label_words  TEXT NOT NULL,
  words        TEXT NOT NULL,
  PRIMARY KEY (skill_id, language)
);
--bun:split
CREATE INDEX skill_labels_by_language ON skill_labels (language, skill_id);
--bun:split
CREATE TABLE broader_skills (
  skill_id   TEXT NOT NULL REFERENCES skills (id),
  broader_id TEXT NOT NULL REFERENCES skills (id),
  PRIMARY KEY (skill_id, broader_id)
);
--bun:split
CREATE INDEX narrower_skills ON broader_skills (broader_id, skill_id);
