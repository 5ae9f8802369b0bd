-- +goose Up
-- A random number that changes whenever a tray is sealed anew, so that a server can tell
-- whether the sealed bytes it holds are still those of the row.
ALTER TABLE vault_slip ADD COLUMN stamp bigint NOT NULL DEFAULT 0;
