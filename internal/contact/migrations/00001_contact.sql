-- +goose Up
-- What a centre promises to those who write to it: shown to everybody, so nothing
-- in it is secret. "weekdays" are the days on which it answers, 1 for Monday to 7,
-- "within" the working days after which an answer can be expected, "languages" the
-- codes of those it reads, "entries" its entries of the directory. "turn" counts
-- the messages that it got from people to whom it does not matter who answers.
CREATE TABLE contact_centre (
    centre     text PRIMARY KEY,
    open       boolean NOT NULL,
    anyone     boolean NOT NULL,
    weekdays   text NOT NULL,
    hours      text NOT NULL,
    within     bigint NOT NULL,
    languages  text NOT NULL,
    turn       bigint NOT NULL
);

-- Another way that a centre would rather be written to, in one language: the chat
-- or the mail of a partner.
CREATE TABLE contact_partner (
    centre   text NOT NULL REFERENCES contact_centre (centre),
    lang     text NOT NULL,
    name     text NOT NULL,
    address  text NOT NULL,
    PRIMARY KEY (centre, lang)
);

-- A conversation. "mailbox" opens with the code of the person who writes; it is
-- empty until she has one. "state" is "begun" until she has typed the code back,
-- then "open"; "held" is one that came in a flood, "blocked" one that the centre
-- takes nothing more from. Days are all that is known in the clear of when
-- something happened: here when it has to go, and since when somebody waits.
CREATE TABLE contact_box (
    id             text PRIMARY KEY,
    centre         text NOT NULL,
    mailbox        text NOT NULL,
    state          text NOT NULL,
    visited_on     text NOT NULL,
    waiting_since  text NOT NULL,
    told           boolean NOT NULL
);

CREATE INDEX contact_box_centre ON contact_box (centre, state);
CREATE INDEX contact_box_mailbox ON contact_box (mailbox);
CREATE INDEX contact_box_visited ON contact_box (visited_on);

-- What she wrote: each message is a folder of its own, sealed to the inbox of the
-- centre. It counts once "sent_on" is a day; "number" says the how manieth of its
-- conversation it is, since several may be of one day.
CREATE TABLE contact_message (
    folder   text PRIMARY KEY,
    box      text NOT NULL REFERENCES contact_box (id),
    sent_on  text NOT NULL,
    number   bigint NOT NULL DEFAULT 0
);

CREATE INDEX contact_message_box ON contact_message (box);

-- What the centre answered, sealed to her mailbox. The centre keeps its own copy
-- in the folder of her first message.
CREATE TABLE contact_answer (
    id        text PRIMARY KEY,
    box       text NOT NULL REFERENCES contact_box (id),
    given_on  text NOT NULL,
    sealed    bytea NOT NULL
);

CREATE INDEX contact_answer_box ON contact_answer (box);

-- Somebody who is writing or reading just now. The token is in her page only; the
-- database keeps SHA-256 of it, and what it opens.
CREATE TABLE contact_visit (
    hash     bytea PRIMARY KEY,
    box      text NOT NULL REFERENCES contact_box (id),
    until    bigint NOT NULL,
    mailbox  bytea,
    message  text NOT NULL,
    folder   bytea,
    draft    bytea
);

CREATE INDEX contact_visit_box ON contact_visit (box);
CREATE INDEX contact_visit_until ON contact_visit (until);

-- What is being sealed to another centre to which a conversation is handed over. A
-- row goes when the hand-over is done; what was left by a program that ended in the
-- middle of one is erased a day later.
CREATE TABLE contact_moving (
    folder    text PRIMARY KEY,
    centre    text NOT NULL,
    begun_on  text NOT NULL
);
