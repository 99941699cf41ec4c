package buckettest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// patience is how long a server may take to start.
const patience = time.Minute

// A server is a process that serves a store.
type server struct {
	store   Store
	command *exec.Cmd
	address string       // host and port
	create  func() error // makes the bucket

	said bytes.Buffer // by the process, after it has ended
	err  error
}

// start starts the process, which ends with t.
func (s *server) start(t *testing.T) {
	t.Helper()
	s.command.Stdout, s.command.Stderr = &s.said, &s.said
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
}

func (s *server) stop() {
	_ = s.command.Process.Kill()
	_ = s.command.Wait()
}

// prepare waits until the server answers and makes the bucket.
func (s *server) prepare() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for !answers(ctx, "http://"+s.address) {
		select {
		case <-ctx.Done():
			s.stop()
			s.err = fmt.Errorf("no answer after %s", patience)
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
	if s.err = s.create(); s.err != nil {
		s.stop()
	}
}

// answers reports whether there is an answer to an HTTP request, of whatever
// kind.
func answers(ctx context.Context, url string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return true
}

// freeAddress gives a port of this machine that nobody listens on, and that is
// none of those which systems give away by themselves: until the server has
// started, a connection of anybody could take such a one.
func freeAddress(t *testing.T) (address, port string) {
	t.Helper()
	var err error
	for range 100 {
		port = strconv.Itoa(10_000 + rand.IntN(20_000))
		address = net.JoinHostPort("127.0.0.1", port)
		var listener net.Listener
		if listener, err = net.Listen("tcp", address); err == nil {
			_ = listener.Close()
			return address, port
		}
	}
	t.Fatal(err)
	return "", ""
}

// installed gives the folder that .ci/setup installs the servers into.
func installed() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			break
		}
		if at == filepath.Dir(at) {
			return "", errors.New("buckettest: no go.mod in this folder or above it")
		}
	}
	folder := filepath.Join(at, ".servers")
	if _, err := os.Stat(filepath.Join(folder, "versions")); errors.Is(err, fs.ErrNotExist) {
		return "", errors.New("buckettest: no .servers at the root of the repository: run make setup")
	}
	return folder, nil
}
