-- +goose Up
-- What somebody of the office asked to be proposed. To make and check an edition takes
-- longer than an answer may take, so a job does it. "state" is waiting, working, done or
-- refused; "claimed" is when the job last said that it works on it, in seconds since
-- 1970, so that another does what a killed server has left; "publication" is 0 until it
-- is done; "reason" says why it was refused, as JSON.
CREATE TABLE figures_proposal (
    number       bigint PRIMARY KEY,
    kind         text NOT NULL,
    snapshot     text NOT NULL,
    year         bigint NOT NULL,
    state        text NOT NULL,
    asked_by     text NOT NULL,
    asked_who    text NOT NULL,
    asked_on     text NOT NULL,
    claimed      bigint NOT NULL,
    publication  bigint NOT NULL,
    reason       text NOT NULL
);

CREATE INDEX figures_proposal_state ON figures_proposal (state);
