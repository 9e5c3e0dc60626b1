-- How far the activity of an entry has come, and who entered it: 'organisation',
-- which chose the city, or 'city', which entered it itself.
ALTER TABLE listings ADD COLUMN stage TEXT NOT NULL DEFAULT 'published';
--bun:split
ALTER TABLE listings ADD COLUMN entered_by TEXT NOT NULL DEFAULT 'city';
--bun:split
-- In which cities' catalogues an activity has been entered.
CREATE TABLE activity_places (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  activity_id TEXT NOT NULL,
  city_id     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, activity_id, city_id)
);
