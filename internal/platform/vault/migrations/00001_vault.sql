-- +goose Up
-- What a dump of these tables shows is the number and padded size of records
-- per centre and the number of colleagues. Whatever else there is, is sealed.
-- Ids are random; there is no time and no order in them.

-- The key pair of a person. "sealed" is its seed under a key from her password.
CREATE TABLE vault_person (
    person    text PRIMARY KEY,
    public    bytea NOT NULL,
    salt      bytea NOT NULL,
    verifier  bytea NOT NULL,
    sealed    bytea NOT NULL
);

-- The same seed under the code on paper.
CREATE TABLE vault_kit (
    person  text PRIMARY KEY REFERENCES vault_person (person),
    sealed  bytea NOT NULL
);

-- One row per centre: the epoch of its key, which grows by one when it changes.
CREATE TABLE vault_centre (
    centre  text PRIMARY KEY,
    epoch   bigint NOT NULL
);

-- The centre key of the present epoch, sealed to a colleague, or to the person
-- "kit", which stands for the three envelopes. "pin" says under the centre key to
-- which public key a colleague granted it.
CREATE TABLE vault_grant (
    centre  text NOT NULL REFERENCES vault_centre (centre),
    person  text NOT NULL,
    epoch   bigint NOT NULL,
    sealed  bytea NOT NULL,
    pin     bytea NOT NULL,
    PRIMARY KEY (centre, person)
);

CREATE INDEX vault_grant_person ON vault_grant (person);

-- Key pairs to which anybody may seal for the centre: "inbox" and "audit", one
-- of each per epoch. "sealed" is the seed under the present centre key.
CREATE TABLE vault_pair (
    centre   text NOT NULL REFERENCES vault_centre (centre),
    purpose  text NOT NULL,
    epoch    bigint NOT NULL,
    public   bytea NOT NULL,
    sealed   bytea NOT NULL,
    PRIMARY KEY (centre, purpose, epoch)
);

-- Three envelopes of which any two open the seed of the kit's key pair.
CREATE TABLE vault_centre_kit (
    centre  text PRIMARY KEY REFERENCES vault_centre (centre),
    public  bytea NOT NULL,
    ab      bytea NOT NULL,
    ac      bytea NOT NULL,
    bc      bytea NOT NULL
);

CREATE TABLE vault_setting (
    centre  text NOT NULL REFERENCES vault_centre (centre),
    name    text NOT NULL,
    sealed  bytea NOT NULL,
    PRIMARY KEY (centre, name)
);

-- A case file or a note. "key" is its key under the centre key; where only some
-- colleagues work on it, "key" is a multiple of eight slots sealed to people or
-- to nobody, and "readers" says under the centre key which slot is whose.
CREATE TABLE vault_folder (
    id       text PRIMARY KEY,
    centre   text NOT NULL REFERENCES vault_centre (centre),
    room     text NOT NULL,
    key      bytea NOT NULL,
    readers  bytea,
    card     bytea
);

CREATE INDEX vault_folder_room ON vault_folder (centre, room, id);

CREATE INDEX vault_folder_restricted ON vault_folder (centre) WHERE readers IS NOT NULL;

CREATE TABLE vault_record (
    folder    text NOT NULL REFERENCES vault_folder (id),
    part      text NOT NULL,
    id        text NOT NULL,
    revision  text NOT NULL,
    sealed    bytea NOT NULL,
    PRIMARY KEY (folder, part, id)
);

-- "begun_on" is the day on which an upload began, and NULL when it has ended:
-- a file that is there has no date.
CREATE TABLE vault_file (
    id        text PRIMARY KEY,
    folder    text NOT NULL REFERENCES vault_folder (id),
    begun_on  text
);

CREATE INDEX vault_file_folder ON vault_file (folder);

-- A file is an age stream, cut into pieces of 256 KiB.
CREATE TABLE vault_piece (
    file    text NOT NULL REFERENCES vault_file (id),
    number  bigint NOT NULL,
    bytes   bytea NOT NULL,
    PRIMARY KEY (file, number)
);

-- The end of the audit of each centre: how many entries, and the last link.
CREATE TABLE vault_chain (
    centre   text PRIMARY KEY REFERENCES vault_centre (centre),
    entries  bigint NOT NULL,
    head     bytea NOT NULL
);

-- What happened in a centre: each link is the hash of the one before and of the
-- sealed entry.
CREATE TABLE vault_audit (
    centre  text NOT NULL REFERENCES vault_centre (centre),
    number  bigint NOT NULL,
    epoch   bigint NOT NULL,
    sealed  bytea NOT NULL,
    link    bytea NOT NULL,
    PRIMARY KEY (centre, number)
);
