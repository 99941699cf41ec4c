-- +goose Up

-- What happened: the text of provenance.Event, for ever.
CREATE TABLE "events" (
    "stream" TEXT NOT NULL,
    "seq"    INTEGER NOT NULL CHECK ("seq" > 0),
    "body"   TEXT NOT NULL,
    PRIMARY KEY ("stream", "seq")
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER "events_no_update" BEFORE UPDATE ON "events"
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER "events_no_delete" BEFORE DELETE ON "events"
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd

-- INSERT OR REPLACE deletes without asking the trigger above.
-- +goose StatementBegin
CREATE TRIGGER "events_no_replace" BEFORE INSERT ON "events"
WHEN EXISTS (SELECT 1 FROM "events" WHERE "stream" = NEW."stream" AND "seq" = NEW."seq" OR rowid = NEW.rowid)
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd

-- Everything below is a function of the events and can be made again from them.

CREATE TABLE "records" (
    "stream" TEXT NOT NULL PRIMARY KEY,
    "kind"   TEXT NOT NULL,
    "seq"    INTEGER NOT NULL,
    "hash"   TEXT NOT NULL,
    "doc"    TEXT NOT NULL
) STRICT;

CREATE TABLE "numbers" (
    "kind" TEXT NOT NULL PRIMARY KEY,
    "last" INTEGER NOT NULL
) STRICT;

CREATE TABLE "productions" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "name"         TEXT NOT NULL,
    "created"      TEXT NOT NULL,
    "number"       INTEGER NOT NULL,
    PRIMARY KEY ("id")
) STRICT;

CREATE TABLE "campaigns" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "name"         TEXT NOT NULL,
    "definer"      TEXT NOT NULL,
    "operator"     TEXT NOT NULL,
    "status"       TEXT NOT NULL,
    "start"        TEXT NOT NULL,
    "end"          TEXT NOT NULL,
    "production"   TEXT NOT NULL,
    "ticket"       TEXT NOT NULL,
    "collection"   TEXT NOT NULL,
    "parent"       TEXT NOT NULL,
    "tags"         TEXT NOT NULL,
    "links"        TEXT NOT NULL,
    "created"      TEXT NOT NULL,
    "updated"      TEXT NOT NULL,
    "spec_digest"  TEXT NOT NULL,
    "description"  TEXT NOT NULL,
    "reason"       TEXT NOT NULL,
    "number"       INTEGER NOT NULL,
    "revision"     INTEGER NOT NULL,
    PRIMARY KEY ("id")
) STRICT;

CREATE TABLE "campaign_tags" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "tag"          TEXT NOT NULL,
    PRIMARY KEY ("id", "tag")
) STRICT, WITHOUT ROWID;

CREATE TABLE "workflows" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "workflow"     TEXT NOT NULL,
    "status"       TEXT NOT NULL,
    "operator"     TEXT NOT NULL,
    "start"        TEXT NOT NULL,
    "end"          TEXT NOT NULL,
    "position"     INTEGER NOT NULL,
    "attempt"      INTEGER NOT NULL,
    PRIMARY KEY ("id", "workflow")
) STRICT;

CREATE TABLE "list_refs" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "revision"     INTEGER NOT NULL,
    "position"     INTEGER NOT NULL,
    "role"         TEXT NOT NULL,
    "name"         TEXT NOT NULL,
    "digest"       TEXT NOT NULL,
    "full_digest"  TEXT NOT NULL,
    "object"       TEXT NOT NULL,
    "count"        INTEGER NOT NULL,
    "reason"       TEXT NOT NULL,
    PRIMARY KEY ("id", "revision", "position")
) STRICT;

CREATE TABLE "selections" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "revision"     INTEGER NOT NULL,
    "position"     INTEGER NOT NULL,
    "digest"       TEXT NOT NULL,
    "object"       TEXT NOT NULL,
    "count"        INTEGER NOT NULL,
    PRIMARY KEY ("id", "revision", "position")
) STRICT, WITHOUT ROWID;

CREATE TABLE "object_refs" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "object"       TEXT NOT NULL,
    PRIMARY KEY ("id", "object")
) STRICT, WITHOUT ROWID;

CREATE TABLE "schedules" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "name"         TEXT NOT NULL,
    "zone"         TEXT NOT NULL,
    PRIMARY KEY ("id")
) STRICT;

CREATE TABLE "queries" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "name"         TEXT NOT NULL,
    "owner"        TEXT NOT NULL,
    "shared"       INTEGER NOT NULL,
    PRIMARY KEY ("id")
) STRICT;

CREATE TABLE "jobs" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "workflow"     TEXT NOT NULL,
    "attempt"      INTEGER NOT NULL,
    "job"          TEXT NOT NULL,
    "status"       TEXT NOT NULL,
    "site"         TEXT NOT NULL,
    "start"        TEXT NOT NULL,
    "end"          TEXT NOT NULL,
    "exit_code"    INTEGER NOT NULL,
    "tasks"        INTEGER NOT NULL,
    PRIMARY KEY ("id", "workflow", "attempt", "job")
) STRICT, WITHOUT ROWID;

CREATE TABLE "tasks" (
    "id"           TEXT NOT NULL REFERENCES records (stream),
    "workflow"     TEXT NOT NULL,
    "attempt"      INTEGER NOT NULL,
    "job"          TEXT NOT NULL,
    "position"     INTEGER NOT NULL,
    "task"         TEXT NOT NULL,
    "dataid"       TEXT NOT NULL,
    "status"       TEXT NOT NULL,
    "milliseconds" INTEGER NOT NULL,
    PRIMARY KEY ("id", "workflow", "attempt", "job", "position")
) STRICT, WITHOUT ROWID;

-- Who uses a list or another object.
CREATE INDEX "list_refs_digest" ON "list_refs" ("digest");
CREATE INDEX "list_refs_full_digest" ON "list_refs" ("full_digest");
CREATE INDEX "list_refs_object" ON "list_refs" ("object");
CREATE INDEX "selections_digest" ON "selections" ("digest");
CREATE INDEX "object_refs_object" ON "object_refs" ("object");
