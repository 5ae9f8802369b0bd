-- +goose Up
-- What waits for a centre until somebody there opens its inbox: hand-overs of
-- other centres, their answers, and that one was taken back. Each row is a piece
-- of a message, sealed to the inbox key of the centre. There is no sender, no kind
-- and no time in the clear; a message and its rows have random ids.
CREATE TABLE casework_inbox (
    id       text PRIMARY KEY,
    centre   text NOT NULL,
    message  text NOT NULL,
    number   bigint NOT NULL,
    sealed   bytea NOT NULL,
    UNIQUE (message, number)
);

CREATE INDEX casework_inbox_centre ON casework_inbox (centre, number);
