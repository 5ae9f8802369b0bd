-- +goose Up
-- Whether single keys do nothing on the pages of a person: she types by voice, or
-- wishes it (WCAG 2.2, 2.1.4).
ALTER TABLE account_person ADD COLUMN keys_off boolean NOT NULL DEFAULT false;
