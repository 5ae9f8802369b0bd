-- +goose Up
-- What a search asks of many folders before it opens any: the slips of some of
-- them lie together in a tray, sealed under the centre key. "tray" follows from the
-- ids of its folders. Folders that are restricted have none.
CREATE TABLE vault_slip (
    centre  text NOT NULL REFERENCES vault_centre (centre),
    room    text NOT NULL,
    part    text NOT NULL,
    tray    text NOT NULL,
    sealed  bytea NOT NULL,
    PRIMARY KEY (centre, room, part, tray)
);
