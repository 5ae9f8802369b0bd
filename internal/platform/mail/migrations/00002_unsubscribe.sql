-- +goose Up
-- The address that ends the mails of this kind, for the headers of RFC 8058; empty for
-- mails that nobody can end. Like "body" it is emptied when the mail is sent.
ALTER TABLE mail_message ADD COLUMN unsubscribe text NOT NULL DEFAULT '';
