-- Who may know of an activity, and how people join it: 'off', 'open', or 'places',
-- of which there are so many. joining_required 1: only who has joined may hand in.
ALTER TABLE activities ADD COLUMN access TEXT NOT NULL DEFAULT 'public';
--bun:split
ALTER TABLE activities ADD COLUMN joining TEXT NOT NULL DEFAULT 'off';
--bun:split
ALTER TABLE activities ADD COLUMN places BIGINT NOT NULL DEFAULT 0;
--bun:split
ALTER TABLE activities ADD COLUMN joining_required BIGINT NOT NULL DEFAULT 0;
--bun:split
-- Who takes part in an activity, or did. turn is the order of those who wait.
CREATE TABLE participants (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  activity_id TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  state       TEXT NOT NULL,
  turn        BIGINT NOT NULL,
  since       TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, activity_id, person_id)
);
--bun:split
CREATE INDEX participants_in_turn ON participants (tenant_id, activity_id, state, turn);
--bun:split
CREATE INDEX participants_by_person ON participants (tenant_id, person_id);
--bun:split
-- How many take part in an activity. Whoever joins or leaves holds its row, so that
-- of two who want the last place at the same moment one gets it.
CREATE TABLE rolls (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  activity_id TEXT NOT NULL,
  joined      BIGINT NOT NULL,
  waiting     BIGINT NOT NULL,
  turns       BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, activity_id)
);
