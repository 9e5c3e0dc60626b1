-- What an organiser said to somebody whose request was refused, or who was removed.
ALTER TABLE participants ADD COLUMN words TEXT NOT NULL DEFAULT '';
