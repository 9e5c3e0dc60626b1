ALTER TABLE tenants ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE tenants ADD COLUMN languages TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE tenants ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE tenants ADD COLUMN welcome TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE tenants ADD COLUMN accent TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE tenants ADD COLUMN logo TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE tenants ADD COLUMN address TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE tenants ADD COLUMN pin TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE tenants ADD COLUMN bounds TEXT NOT NULL DEFAULT '';
--bun:split
-- What a slug looks like at a glance, as rule tenants.Look says; empty where
-- yesterday's program founded the tenant, or another had the look before.
ALTER TABLE tenants ADD COLUMN look TEXT NOT NULL DEFAULT '';
--bun:split
UPDATE tenants SET look = replace(replace(replace(replace(replace(replace(replace(replace(replace(slug,
  '0', 'o'), '1', 'l'), 'i', 'l'), 'j', 'l'), '5', 's'), '2', 'z'), 'rn', 'm'), 'vv', 'w'), 'cl', 'd');
--bun:split
-- Of those that look alike already the first keeps the look.
UPDATE tenants SET look = '' WHERE EXISTS (SELECT 1 FROM tenants first WHERE first.look = tenants.look AND first.id < tenants.id);
--bun:split
CREATE UNIQUE INDEX tenants_look ON tenants (look) WHERE look <> '';
--bun:split
ALTER TABLE hosts ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
--bun:split
CREATE INDEX hosts_tenant ON hosts (tenant_id, place);
--bun:split
CREATE TABLE terms (
  tenant_id    TEXT NOT NULL,
  version      BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  number       BIGINT NOT NULL,
  language     TEXT NOT NULL,
  body         TEXT NOT NULL,
  published_at TIMESTAMP NOT NULL,
  published_by TEXT NOT NULL,
  PRIMARY KEY (tenant_id, kind, number, language)
);
--bun:split
CREATE TABLE acceptances (
  person_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  tenant_id TEXT NOT NULL,
  kind      TEXT NOT NULL,
  number    BIGINT NOT NULL,
  at        TIMESTAMP NOT NULL,
  PRIMARY KEY (person_id, tenant_id, kind, number)
);
