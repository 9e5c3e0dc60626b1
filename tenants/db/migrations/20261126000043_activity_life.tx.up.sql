-- An activity is published or archived; when and where it is; in which cities its
-- organisation wants it listed. revision counts what was published of it.
ALTER TABLE activities ADD COLUMN state TEXT NOT NULL DEFAULT 'published';
--bun:split
ALTER TABLE activities ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
--bun:split
ALTER TABLE activities ADD COLUMN cities TEXT NOT NULL DEFAULT '[]';
--bun:split
ALTER TABLE activities ADD COLUMN mode TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE activities ADD COLUMN address TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE activities ADD COLUMN pin TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE activities ADD COLUMN meeting TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE activities ADD COLUMN booking TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE activities ADD COLUMN starts_at TIMESTAMP;
--bun:split
ALTER TABLE activities ADD COLUMN ends_at TIMESTAMP;
--bun:split
ALTER TABLE activities ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
--bun:split
-- What a catalogue has to know of an activity to find it. Degrees are in
-- millionths; revision is that of the activity when the entry was written.
ALTER TABLE listings ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
--bun:split
ALTER TABLE listings ADD COLUMN kind TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE listings ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
--bun:split
ALTER TABLE listings ADD COLUMN mode TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE listings ADD COLUMN address TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE listings ADD COLUMN latitude BIGINT;
--bun:split
ALTER TABLE listings ADD COLUMN longitude BIGINT;
--bun:split
ALTER TABLE listings ADD COLUMN starts_at TIMESTAMP;
--bun:split
ALTER TABLE listings ADD COLUMN ends_at TIMESTAMP;
--bun:split
ALTER TABLE listings ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
--bun:split
-- What an organiser is still writing: a new activity, or the next revision of a
-- published one. There is at most one of each activity.
CREATE TABLE activity_drafts (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  activity_id TEXT NOT NULL,
  content     TEXT NOT NULL,
  changed_by  TEXT NOT NULL,
  changed_at  TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, activity_id)
);
