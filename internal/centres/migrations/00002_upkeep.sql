-- +goose Up
-- What somebody says is wrong or has changed in an entry, until the office has
-- decided. Of visitors only the day is kept. "changes" is a list of fields with
-- their values before and after.
CREATE TABLE centres_proposal (
    id           text PRIMARY KEY,
    entry_id     text NOT NULL REFERENCES centres_entry (id) ON DELETE CASCADE,
    origin       text NOT NULL,
    received_on  text NOT NULL,
    message      text NOT NULL,
    changes      text NOT NULL,
    state        text NOT NULL
);

CREATE INDEX centres_proposal_open ON centres_proposal (state, entry_id);

-- Who changed what in an entry and when, with what it said before and after.
CREATE TABLE centres_history (
    id           text PRIMARY KEY,
    entry_id     text NOT NULL,
    proposal_id  text NOT NULL,
    happened_at  bigint NOT NULL,
    actor        text NOT NULL,
    what         text NOT NULL,
    said_before  text NOT NULL,
    said_after   text NOT NULL,
    reason       text NOT NULL
);

CREATE INDEX centres_history_entry ON centres_history (entry_id, happened_at);

-- Which links of the quarterly mail were used: the revision that the link was
-- for, and the one that confirming made of it.
CREATE TABLE centres_confirmation (
    entry_id       text NOT NULL,
    link_revision  bigint NOT NULL,
    revision       bigint NOT NULL,
    confirmed_on   text NOT NULL,
    PRIMARY KEY (entry_id, link_revision)
);

-- The token that opens the review list, and the sessions that it opened, as
-- SHA-256: from a copy of the database nobody can sign in.
CREATE TABLE centres_review_token (
    only_row  bigint PRIMARY KEY CHECK (only_row = 1),
    hash      bytea NOT NULL
);

CREATE TABLE centres_review_session (
    hash      bytea PRIMARY KEY,
    began_at  bigint NOT NULL,
    seen_at   bigint NOT NULL
);
