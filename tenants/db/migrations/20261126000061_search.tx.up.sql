-- What a catalogue is searched by: folded words, each between two spaces. Empty
-- means that the entry was written before there was a search.
ALTER TABLE listings ADD COLUMN title_words TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE listings ADD COLUMN organisation_words TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE listings ADD COLUMN words TEXT NOT NULL DEFAULT '';
