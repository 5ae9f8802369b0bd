-- +goose Up
-- One row for each mail that was ever queued. "key" says what the mail is for;
-- the same key is never queued twice. "body" is emptied when the mail is sent.
--
-- waiting   to be sent from due_at on; while lease_until lies ahead, the worker
--           "holder" is at it
-- sending   the mail server may have it or not, the next moment will tell
-- sent      the mail server has taken it
-- unsure    the program or the line ended in that moment: a person decides
-- given-up  refused for good, or too often: a person decides
-- dropped   a person decided that it is not to be sent
CREATE TABLE mail_message (
    id           text PRIMARY KEY,
    key          text NOT NULL UNIQUE,
    recipient    text NOT NULL,
    subject      text NOT NULL,
    body         text NOT NULL,
    language     text NOT NULL,
    state        text NOT NULL,
    attempts     bigint NOT NULL,
    reason       text NOT NULL,
    queued_at    bigint NOT NULL,
    due_at       bigint NOT NULL,
    holder       text NOT NULL,
    lease_until  bigint NOT NULL,
    settled_at   bigint NOT NULL
);

CREATE INDEX mail_message_open ON mail_message (state, due_at);
