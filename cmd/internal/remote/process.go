package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

const (
	// program is the name of the helper.
	program = "dataidlist-blob"
	// grace is how long the helper may take to end once it is interrupted.
	grace = time.Second
	// maxSaid is how much of the helper's stderr is kept, in bytes.
	maxSaid = 64 << 10
)

// Find gives the path of the helper: beside this program, or on PATH.
func Find() (string, error) {
	name := program
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if own, err := os.Executable(); err == nil {
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(own), name)); err == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return "", fmt.Errorf("URLs need the program %s, which is neither beside this one nor on PATH: go install github.com/skycampaign/skycampaign/cmd/%s@latest", program, program)
	}
	return path, nil
}

// A process is a run of the helper.
type process struct {
	*exec.Cmd
	object string
	said   tail
	ended  func() error // why it is to end, nil as long as it is not
}

// newProcess makes a process, which is interrupted when ctx ends. The caller
// connects and starts it.
func newProcess(ctx context.Context, object string, args ...string) (*process, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	p := &process{Cmd: exec.CommandContext(ctx, path, append(args, "--", object)...), object: object, ended: ctx.Err}
	p.Stderr = &p.said
	p.Cancel = func() error { return p.Process.Signal(os.Interrupt) }
	p.WaitDelay = grace
	return p, nil
}

// noObject is how package bucket words that there is none.
const noObject = "there is no such object, or no such bucket"

// absent is the error for an object that is not there.
type absent struct{}

func (absent) Error() string { return noObject }
func (absent) Unwrap() error { return fs.ErrNotExist }

// wait waits for the end of the process and gives what it says went wrong,
// without the name of the object.
func (p *process) wait() error {
	err := p.Wait()
	if ended := p.ended(); ended != nil && err != nil {
		return ended
	}
	var exited *exec.ExitError
	switch said := p.said.lastLine(); {
	case !errors.As(err, &exited):
		return err
	case exited.ExitCode() == 1:
		return atomicfile.ErrExists
	case strings.HasSuffix(said, noObject):
		return absent{}
	case said != "":
		return errors.New(strings.TrimPrefix(strings.TrimPrefix(said, program+": "), p.object+": "))
	}
	return fmt.Errorf("%s: %w", program, err)
}

// A tail keeps the end of what is written to it.
type tail struct{ bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	n, err := t.Buffer.Write(p)
	t.Next(max(0, t.Len()-maxSaid))
	return n, err
}

func (t *tail) lastLine() string {
	text := strings.TrimSpace(t.String())
	return text[strings.LastIndexByte(text, '\n')+1:]
}
