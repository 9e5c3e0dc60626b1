-- A photo that is here as it was sent, in its parts, and is being turned into a JPEG:
-- since when, and if that cannot be, the text that says why.
ALTER TABLE uploads ADD COLUMN converting_at TIMESTAMP;
--bun:split
ALTER TABLE uploads ADD COLUMN failed TEXT NOT NULL DEFAULT '';
