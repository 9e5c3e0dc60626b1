-- Which skills an activity is for, and its badge attests, by their ids.
ALTER TABLE activities ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
--bun:split
ALTER TABLE achievements ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
--bun:split
ALTER TABLE listings ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
