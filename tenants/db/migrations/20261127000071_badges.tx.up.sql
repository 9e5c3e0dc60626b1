-- An activity can have several badges: badges are the ids of the editions in force,
-- its own first. One from before has '[]' and its one badge in force.
ALTER TABLE activities ADD COLUMN badges TEXT NOT NULL DEFAULT '[]';
--bun:split
-- How many stars a badge has, and which other badges it requires. The edition counts
-- in each badge of an activity from its own thousand thousands.
ALTER TABLE achievements ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE achievements ADD COLUMN requires TEXT NOT NULL DEFAULT '{}';
