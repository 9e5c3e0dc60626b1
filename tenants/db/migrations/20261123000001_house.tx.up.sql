-- Shared: belongs to nobody.
CREATE TABLE tenants (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL CHECK (kind IN ('city', 'organisation')),
  slug        TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  url         TEXT NOT NULL,
  email       TEXT NOT NULL,
  language    TEXT NOT NULL,
  footer      TEXT NOT NULL,
  colour      TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
  founded_at  TIMESTAMP NOT NULL
);
--bun:split
CREATE TABLE hosts (
  host      TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id)
);
--bun:split
CREATE TABLE emails (
  email     TEXT PRIMARY KEY,
  person_id TEXT NOT NULL
);
--bun:split
CREATE TABLE sign_ins (
  secret_sum TEXT PRIMARY KEY,
  email      TEXT NOT NULL,
  language   TEXT NOT NULL,
  next       TEXT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  used_at    TIMESTAMP
);
--bun:split
CREATE INDEX sign_ins_ended ON sign_ins (expires_at);
--bun:split
-- Person-owned.
CREATE TABLE people (
  person_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  name      TEXT NOT NULL,
  email     TEXT NOT NULL,
  language  TEXT NOT NULL,
  joined_at TIMESTAMP NOT NULL,
  PRIMARY KEY (person_id)
);
--bun:split
CREATE TABLE sessions (
  person_id  TEXT NOT NULL REFERENCES people (person_id),
  version    BIGINT NOT NULL,
  id         TEXT NOT NULL,
  secret_sum TEXT NOT NULL,
  agent      TEXT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  ended_at   TIMESTAMP,
  PRIMARY KEY (person_id, id)
);
--bun:split
CREATE TABLE api_tokens (
  person_id  TEXT NOT NULL REFERENCES people (person_id),
  version    BIGINT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  secret_sum TEXT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  ended_at   TIMESTAMP,
  PRIMARY KEY (person_id, id)
);
--bun:split
CREATE TABLE memberships (
  person_id TEXT NOT NULL REFERENCES people (person_id),
  version   BIGINT NOT NULL,
  tenant_id TEXT NOT NULL,
  role      TEXT NOT NULL,
  PRIMARY KEY (person_id, tenant_id, role)
);
--bun:split
CREATE TABLE portfolio_entries (
  person_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  award_id    TEXT NOT NULL,
  tenant_id   TEXT NOT NULL,
  city_id     TEXT NOT NULL,
  achievement TEXT NOT NULL,
  name        TEXT NOT NULL,
  issuer      TEXT NOT NULL,
  granted_at  TIMESTAMP NOT NULL,
  issued_at   TIMESTAMP NOT NULL,
  PRIMARY KEY (person_id, award_id)
);
--bun:split
-- Tenant-owned.
CREATE TABLE members (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  person_id TEXT NOT NULL,
  role      TEXT NOT NULL,
  object    TEXT NOT NULL,
  since     TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, person_id, role, object)
);
--bun:split
CREATE TABLE policy_versions (
  tenant_id TEXT NOT NULL,
  number    BIGINT NOT NULL,
  PRIMARY KEY (tenant_id)
);
--bun:split
CREATE TABLE affiliations (
  tenant_id       TEXT NOT NULL,
  version         BIGINT NOT NULL,
  organisation_id TEXT NOT NULL,
  state           TEXT NOT NULL,
  since           TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, organisation_id)
);
--bun:split
CREATE TABLE affiliated_cities (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  city_id   TEXT NOT NULL,
  state     TEXT NOT NULL,
  since     TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, city_id)
);
--bun:split
CREATE TABLE signing_keys (
  tenant_id  TEXT NOT NULL,
  version    BIGINT NOT NULL,
  id         TEXT NOT NULL,
  public     TEXT NOT NULL,
  sealed     TEXT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  retired_at TIMESTAMP,
  PRIMARY KEY (tenant_id, id)
);
--bun:split
CREATE TABLE activities (
  tenant_id    TEXT NOT NULL,
  version      BIGINT NOT NULL,
  id           TEXT NOT NULL,
  title        TEXT NOT NULL,
  description  TEXT NOT NULL,
  language     TEXT NOT NULL,
  kind         TEXT NOT NULL,
  category     TEXT NOT NULL,
  tags         TEXT NOT NULL,
  links        TEXT NOT NULL,
  minutes      BIGINT NOT NULL,
  cover        TEXT NOT NULL,
  published_at TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
--bun:split
CREATE TABLE listings (
  tenant_id       TEXT NOT NULL,
  version         BIGINT NOT NULL,
  activity_id     TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  title           TEXT NOT NULL,
  summary         TEXT NOT NULL,
  language        TEXT NOT NULL,
  category        TEXT NOT NULL,
  minutes         BIGINT NOT NULL,
  cover           TEXT NOT NULL,
  listed_at       TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, activity_id)
);
--bun:split
CREATE TABLE achievements (
  tenant_id     TEXT NOT NULL,
  version       BIGINT NOT NULL,
  id            TEXT NOT NULL,
  activity_id   TEXT NOT NULL,
  edition       BIGINT NOT NULL,
  name          TEXT NOT NULL,
  description   TEXT NOT NULL,
  criteria      TEXT NOT NULL,
  language      TEXT NOT NULL,
  tags          TEXT NOT NULL,
  shape         TEXT NOT NULL,
  cover         TEXT NOT NULL,
  picture_png   TEXT NOT NULL,
  picture_svg   TEXT NOT NULL,
  made_at       TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, activity_id, edition),
  FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id)
);
--bun:split
CREATE TABLE badge_tasks (
  tenant_id      TEXT NOT NULL,
  version        BIGINT NOT NULL,
  id             TEXT NOT NULL,
  achievement_id TEXT NOT NULL,
  number         BIGINT NOT NULL,
  prompt         TEXT NOT NULL,
  asks           TEXT NOT NULL,
  flow_id        TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, achievement_id, number),
  FOREIGN KEY (tenant_id, achievement_id) REFERENCES achievements (tenant_id, id)
);
--bun:split
CREATE TABLE flows (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  id        TEXT NOT NULL,
  task_id   TEXT NOT NULL,
  edition   BIGINT NOT NULL,
  steps     TEXT NOT NULL,
  made_at   TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, task_id, edition)
);
--bun:split
CREATE TABLE claims (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  id          TEXT NOT NULL,
  activity_id TEXT NOT NULL,
  made_at     TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id)
);
--bun:split
CREATE TABLE uploads (
  tenant_id  TEXT NOT NULL,
  version    BIGINT NOT NULL,
  id         TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  kind       TEXT NOT NULL,
  media      TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size       BIGINT NOT NULL,
  made_at    TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
--bun:split
CREATE TABLE submissions (
  tenant_id      TEXT NOT NULL,
  version        BIGINT NOT NULL,
  id             TEXT NOT NULL,
  task_id        TEXT NOT NULL,
  achievement_id TEXT NOT NULL,
  person_id      TEXT NOT NULL,
  city_id        TEXT NOT NULL,
  flow_id        TEXT NOT NULL,
  attempt        BIGINT NOT NULL,
  step           BIGINT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('open', 'returned', 'approved', 'rejected')),
  reason         TEXT NOT NULL,
  submitted_at   TIMESTAMP NOT NULL,
  decided_at     TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, task_id) REFERENCES badge_tasks (tenant_id, id),
  FOREIGN KEY (tenant_id, flow_id) REFERENCES flows (tenant_id, id)
);
--bun:split
CREATE UNIQUE INDEX submissions_under_way ON submissions (tenant_id, task_id, person_id) WHERE state IN ('open', 'returned', 'approved');
--bun:split
CREATE INDEX submissions_open ON submissions (tenant_id, state, submitted_at);
--bun:split
CREATE TABLE evidence (
  tenant_id     TEXT NOT NULL,
  version       BIGINT NOT NULL,
  submission_id TEXT NOT NULL,
  attempt       BIGINT NOT NULL,
  position      BIGINT NOT NULL,
  kind          TEXT NOT NULL,
  text          TEXT NOT NULL,
  upload_id     TEXT NOT NULL,
  media         TEXT NOT NULL,
  media_type    TEXT NOT NULL,
  size          BIGINT NOT NULL,
  handed_in_at  TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, submission_id, attempt, position),
  FOREIGN KEY (tenant_id, submission_id) REFERENCES submissions (tenant_id, id)
);
--bun:split
CREATE TABLE opinions (
  tenant_id     TEXT NOT NULL,
  version       BIGINT NOT NULL,
  submission_id TEXT NOT NULL,
  attempt       BIGINT NOT NULL,
  step          BIGINT NOT NULL,
  person_id     TEXT NOT NULL,
  role          TEXT NOT NULL,
  advice        TEXT NOT NULL,
  comment       TEXT NOT NULL,
  given_at      TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, submission_id, attempt, step, person_id),
  FOREIGN KEY (tenant_id, submission_id) REFERENCES submissions (tenant_id, id)
);
--bun:split
CREATE TABLE verdicts (
  tenant_id     TEXT NOT NULL,
  version       BIGINT NOT NULL,
  submission_id TEXT NOT NULL,
  attempt       BIGINT NOT NULL,
  step          BIGINT NOT NULL,
  approver      TEXT NOT NULL,
  outcome       TEXT NOT NULL,
  reason        TEXT NOT NULL,
  recorded_at   TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, submission_id, attempt, step),
  FOREIGN KEY (tenant_id, submission_id) REFERENCES submissions (tenant_id, id)
);
--bun:split
CREATE TABLE awards (
  tenant_id      TEXT NOT NULL,
  version        BIGINT NOT NULL,
  id             TEXT NOT NULL,
  achievement_id TEXT NOT NULL,
  person_id      TEXT NOT NULL,
  city_id        TEXT NOT NULL,
  salt           TEXT NOT NULL,
  status_list    BIGINT NOT NULL,
  status_index   BIGINT NOT NULL,
  granted_at     TIMESTAMP NOT NULL,
  revoked_at     TIMESTAMP,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, achievement_id, person_id),
  UNIQUE (tenant_id, status_list, status_index),
  FOREIGN KEY (tenant_id, achievement_id) REFERENCES achievements (tenant_id, id)
);
--bun:split
CREATE TABLE credentials (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  award_id  TEXT NOT NULL,
  key_id    TEXT NOT NULL,
  document  TEXT NOT NULL,
  issued_at TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, award_id),
  FOREIGN KEY (tenant_id, award_id) REFERENCES awards (tenant_id, id)
);
--bun:split
CREATE TABLE status_lists (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  number    BIGINT NOT NULL,
  document  TEXT NOT NULL,
  signed_at TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, number)
);
--bun:split
CREATE TABLE playlists (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  id        TEXT NOT NULL,
  name      TEXT NOT NULL,
  made_at   TIMESTAMP NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
--bun:split
CREATE TABLE playlist_items (
  tenant_id   TEXT NOT NULL,
  version     BIGINT NOT NULL,
  playlist_id TEXT NOT NULL,
  activity_id TEXT NOT NULL,
  position    BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, playlist_id, activity_id),
  FOREIGN KEY (tenant_id, playlist_id) REFERENCES playlists (tenant_id, id)
);
--bun:split
-- The outbox.
CREATE TABLE events (
  tenant_id  TEXT NOT NULL,
  version    BIGINT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  body       TEXT NOT NULL,
  at         TIMESTAMP NOT NULL,
  due_at     TIMESTAMP NOT NULL,
  relayed_at TIMESTAMP,
  PRIMARY KEY (tenant_id, id)
);
--bun:split
CREATE INDEX events_waiting ON events (due_at) WHERE relayed_at IS NULL;
--bun:split
CREATE TABLE deliveries (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  event_id  TEXT NOT NULL,
  route     TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('pending', 'queued', 'done', 'dead')),
  attempts  BIGINT NOT NULL,
  due_at    TIMESTAMP NOT NULL,
  queued_at TIMESTAMP,
  ended_at  TIMESTAMP,
  error     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, event_id, route),
  FOREIGN KEY (tenant_id, event_id) REFERENCES events (tenant_id, id)
);
--bun:split
CREATE INDEX deliveries_waiting ON deliveries (state, due_at);
