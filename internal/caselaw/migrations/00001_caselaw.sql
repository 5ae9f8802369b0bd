-- +goose Up
-- One row for each decision. "entry" and "body" are what everybody may see, and empty
-- until it was published; "draft" and "draft_body" are what the editors work on. The
-- queries behind public pages read only rows whose "state" is published, and never a
-- draft. Court, day, file number and title are those of the draft, for the editors'
-- lists; "folded" are their words for searching there. "hands" are the ids of those who
-- have worked on the draft since it was last published. The long columns stand last:
-- SQLite reads past them to what comes behind.
CREATE TABLE caselaw_decision (
    number        bigint PRIMARY KEY,
    state         text NOT NULL,
    revision      bigint NOT NULL,
    court         text NOT NULL,
    decided_on    text NOT NULL,
    file_number   text NOT NULL,
    title         text NOT NULL,
    folded        text NOT NULL,
    same_as       bigint NOT NULL,
    asked_by      text NOT NULL,
    asked_who     text NOT NULL,
    approved_who  text NOT NULL,
    due_on        text NOT NULL,
    published_on  text NOT NULL,
    changed_at    bigint NOT NULL,
    changed_by    text NOT NULL,
    hands         text NOT NULL,
    entry         text NOT NULL,
    draft         text NOT NULL,
    body          text NOT NULL,
    draft_body    text NOT NULL
);

CREATE INDEX caselaw_decision_state ON caselaw_decision (state, changed_at);

-- What a decision is known by: its ECLI, and its file numbers without spaces and signs,
-- with the court and the day behind them. Decisions that share a key may be the same.
CREATE TABLE caselaw_key (
    key     text NOT NULL,
    number  bigint NOT NULL,
    court   text NOT NULL,
    day     text NOT NULL,
    PRIMARY KEY (key, number)
);

CREATE INDEX caselaw_key_number ON caselaw_key (number);

-- What published decisions cite: a provision or a decision, and in which paragraph.
CREATE TABLE caselaw_citation (
    number  bigint NOT NULL,
    place   bigint NOT NULL,
    anchor  text NOT NULL,
    key     text NOT NULL,
    court   text NOT NULL,
    day     text NOT NULL,
    PRIMARY KEY (number, place)
);

CREATE INDEX caselaw_citation_key ON caselaw_citation (key, number);

-- Where an import found a decision, and what it was like: an import that finds the same
-- changes nothing.
CREATE TABLE caselaw_source (
    source    text NOT NULL,
    document  text NOT NULL,
    number    bigint NOT NULL,
    hash      text NOT NULL,
    PRIMARY KEY (source, document)
);

CREATE INDEX caselaw_source_number ON caselaw_source (number);

-- Who changed which field and when, with what it said before and after. The values of
-- the full text are not among them. What is redacted is taken out here as well.
CREATE TABLE caselaw_event (
    id           text PRIMARY KEY,
    number       bigint NOT NULL,
    happened_at  bigint NOT NULL,
    actor        text NOT NULL,
    what         text NOT NULL,
    field        text NOT NULL,
    said_before  text NOT NULL,
    said_after   text NOT NULL,
    reason       text NOT NULL,
    revision     bigint NOT NULL
);

CREATE INDEX caselaw_event_number ON caselaw_event (number, happened_at);

-- The files that a decision was read from: the one that everybody may see ("shown" is 1)
-- and the one that waits with the draft (0).
CREATE TABLE caselaw_file (
    number  bigint NOT NULL,
    shown   bigint NOT NULL,
    hash    text NOT NULL,
    size    bigint NOT NULL,
    body    bytea NOT NULL,
    PRIMARY KEY (number, shown)
);

-- What became public, changed, or was taken away, in the order in which it happened.
-- The index of each server, the feeds and the alerts follow it.
CREATE TABLE caselaw_change (
    position     bigint PRIMARY KEY,
    number       bigint NOT NULL,
    what         text NOT NULL,
    happened_at  bigint NOT NULL
);

CREATE INDEX caselaw_change_number ON caselaw_change (number, position);

-- The one row that holds the highest number and the last position.
CREATE TABLE caselaw_state (
    only_row     bigint PRIMARY KEY CHECK (only_row = 1),
    last_number  bigint NOT NULL,
    position     bigint NOT NULL
);

INSERT INTO caselaw_state (only_row, last_number, position) VALUES (1, 0, 0);

-- Words that mean the same in a search, as the editors wrote them: one group a row,
-- its words parted by line ends.
CREATE TABLE caselaw_synonym (
    id     text PRIMARY KEY,
    place  bigint NOT NULL,
    words  text NOT NULL
);

-- Who wants to hear of what by mail. "words" is what she follows as she wrote it;
-- "position" is the change up to which she has heard, and "known" what she knows of a
-- decision that she follows.
CREATE TABLE caselaw_follow (
    id            text PRIMARY KEY,
    address       text NOT NULL,
    language      text NOT NULL,
    kind          text NOT NULL,
    what          text NOT NULL,
    words         text NOT NULL,
    every         text NOT NULL,
    state         text NOT NULL,
    asked_on      text NOT NULL,
    confirmed_on  text NOT NULL,
    position      bigint NOT NULL,
    sent_on       text NOT NULL,
    known         text NOT NULL
);

CREATE INDEX caselaw_follow_state ON caselaw_follow (state, id);
CREATE INDEX caselaw_follow_address ON caselaw_follow (address);

-- The links in her mails, each mail with one of its own. "hash" is the SHA-256 of its
-- token: from a copy of the database nobody can end what others follow.
CREATE TABLE caselaw_follow_link (
    hash     bytea PRIMARY KEY,
    follow   text NOT NULL,
    made_on  text NOT NULL
);

CREATE INDEX caselaw_follow_link_follow ON caselaw_follow_link (follow);
