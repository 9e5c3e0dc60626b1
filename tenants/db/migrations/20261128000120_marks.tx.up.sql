-- What reviewers have marked by the rubric of a step, and so far where they have not said it yet.
ALTER TABLE opinions ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';
--bun:split
ALTER TABLE opinion_drafts ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';
