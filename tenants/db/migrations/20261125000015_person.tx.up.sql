-- Tokens and sessions that were there before may do what they could.
ALTER TABLE api_tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT 'me.read portfolio.read evidence.read evidence.write reviews.read reviews.write activities.write tenants.read tenants.write tokens.write';
--bun:split
ALTER TABLE api_tokens ADD COLUMN seen_at TIMESTAMP;
--bun:split
ALTER TABLE sessions ADD COLUMN seen_at TIMESTAMP;
--bun:split
CREATE INDEX emails_of_person ON emails (person_id);
--bun:split
-- Whose account this one went into; empty: it is an account of its own.
ALTER TABLE people ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
--bun:split
-- Person-owned.
CREATE TABLE address_links (
  person_id  TEXT NOT NULL REFERENCES people (person_id),
  version    BIGINT NOT NULL,
  secret_sum TEXT NOT NULL,
  email      TEXT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  used_at    TIMESTAMP,
  PRIMARY KEY (person_id, secret_sum)
);
--bun:split
-- Accounts that this one takes in.
CREATE TABLE mergers (
  person_id   TEXT NOT NULL REFERENCES people (person_id),
  version     BIGINT NOT NULL,
  from_person TEXT NOT NULL,
  begun_at    TIMESTAMP NOT NULL,
  done_at     TIMESTAMP,
  PRIMARY KEY (person_id, from_person)
);
--bun:split
-- Tenants in which something of the person's may lie.
CREATE TABLE presences (
  person_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  tenant_id TEXT NOT NULL,
  PRIMARY KEY (person_id, tenant_id)
);
