-- +goose Up
-- The imported table of postal codes, as one packed whole; the only slot is 'current'.
CREATE TABLE places_table (
    slot    text  NOT NULL PRIMARY KEY,
    version text  NOT NULL,
    content bytea NOT NULL
);
