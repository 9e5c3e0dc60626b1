-- What an activity has attached, and of which activity a file is an attachment.
ALTER TABLE activities ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]';
--bun:split
ALTER TABLE uploads ADD COLUMN activity_id TEXT NOT NULL DEFAULT '';
