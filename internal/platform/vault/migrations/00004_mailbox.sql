-- +goose Up
-- What a person who writes anonymously opens with her code. "lookup" is SHA-256
-- of one half of what follows from the code, "sealed" the seed of her key pair
-- under the other half. Nothing in it says who she is or to whom she writes.
CREATE TABLE vault_mailbox (
    id      text PRIMARY KEY,
    lookup  bytea NOT NULL UNIQUE,
    public  bytea NOT NULL,
    sealed  bytea NOT NULL
);

-- The salt with which all codes of this network are stretched: a code leads to
-- its mailbox by itself, so there is no other place for one.
CREATE TABLE vault_code_salt (
    only_row  bigint PRIMARY KEY CHECK (only_row = 1),
    salt      bytea NOT NULL
);
