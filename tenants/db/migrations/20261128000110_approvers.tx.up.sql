-- The programs that an operator has added as approvers. The list is the
-- installation's: its hosts read the whole of it. owner_id is the one tenant that a
-- program is for, or the platform: it is for all. What is built in has a row only
-- once there was trouble with it, without a digest.
CREATE TABLE approvers (
  owner_id    TEXT NOT NULL,
  key         TEXT NOT NULL,
  title       TEXT NOT NULL,
  executable  TEXT NOT NULL,
  args        TEXT NOT NULL DEFAULT '[]',
  digest      TEXT NOT NULL,
  archive     TEXT NOT NULL,
  state       TEXT NOT NULL,
  reason      TEXT NOT NULL DEFAULT '',
  changed_at  TIMESTAMP NOT NULL,
  added_by    TEXT NOT NULL DEFAULT '',
  added_at    TIMESTAMP NOT NULL,
  trouble     TEXT NOT NULL DEFAULT '',
  troubled_at TIMESTAMP,
  revivals    BIGINT NOT NULL DEFAULT 0,
  flows       BIGINT NOT NULL DEFAULT 0,
  submissions BIGINT NOT NULL DEFAULT 0,
  counted_at  TIMESTAMP,
  PRIMARY KEY (owner_id, key)
);
--bun:split
CREATE INDEX approvers_by_key ON approvers (key, owner_id);
