-- +goose Up
-- Who may review is now decided by accounts; no token and no session of its own.
DROP TABLE centres_review_session;
DROP TABLE centres_review_token;

-- The day on which an entry was taken out of the directory; empty for those that
-- are in it. It stands in "internal" too, which the queries behind public pages
-- do not read.
ALTER TABLE centres_entry ADD COLUMN retired_on text NOT NULL DEFAULT '';

-- The revision that a change made of its entry; 0 where nothing was written.
ALTER TABLE centres_history ADD COLUMN revision bigint NOT NULL DEFAULT 0;
