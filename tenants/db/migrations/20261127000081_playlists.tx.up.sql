-- What a playlist says of itself, what has to be done for it, and how far it has
-- come. needed is of its optional activities; badge is 1 where it has its own.
ALTER TABLE playlists ADD COLUMN description TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE playlists ADD COLUMN language TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE playlists ADD COLUMN needed BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE playlists ADD COLUMN badge BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE playlists ADD COLUMN badge_description TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE playlists ADD COLUMN stage TEXT NOT NULL DEFAULT 'published';
--bun:split
ALTER TABLE playlists ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
--bun:split
-- What the playlist has to know of an activity, which may be another tenant's. open
-- is 1 while it can be begun and may stand here; revision is the activity's when
-- this was written; badges are the ids of its badge's editions.
ALTER TABLE playlist_items ADD COLUMN optional BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE playlist_items ADD COLUMN title TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE playlist_items ADD COLUMN language TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE playlist_items ADD COLUMN kind TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE playlist_items ADD COLUMN minutes BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE playlist_items ADD COLUMN reach TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE playlist_items ADD COLUMN open BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE playlist_items ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE playlist_items ADD COLUMN badges TEXT NOT NULL DEFAULT '[]';
--bun:split
-- What is being written of a playlist; at most one for each.
CREATE TABLE playlist_drafts (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  playlist_id TEXT NOT NULL,
  content     TEXT NOT NULL,
  changed_by  TEXT NOT NULL,
  changed_at  TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, playlist_id)
);
--bun:split
-- In which playlists of which tenants an activity stands. Events write it into the
-- activity's tenant; revision is the playlist's when this was written. What has left
-- a playlist keeps its row with listed 0, so that nothing late brings it back.
CREATE TABLE activity_playlists (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  activity_id TEXT NOT NULL,
  playlist_id TEXT NOT NULL,
  title       TEXT NOT NULL,
  language    TEXT NOT NULL,
  listed      BIGINT NOT NULL,
  revision    BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, activity_id, playlist_id)
);
--bun:split
-- Into whose playlists an activity can be put: 'any' or, its organisation's alone, 'own'.
ALTER TABLE activities ADD COLUMN playlists TEXT NOT NULL DEFAULT 'any';
--bun:split
-- Of which playlist a badge is. Its activity_id is then the same id, and leads to a
-- row of activities that stands there for the playlist.
ALTER TABLE achievements ADD COLUMN playlist_id TEXT NOT NULL DEFAULT '';
