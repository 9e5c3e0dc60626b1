-- The address under which somebody came to a tenant: those who run it see this
-- one, and not the others that the person has. Empty: from before it was kept.
ALTER TABLE members ADD COLUMN address TEXT NOT NULL DEFAULT '';
