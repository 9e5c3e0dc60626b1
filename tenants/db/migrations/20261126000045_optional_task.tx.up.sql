-- A task that the badge does not need: 1.
ALTER TABLE badge_tasks ADD COLUMN optional BIGINT NOT NULL DEFAULT 0;
