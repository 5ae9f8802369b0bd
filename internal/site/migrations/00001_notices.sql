-- +goose Up
CREATE TABLE site_notice (
    id         text PRIMARY KEY,
    urgent     boolean NOT NULL,
    words      text NOT NULL, -- JSON: text by language
    starts_at  bigint NOT NULL, -- microseconds, UTC
    ends_at    bigint NOT NULL,
    made_by    text NOT NULL,
    made_at    bigint NOT NULL
);
