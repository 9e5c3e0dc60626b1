-- Since when a submission is at its step; nothing: it came there before this was kept.
ALTER TABLE submissions ADD COLUMN step_at TIMESTAMP;
