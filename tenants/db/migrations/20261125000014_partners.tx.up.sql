ALTER TABLE affiliations ADD COLUMN name TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE affiliations ADD COLUMN folded TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE affiliations ADD COLUMN email TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE affiliations ADD COLUMN reason TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE affiliations ADD COLUMN verification TEXT NOT NULL DEFAULT 'none';
--bun:split
ALTER TABLE affiliations ADD COLUMN verified_why TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE affiliations ADD COLUMN document TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE affiliations ADD COLUMN document_name TEXT NOT NULL DEFAULT '';
--bun:split
CREATE INDEX affiliations_by_name ON affiliations (tenant_id, folded, organisation_id, state, verification, since);
--bun:split
CREATE INDEX affiliations_by_state ON affiliations (tenant_id, state, verification);
--bun:split
ALTER TABLE affiliated_cities ADD COLUMN reason TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE affiliated_cities ADD COLUMN verification TEXT NOT NULL DEFAULT 'none';
--bun:split
ALTER TABLE affiliated_cities ADD COLUMN verified_why TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE invitations ADD COLUMN name TEXT NOT NULL DEFAULT '';
--bun:split
CREATE TABLE admissions (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  admission TEXT NOT NULL,
  PRIMARY KEY (tenant_id)
);
--bun:split
CREATE TABLE affiliation_moves (
  tenant_id       TEXT NOT NULL,
  version         BIGINT NOT NULL,
  organisation_id TEXT NOT NULL,
  id              TEXT NOT NULL,
  what            TEXT NOT NULL,
  reason          TEXT NOT NULL,
  made_by         TEXT NOT NULL,
  made_at         TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, organisation_id, id)
);
--bun:split
CREATE TABLE affiliation_figures (
  tenant_id       TEXT NOT NULL,
  version         BIGINT NOT NULL,
  organisation_id TEXT NOT NULL,
  listed          BIGINT NOT NULL,
  awards          BIGINT NOT NULL,
  last_at         TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, organisation_id)
);
--bun:split
CREATE INDEX affiliation_figures_in_order ON affiliation_figures (tenant_id, organisation_id, awards, last_at);
