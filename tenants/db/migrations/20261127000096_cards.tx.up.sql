-- The picture that stands beside a link to a badge; empty: none was drawn.
ALTER TABLE achievements ADD COLUMN picture_card TEXT NOT NULL DEFAULT '';
