-- +goose Up
-- Who took a notice down before its time; empty where nobody did.
ALTER TABLE site_notice ADD COLUMN ended_by text NOT NULL DEFAULT '';
