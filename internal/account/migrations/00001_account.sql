-- +goose Up
-- Who has an account. "sign_in" and "email_key" are folded: with either one
-- signs in. Keys and passwords are in the tables of the vault.
CREATE TABLE account_person (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    sign_in     text NOT NULL UNIQUE,
    email       text NOT NULL,
    email_key   text NOT NULL,
    language    text NOT NULL,
    state       text NOT NULL,
    created_on  text NOT NULL
);

CREATE UNIQUE INDEX account_person_email ON account_person (email_key) WHERE email_key <> '';

-- What somebody is to the network, from a day on and until a day (both
-- included); an empty day is open. "unit" is a centre for roles in a centre, an
-- organisation for delegates, and empty for the office.
CREATE TABLE account_duty (
    id         text PRIMARY KEY,
    person_id  text NOT NULL REFERENCES account_person (id) ON DELETE CASCADE,
    role       text NOT NULL,
    unit       text NOT NULL,
    begins_on  text NOT NULL,
    ends_on    text NOT NULL
);

CREATE INDEX account_duty_person ON account_duty (person_id);
CREATE INDEX account_duty_unit ON account_duty (unit);

-- A counselling centre that keeps sealed work here: a shell until two colleagues
-- hold its key or its paper kit was tried. "renewal_due" says that somebody left
-- while nobody was there who could have changed the key; "kit_tried_on" is the day
-- on which its envelopes were typed back, or empty.
CREATE TABLE account_centre (
    id               text PRIMARY KEY,
    organisation_id  text NOT NULL REFERENCES network_organisation (id),
    name             text NOT NULL,
    state            text NOT NULL,
    renewal_due      boolean NOT NULL,
    kit_tried_on     text NOT NULL
);

-- One-time links, as SHA-256. A person has at most one.
CREATE TABLE account_invitation (
    hash        bytea PRIMARY KEY,
    person_id   text NOT NULL UNIQUE REFERENCES account_person (id) ON DELETE CASCADE,
    kind        text NOT NULL,
    made_by     text NOT NULL,
    expires_at  bigint NOT NULL
);

-- Sessions, under SHA-256 of their token. "sealed" holds the person's open keys
-- under a key that only the token gives.
CREATE TABLE account_session (
    hash       bytea PRIMARY KEY,
    person_id  text NOT NULL REFERENCES account_person (id) ON DELETE CASCADE,
    stage      text NOT NULL,
    centre     text NOT NULL,
    began_at   bigint NOT NULL,
    seen_at    bigint NOT NULL,
    sealed     bytea NOT NULL,
    draft      bytea NOT NULL
);

CREATE INDEX account_session_person ON account_session (person_id);

-- The second factor: the secret and the recovery codes are sealed under the
-- person's own key; the last step that was used keeps a code from being used
-- twice (RFC 6238, 5.2).
CREATE TABLE account_second (
    person_id  text PRIMARY KEY REFERENCES account_person (id) ON DELETE CASCADE,
    sealed     bytea NOT NULL,
    recovery   bytea NOT NULL,
    last_step  bigint NOT NULL
);

-- Passkeys as a further second factor (WebAuthn Level 3); nothing in them is
-- secret.
CREATE TABLE account_passkey (
    id          text PRIMARY KEY,
    person_id   text NOT NULL REFERENCES account_person (id) ON DELETE CASCADE,
    name        text NOT NULL,
    credential  text NOT NULL,
    added_on    text NOT NULL
);

CREATE INDEX account_passkey_person ON account_passkey (person_id);

-- What was done with accounts, duties and centres. What happens inside a centre
-- stands in the sealed audit of the vault instead.
CREATE TABLE account_history (
    id           text PRIMARY KEY,
    happened_at  bigint NOT NULL,
    actor        text NOT NULL,
    person_id    text NOT NULL,
    unit         text NOT NULL,
    what         text NOT NULL,
    detail       text NOT NULL
);

CREATE INDEX account_history_person ON account_history (person_id, happened_at);
