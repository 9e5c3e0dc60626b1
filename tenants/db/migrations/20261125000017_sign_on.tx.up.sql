CREATE TABLE sign_on_providers (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  issuer    TEXT NOT NULL,
  client_id TEXT NOT NULL,
  label     TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('on', 'off')),
  sealed    TEXT NOT NULL,
  since     TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id)
);
--bun:split
CREATE TABLE sign_ons (
  tenant_id  TEXT NOT NULL,
  version    BIGINT NOT NULL,
  secret_sum TEXT NOT NULL,
  issuer     TEXT NOT NULL,
  base       TEXT NOT NULL,
  next       TEXT NOT NULL,
  identity   TEXT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  spent_at   TIMESTAMP,
  linked_at  TIMESTAMP,
  PRIMARY KEY (tenant_id, secret_sum)
);
--bun:split
CREATE INDEX sign_ons_ended ON sign_ons (tenant_id, expires_at);
--bun:split
CREATE TABLE identities (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  sum       TEXT NOT NULL,
  issuer    TEXT NOT NULL,
  person_id TEXT NOT NULL,
  linked_at TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, sum)
);
--bun:split
CREATE INDEX identities_of_person ON identities (tenant_id, person_id);
--bun:split
CREATE TABLE identity_places (
  person_id TEXT NOT NULL REFERENCES people (person_id),
  version   BIGINT NOT NULL,
  tenant_id TEXT NOT NULL,
  PRIMARY KEY (person_id, tenant_id)
);
--bun:split
ALTER TABLE sessions ADD COLUMN reach TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE sessions ADD COLUMN identity TEXT NOT NULL DEFAULT '';
