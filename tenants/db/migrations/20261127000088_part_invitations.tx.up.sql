-- Who is invited to take part in an activity, under the address that was named.
CREATE TABLE part_invitations (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  id          TEXT NOT NULL,
  activity_id TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  address     TEXT NOT NULL,
  language    TEXT NOT NULL,
  made_by     TEXT NOT NULL,
  made_at     TIMESTAMP NOT NULL,
  sent_at     TIMESTAMP NOT NULL,
  expires_at  TIMESTAMP NOT NULL,
  state       TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
--bun:split
CREATE UNIQUE INDEX part_invitations_once ON part_invitations (tenant_id, activity_id, address);
--bun:split
CREATE INDEX part_invitations_by_person ON part_invitations (tenant_id, person_id);
--bun:split
-- The link by which whoever has it takes part in an activity.
CREATE TABLE entry_codes (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  id          TEXT NOT NULL,
  activity_id TEXT NOT NULL,
  made_by     TEXT NOT NULL,
  made_at     TIMESTAMP NOT NULL,
  expires_at  TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
--bun:split
CREATE INDEX entry_codes_of_activity ON entry_codes (tenant_id, activity_id);
