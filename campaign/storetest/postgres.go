package storetest

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Postgres returns the URL of an empty schema of a PostgreSQL server that it starts, once for a test binary, from the programs of the
// distribution: on a socket in a temporary directory, without a network, and gone when the tests end, however they do. Where there is
// no server to start it skips t; with CI=true in the environment it fails t instead.
func Postgres(t testing.TB) string {
	t.Helper()
	s, err := start()
	if errors.Is(err, errNoServer) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("test%d", s.schemas.Add(1))
	if err := s.psql("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	settings := url.Values{"host": {s.dir}, "user": {"postgres"}, "search_path": {schema}}
	return "postgres:///postgres?" + settings.Encode()
}

// PostgresDump returns the SQL that makes what is in the schema of a URL of [Postgres], in whichever schema comes first then.
func PostgresDump(t testing.TB, address string) []byte {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	schema := u.Query().Get("search_path")
	out, err := exec.Command(filepath.Join(s.bin, "pg_dump"), //nolint:gosec // a test's own
		"-h", s.dir, "-U", "postgres", "--inserts", "--no-owner", "--no-privileges", "-n", schema, "postgres").Output()
	if err != nil {
		t.Fatal(err)
	}
	var dump strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(string(out), schema+".", "")) {
		// Comments, commands to psql, and what names the schema, which is there already.
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, `\`) &&
			!strings.HasPrefix(line, "CREATE SCHEMA ") && !strings.Contains(line, "'search_path'") {
			dump.WriteString(line)
		}
	}
	return []byte(dump.String())
}

// start starts the server, the first time that it is called.
var start = sync.OnceValues(startServer)

var errNoServer = errors.New("PostgreSQL is not installed: run make setup, or put initdb and postgres on the PATH")

// A server is a running PostgreSQL.
type server struct {
	dir     string // of its socket and all that is its own
	bin     string // directory of its programs
	schemas atomic.Int64
}

// The server ends, and what it wrote is removed, when its standard input does: when the test binary ends, also if it is killed.
const serve = `
dir=$1 bin=$2
"$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || exit
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=200 -c fsync=off >>"$dir/log" 2>&1 &
cat >/dev/null
kill -INT $! 2>/dev/null
wait
rm -rf "$dir"
`

func startServer() (*server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, bin: bin}
	shell := []string{"sh", "-c", serve, "sh", dir, bin}
	if os.Geteuid() == 0 { // as whom PostgreSQL refuses to run
		if err := giveTo(dir, "postgres"); err != nil {
			return nil, err
		}
		shell = append([]string{"runuser", "-u", "postgres", "--"}, shell...)
	}
	cmd := exec.Command(shell[0], shell[1:]...) //nolint:gosec // a test's own
	cmd.Dir = dir
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // why it ended is in its log
	}()
	for range 600 {
		if err = s.psql("SELECT 1"); err == nil {
			return s, nil
		}
		select {
		case <-ended: // initdb failed
			return nil, s.failed(err)
		case <-time.After(100 * time.Millisecond):
		}
	}
	err = s.failed(err)
	_ = input.Close()
	return nil, err
}

// failed is the error of a server that did not start.
func (s *server) failed(err error) error {
	log, _ := os.ReadFile(filepath.Join(s.dir, "log")) //nolint:gosec // a test's own
	return fmt.Errorf("the server did not start: %w\n%s", err, log)
}

// psql runs a statement.
func (s *server) psql(statement string) error {
	out, err := exec.Command(filepath.Join(s.bin, "psql"), "-X", "-q", "-h", s.dir, "-U", "postgres", "-c", statement, "postgres").CombinedOutput() //nolint:gosec // a test's own
	if err != nil {
		return fmt.Errorf("psql: %w: %s", err, out)
	}
	return nil
}

// programs returns the directory of a server's programs, which Debian keeps off the PATH.
func programs() (string, error) {
	candidates, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	slices.SortFunc(candidates, func(a, b string) int { return version(a) - version(b) })
	if path, err := exec.LookPath("postgres"); err == nil {
		candidates = append(candidates, path)
	}
	if len(candidates) == 0 {
		return "", errNoServer
	}
	path, err := filepath.EvalSymlinks(candidates[len(candidates)-1]) // beside it are the others
	return filepath.Dir(path), err
}

// giveTo makes a directory the property of a user.
func giveTo(dir, name string) error {
	who, err := user.Lookup(name)
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		return err
	}
	return os.Chown(dir, uid, -1)
}
