-- +goose Up
-- Each unit of the network that delivers records, with the opaque code under which
-- its records are kept. The code is never published.
CREATE TABLE figures_centre (
    unit  text PRIMARY KEY,
    code  text NOT NULL UNIQUE
);

-- The released records as they were delivered last. "id" is made by whoever delivers,
-- new for each year, so that nothing leads from a row back to a case; it serves only
-- to take the row away again when a consent is withdrawn. "cells" is the row of the
-- CSV format. A record that was not released holds no answers.
CREATE TABLE figures_record (
    id      text PRIMARY KEY,
    centre  text NOT NULL,
    year    bigint NOT NULL,
    cells   text NOT NULL
);

CREATE INDEX figures_record_year ON figures_record (year, centre);

-- Which centre has delivered which year, in which way and when last.
CREATE TABLE figures_delivery (
    centre        text NOT NULL,
    year          bigint NOT NULL,
    way           text NOT NULL,
    delivered_on  text NOT NULL,
    delivered_by  text NOT NULL,
    rows          bigint NOT NULL,
    PRIMARY KEY (centre, year)
);

-- The key from which the keys of records follow, so that the same records get the
-- same random rounding in every edition.
CREATE TABLE figures_key (
    id      text PRIMARY KEY,
    secret  bytea NOT NULL
);

-- Frozen years. "id" is the SHA-256 of "body", in hexadecimal digits; a snapshot is
-- never changed. "number" counts them in the order in which they were made.
CREATE TABLE figures_snapshot (
    id         text PRIMARY KEY,
    number     bigint NOT NULL UNIQUE,
    year       bigint NOT NULL,
    frozen_on  text NOT NULL,
    frozen_by  text NOT NULL,
    rows       bigint NOT NULL,
    body       bytea NOT NULL
);

-- What was proposed for publication, published, or rejected. "edition" is what is
-- shown, "report" what the gate found, "ledger" every number shown with the hash of
-- the records behind it. What was published stays here for ever, since every later
-- publication is checked against it.
CREATE TABLE figures_publication (
    number        bigint PRIMARY KEY,
    kind          text NOT NULL,
    year          bigint NOT NULL,
    snapshot      text NOT NULL,
    state         text NOT NULL,
    edition       text NOT NULL,
    report        text NOT NULL,
    ledger        text NOT NULL,
    budget        text NOT NULL,
    proposed_by   text NOT NULL,
    proposed_who  text NOT NULL,
    proposed_on   text NOT NULL,
    decided_by    text NOT NULL,
    decided_on    text NOT NULL
);

CREATE INDEX figures_publication_year ON figures_publication (year, state);

-- Of microdata ("kind" is microdata) "year" is the last of the three years, "edition"
-- what they are, "budget" what they promise; "ledger" is empty. Their noise is drawn
-- once: a second publication of the same years would spend the promise again.
CREATE UNIQUE INDEX figures_publication_window ON figures_publication (year) WHERE kind = 'microdata';

-- The files of published, or proposed, microdata, as they were made. They are made of
-- noisy tables alone: no record and no exact count is in them.
CREATE TABLE figures_file (
    publication  bigint NOT NULL,
    place        bigint NOT NULL,
    name         text NOT NULL,
    size         bigint NOT NULL,
    body         bytea NOT NULL,
    PRIMARY KEY (publication, place)
);

-- Who of the office looked at exact figures, on which day, and at what.
CREATE TABLE figures_look (
    id      text PRIMARY KEY,
    day     text NOT NULL,
    person  text NOT NULL,
    name    text NOT NULL,
    what    text NOT NULL
);
