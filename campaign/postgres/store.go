package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/internal/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	// maxConnections bounds the connections of a store. A server has a hundred unless told otherwise.
	maxConnections = 16
	// A transaction that lost queues and should then win. Another server may still fail in ways that are worth some tries.
	tries = 10
)

// A Store is a notebook in a database.
type Store struct{ *sqlstore.Store }

var _ campaign.Store = (*Store)(nil)

// Open connects to a database by its URL, or by key=value pairs as psql takes them, and brings it up to date. What is not said comes from
// the environment (PGHOST, PGPASSFILE and so on). It returns an error if a newer version of this software made the tables. The
// caller closes the store.
func Open(ctx context.Context, url string) (*Store, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err // has no password in it
	}
	// Nothing is cached on the server, so that connection poolers between us and it do no harm.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "campaign"
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	if err := prepare(ctx, db); err != nil {
		return nil, fmt.Errorf("notebook in database %q: %w", config.Database, errors.Join(err, db.Close()))
	}
	return &Store{sqlstore.New(db, db, dialect())}, nil
}

func dialect() sqlstore.Dialect {
	return sqlstore.Dialect{
		Numbered: true,
		Position: "strpos",
		Cursors:  true,
		Read:     &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		Write:    &sql.TxOptions{Isolation: sql.LevelSerializable},
		Conflict: conflict,
		Broken:   broken,
		Tries:    tries,
		// A gate of any one table will do. It comes before the snapshot, so who went through sees what was written before.
		Join:  "LOCK TABLE numbers IN ROW EXCLUSIVE MODE",
		Queue: "LOCK TABLE numbers IN EXCLUSIVE MODE",
	}
}

// conflict reports whether a transaction failed because of another one: serialization_failure, deadlock_detected, or the unique_violation
// that is seen when both add the same event. In another table nobody else adds rows of a record without an event, so there it says that a
// record has a row twice.
func conflict(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == "40001" || e.Code == "40P01" || e.Code == "23505" && e.TableName == "events"
}

// broken reports whether the server found damage: data_corrupted or index_corrupted.
func broken(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "XX001" || e.Code == "XX002")
}

// prepare makes sure that a database can be a notebook, and is up to date.
func prepare(ctx context.Context, db *sql.DB) error {
	var encoding string
	if err := db.QueryRowContext(ctx, "SHOW server_encoding").Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return fmt.Errorf("its encoding is %s: make a database with encoding UTF8", encoding)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return sqlstore.Migrate(ctx, db, goose.DialectPostgres, files)
}
