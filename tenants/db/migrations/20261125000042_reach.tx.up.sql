-- On which cities' sites an activity can stand: 'cities' are those that its
-- organisation is active in, 'network' all.
ALTER TABLE activities ADD COLUMN reach TEXT NOT NULL DEFAULT 'cities';
--bun:split
ALTER TABLE listings ADD COLUMN reach TEXT NOT NULL DEFAULT 'cities';
