package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/internal/sqlstore"
	"github.com/skycampaign/skycampaign/provenance"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	// applicationID tells our files from those of others: "cmpn". It is in bytes 68 to 71.
	applicationID = 0x636d706e
	// A connection waits for wait until another process is done writing, and then looks whether its context still lives.
	wait = 200 * time.Millisecond
	// A transaction waits for others that write for a minute.
	tries = int(time.Minute / wait)
	// maxReaders bounds the connections that read.
	maxReaders = 32
)

// Options say how to open a notebook. The zero value makes one where there is none.
type Options struct {
	MustExist bool // where there is no file, return an error that wraps fs.ErrNotExist; an empty file is refused, too
}

// A Store is a notebook in a file.
type Store struct {
	*sqlstore.Store
	path     string
	read     *sql.DB
	readOnly bool
	frozen   *state // of a file that is read as one that nobody changes
}

var (
	_ campaign.Store   = (*Store)(nil)
	_ campaign.Checker = (*Store)(nil)
)

// Open opens the notebook in a file and brings it up to date. It returns an error if the file is something else, or was made by
// a newer version of this software; it wraps [provenance.ErrBroken] if the file is damaged. Where the caller may not write to the file or
// its directory, the store can be read alone. The caller closes the store.
func Open(ctx context.Context, path string, opts *Options) (*Store, error) {
	s, err := open(ctx, path, opts != nil && opts.MustExist)
	if broken(err) {
		err = fmt.Errorf("%w: %w", provenance.ErrBroken, err)
	}
	if err != nil {
		return nil, fmt.Errorf("notebook %q: %w", path, err)
	}
	return s, nil
}

func open(ctx context.Context, path string, mustExist bool) (*Store, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := look(absolute, mustExist); err != nil {
		return nil, err
	}
	if !writable(absolute) {
		return openReadOnly(ctx, absolute)
	}
	write, err := connect(absolute, "immediate", nil)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := prepare(ctx, write); err != nil {
		err = errors.Join(err, write.Close())
		if readOnly(err) { // the directory, in which the log would have to be
			return openReadOnly(ctx, absolute)
		}
		return nil, err
	}
	read, err := connect(absolute, "deferred", url.Values{"_query_only": {"1"}})
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(maxReaders)
	read.SetMaxIdleConns(maxReaders)
	return &Store{Store: sqlstore.New(read, write, dialect()), path: absolute, read: read}, nil
}

func dialect() sqlstore.Dialect {
	return sqlstore.Dialect{Position: "instr", Read: &sql.TxOptions{ReadOnly: true}, Conflict: busy, Tries: tries, Broken: broken}
}

// busy reports whether another process was writing.
func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// broken reports whether SQLite found damage.
func broken(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && slices.Contains([]int{sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}, e.Code()&0xff)
}

// readOnly reports whether SQLite was not allowed to write.
func readOnly(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_READONLY
}

// look returns an error if a path cannot be that of a notebook. SQLite's own errors do not say why.
func look(path string, mustExist bool) error {
	file, err := os.Open(path) //nolint:gosec // the user's
	if errors.Is(err, fs.ErrNotExist) && !mustExist {
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return fmt.Errorf("the directory of the file: %w", err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	magic := []byte("SQLite format 3\x00")
	head, err := io.ReadAll(io.LimitReader(file, int64(len(magic))))
	if err != nil {
		return err
	}
	switch {
	case len(head) == 0 && mustExist:
		return errors.New("the file is empty: no notebook was begun in it, or it was cut off")
	case len(head) > 0 && !bytes.Equal(head, magic):
		return errNoNotebook
	}
	return nil
}

var errNoNotebook = errors.New("it is no notebook: give the name of another file, or of one that is not there yet")

// connect returns connections to a file. Each begins with what is not kept in the file.
func connect(path, lock string, more url.Values) (*sql.DB, error) {
	settings := url.Values{
		"_txlock": {lock}, "_busy_timeout": {fmt.Sprint(wait.Milliseconds())}, "_foreign_keys": {"1"}, "_synchronous": {"FULL"},
		"_defensive": {"1"}, "_dqs": {"0"}, "_error_rc": {"1"},
	}
	maps.Copy(settings, more)
	// A URI, so that no part of the path is taken for a parameter.
	name := url.URL{Scheme: "file", OmitHost: true, Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/"), RawQuery: settings.Encode()}
	connector, err := sqlite.NewConnector(name.String())
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// prepare makes sure that a database is a notebook, and up to date.
func prepare(ctx context.Context, db *sql.DB) error {
	err := claim(ctx, db)
	for n := 1; busy(err) && n < tries; n++ {
		err = claim(ctx, db)
	}
	if busy(err) {
		return fmt.Errorf("another process keeps it locked: find out which has it open, and try again: %w", err)
	}
	if err != nil {
		return err
	}
	var mode string
	for _, pragma := range []string{"PRAGMA journal_mode", "PRAGMA journal_mode = WAL"} { // the second takes a lock
		if err := db.QueryRowContext(ctx, pragma).Scan(&mode); err != nil {
			return err
		}
		if mode == "wal" {
			return migrate(ctx, db)
		}
	}
	return fmt.Errorf("its file system allows no write-ahead log: journal mode is %s", mode)
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return sqlstore.Migrate(ctx, db, goose.DialectSQLite3, files)
}

// claim marks an empty database as a notebook, and refuses one that has something else in it. A notebook it reads alone, so that it does not
// wait for who writes.
func claim(ctx context.Context, db *sql.DB) error {
	var is int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&is); err != nil || is == applicationID {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var id, tables int64
	if err := tx.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id == applicationID {
		return nil
	}
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if id != 0 || tables != 0 {
		return errNoNotebook
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	return tx.Commit()
}
