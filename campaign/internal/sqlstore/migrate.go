package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Migrate brings a database to the version that the last of the SQL files in migrations makes. Each file is a transaction. It
// refuses a database that a newer version of this software has migrated.
func Migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, migrations fs.FS) error {
	var err error
	// Several processes may do this at once. Whoever comes second fails in its transaction, and finds the work done when it
	// looks again.
	for range 3 {
		if err = migrate(ctx, db, dialect, migrations); err == nil || ctx.Err() != nil {
			break
		}
	}
	return err
}

func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, migrations fs.FS) error {
	p, err := goose.NewProvider(dialect, db, migrations, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	is, newest, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if is > newest {
		return fmt.Errorf("it was made by a newer version of this software: its schema is %d, and this version knows %d", is, newest)
	}
	if is == newest {
		return nil // without a lock, for which a reader would have to wait until a writer is done
	}
	_, err = p.Up(ctx)
	return err
}
