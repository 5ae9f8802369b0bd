-- +goose Up
-- One row for each entry of the directory. "public" holds what everybody may
-- see; the queries behind public pages read no other column. "internal" holds
-- what only members may see, the withheld address of an office among it.
CREATE TABLE centres_entry (
    id               text PRIMARY KEY,
    number           bigint NOT NULL UNIQUE,
    organisation_id  text NOT NULL REFERENCES network_organisation (id),
    revision         bigint NOT NULL,
    public           text NOT NULL,
    internal         text NOT NULL,
    edited_on        text NOT NULL,
    changed_at       bigint NOT NULL,
    changed_by       text NOT NULL
);

CREATE INDEX centres_entry_organisation ON centres_entry (organisation_id);

-- The one row that tells whether anything changed, and the highest number that
-- was ever given away.
CREATE TABLE centres_state (
    only_row     bigint PRIMARY KEY CHECK (only_row = 1),
    version      bigint NOT NULL,
    last_number  bigint NOT NULL
);

INSERT INTO centres_state (only_row, version, last_number) VALUES (1, 0, 0);
