-- +goose Up
-- The days on which somebody asked to be told by mail that there is something to
-- look at. They stand in the clear, since the server has to know them: nothing
-- says what it is, or for which centre. A day goes when its mail is queued.
CREATE TABLE account_reminder (
    person_id  text NOT NULL REFERENCES account_person (id) ON DELETE CASCADE,
    day        text NOT NULL,
    PRIMARY KEY (person_id, day)
);

CREATE INDEX account_reminder_day ON account_reminder (day);
