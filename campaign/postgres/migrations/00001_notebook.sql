-- +goose Up

-- Text has the collation "C" so that it has one order on every server, that of its bytes.

-- What happened: the text of provenance.Event, for ever.
CREATE TABLE "events" (
    "stream" TEXT COLLATE "C" NOT NULL,
    "seq"    BIGINT NOT NULL CHECK ("seq" > 0),
    "body"   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY ("stream", "seq")
);

-- +goose StatementBegin
CREATE FUNCTION "events_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER "events_no_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "events"
    FOR EACH STATEMENT EXECUTE FUNCTION "events_append_only"();

-- Everything below is a function of the events and can be made again from them.

CREATE TABLE "records" (
    "stream" TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    "kind"   TEXT COLLATE "C" NOT NULL,
    "seq"    BIGINT NOT NULL,
    "hash"   TEXT COLLATE "C" NOT NULL,
    "doc"    TEXT COLLATE "C" NOT NULL
);

CREATE TABLE "numbers" (
    "kind" TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    "last" BIGINT NOT NULL
);

CREATE TABLE "productions" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "name"         TEXT COLLATE "C" NOT NULL,
    "created"      TEXT COLLATE "C" NOT NULL,
    "number"       BIGINT NOT NULL,
    PRIMARY KEY ("id")
);

CREATE TABLE "campaigns" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "name"         TEXT COLLATE "C" NOT NULL,
    "definer"      TEXT COLLATE "C" NOT NULL,
    "operator"     TEXT COLLATE "C" NOT NULL,
    "status"       TEXT COLLATE "C" NOT NULL,
    "start"        TEXT COLLATE "C" NOT NULL,
    "end"          TEXT COLLATE "C" NOT NULL,
    "production"   TEXT COLLATE "C" NOT NULL,
    "ticket"       TEXT COLLATE "C" NOT NULL,
    "collection"   TEXT COLLATE "C" NOT NULL,
    "parent"       TEXT COLLATE "C" NOT NULL,
    "tags"         TEXT COLLATE "C" NOT NULL,
    "links"        TEXT COLLATE "C" NOT NULL,
    "created"      TEXT COLLATE "C" NOT NULL,
    "updated"      TEXT COLLATE "C" NOT NULL,
    "spec_digest"  TEXT COLLATE "C" NOT NULL,
    "description"  TEXT COLLATE "C" NOT NULL,
    "reason"       TEXT COLLATE "C" NOT NULL,
    "number"       BIGINT NOT NULL,
    "revision"     BIGINT NOT NULL,
    PRIMARY KEY ("id")
);

CREATE TABLE "campaign_tags" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "tag"          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY ("id", "tag")
);

CREATE TABLE "workflows" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "workflow"     TEXT COLLATE "C" NOT NULL,
    "status"       TEXT COLLATE "C" NOT NULL,
    "operator"     TEXT COLLATE "C" NOT NULL,
    "start"        TEXT COLLATE "C" NOT NULL,
    "end"          TEXT COLLATE "C" NOT NULL,
    "position"     BIGINT NOT NULL,
    "attempt"      BIGINT NOT NULL,
    PRIMARY KEY ("id", "workflow")
);

CREATE TABLE "list_refs" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "revision"     BIGINT NOT NULL,
    "position"     BIGINT NOT NULL,
    "role"         TEXT COLLATE "C" NOT NULL,
    "name"         TEXT COLLATE "C" NOT NULL,
    "digest"       TEXT COLLATE "C" NOT NULL,
    "full_digest"  TEXT COLLATE "C" NOT NULL,
    "object"       TEXT COLLATE "C" NOT NULL,
    "count"        BIGINT NOT NULL,
    "reason"       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY ("id", "revision", "position")
);

CREATE TABLE "selections" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "revision"     BIGINT NOT NULL,
    "position"     BIGINT NOT NULL,
    "digest"       TEXT COLLATE "C" NOT NULL,
    "object"       TEXT COLLATE "C" NOT NULL,
    "count"        BIGINT NOT NULL,
    PRIMARY KEY ("id", "revision", "position")
);

CREATE TABLE "object_refs" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "object"       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY ("id", "object")
);

CREATE TABLE "schedules" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "name"         TEXT COLLATE "C" NOT NULL,
    "zone"         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY ("id")
);

CREATE TABLE "queries" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "name"         TEXT COLLATE "C" NOT NULL,
    "owner"        TEXT COLLATE "C" NOT NULL,
    "shared"       BIGINT NOT NULL,
    PRIMARY KEY ("id")
);

CREATE TABLE "jobs" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "workflow"     TEXT COLLATE "C" NOT NULL,
    "attempt"      BIGINT NOT NULL,
    "job"          TEXT COLLATE "C" NOT NULL,
    "status"       TEXT COLLATE "C" NOT NULL,
    "site"         TEXT COLLATE "C" NOT NULL,
    "start"        TEXT COLLATE "C" NOT NULL,
    "end"          TEXT COLLATE "C" NOT NULL,
    "exit_code"    BIGINT NOT NULL,
    "tasks"        BIGINT NOT NULL,
    PRIMARY KEY ("id", "workflow", "attempt", "job")
);

CREATE TABLE "tasks" (
    "id"           TEXT COLLATE "C" NOT NULL REFERENCES records (stream),
    "workflow"     TEXT COLLATE "C" NOT NULL,
    "attempt"      BIGINT NOT NULL,
    "job"          TEXT COLLATE "C" NOT NULL,
    "position"     BIGINT NOT NULL,
    "task"         TEXT COLLATE "C" NOT NULL,
    "dataid"       TEXT COLLATE "C" NOT NULL,
    "status"       TEXT COLLATE "C" NOT NULL,
    "milliseconds" BIGINT NOT NULL,
    PRIMARY KEY ("id", "workflow", "attempt", "job", "position")
);

-- Who uses a list or another object.
CREATE INDEX "list_refs_digest" ON "list_refs" ("digest");
CREATE INDEX "list_refs_full_digest" ON "list_refs" ("full_digest");
CREATE INDEX "list_refs_object" ON "list_refs" ("object");
CREATE INDEX "selections_digest" ON "selections" ("digest");
CREATE INDEX "object_refs_object" ON "object_refs" ("object");
