-- +goose Up
-- By what the pepper of the host is known again: a value that follows from it and
-- from which it does not follow.
CREATE TABLE vault_host (
    only_row  bigint PRIMARY KEY CHECK (only_row = 1),
    mark      bytea NOT NULL
);
