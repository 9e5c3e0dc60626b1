-- A code beside the link, for the browser that asked.
ALTER TABLE sign_ins ADD COLUMN code_sum TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE sign_ins ADD COLUMN browser_sum TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE sign_ins ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
--bun:split
CREATE INDEX sign_ins_browser ON sign_ins (browser_sum);
--bun:split
-- A session admits on one host; empty is the platform's. One that came from
-- another ends with it.
ALTER TABLE sessions ADD COLUMN host TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE sessions ADD COLUMN parent TEXT NOT NULL DEFAULT '';
--bun:split
CREATE TABLE crossings (
  person_id  TEXT NOT NULL REFERENCES people (person_id),
  version    BIGINT NOT NULL,
  id         TEXT NOT NULL,
  session_id TEXT NOT NULL,
  host       TEXT NOT NULL,
  state_sum  TEXT NOT NULL,
  secret_sum TEXT NOT NULL,
  next       TEXT NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  used_at    TIMESTAMP,
  PRIMARY KEY (person_id, id)
);
--bun:split
CREATE TABLE passkeys (
  person_id     TEXT NOT NULL REFERENCES people (person_id),
  version       BIGINT NOT NULL,
  id            TEXT NOT NULL,
  name          TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  public_key    TEXT NOT NULL,
  counter       BIGINT NOT NULL,
  flags         BIGINT NOT NULL,
  transports    TEXT NOT NULL,
  made_at       TIMESTAMP NOT NULL,
  used_at       TIMESTAMP,
  PRIMARY KEY (person_id, id),
  UNIQUE (person_id, credential_id)
);
--bun:split
-- Shared: who signs in with a passkey is nobody yet.
CREATE TABLE challenges (
  browser_sum TEXT PRIMARY KEY,
  purpose     TEXT NOT NULL,
  ceremony    TEXT NOT NULL,
  expires_at  TIMESTAMP NOT NULL
);
--bun:split
CREATE INDEX challenges_ended ON challenges (expires_at);
