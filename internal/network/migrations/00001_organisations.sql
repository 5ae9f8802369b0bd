-- +goose Up
CREATE TABLE network_organisation (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    group_code  text NOT NULL,
    country     text NOT NULL,
    land        text NOT NULL,
    town        text NOT NULL,
    email       text NOT NULL,
    website     text NOT NULL,
    member      boolean NOT NULL,
    as_of       text NOT NULL,
    source      text NOT NULL
);
