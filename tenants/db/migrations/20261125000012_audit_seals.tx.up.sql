ALTER TABLE audit_entries ADD COLUMN mark TEXT NOT NULL DEFAULT '';

--bun:split

CREATE INDEX audit_entries_by_seal ON audit_entries (tenant_id, seal, place);

--bun:split

CREATE TABLE audit_seals (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  number    BIGINT NOT NULL,
  sealed_at TIMESTAMP NOT NULL,
  entries   BIGINT NOT NULL,
  previous  TEXT NOT NULL,
  sum       TEXT NOT NULL,
  mark      TEXT NOT NULL,
  PRIMARY KEY (tenant_id, number)
);

--bun:split

CREATE TABLE audit_heads (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  number    BIGINT NOT NULL,
  sum       TEXT NOT NULL,
  mark      TEXT NOT NULL,
  PRIMARY KEY (tenant_id)
);
