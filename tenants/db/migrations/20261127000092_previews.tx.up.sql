-- What was made of a photo for looking at it in pages: noted before it is kept, so that
-- it is never forgotten, and there once previewed_at is set.
ALTER TABLE uploads ADD COLUMN small TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE uploads ADD COLUMN large TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE uploads ADD COLUMN previews_size BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE uploads ADD COLUMN previewed_at TIMESTAMP;
