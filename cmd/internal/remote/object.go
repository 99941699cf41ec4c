package remote

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http/httputil"
	"os"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

// Open opens an object to read. The caller must close it; to close it before
// its end ends the helper. An object that is not there or breaks off is an
// [*fs.PathError] of Read, as of a file.
func Open(ctx context.Context, object string) (io.ReadCloser, error) {
	p, err := newProcess(ctx, object, "get")
	var content io.ReadCloser
	if err == nil {
		content, err = p.StdoutPipe()
	}
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", object, err)
	}
	return &reader{process: p, content: content}, nil
}

// A reader is an object that is being read.
type reader struct {
	process *process
	content io.ReadCloser
	err     error // of all that is read after the end
}

// Read reads on. The end is one only if the helper says so.
func (r *reader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.content.Read(p)
	if err != nil {
		r.err = err
		if failed := r.process.wait(); failed != nil {
			r.err = &fs.PathError{Op: "read", Path: r.process.object, Err: failed}
		}
	}
	return n, r.err
}

// Close ends the helper, if it has not ended: it cannot write on.
func (r *reader) Close() error {
	if r.err == nil {
		r.err = fs.ErrClosed
		_ = r.content.Close()
		_ = r.process.Process.Signal(os.Interrupt) // it may wait for the store
		_ = r.process.wait()
	}
	return nil
}

// Write makes an object of what fill writes, or replaces it. It is complete or
// absent, as [atomicfile.Write] promises for a file; with NoClobber the error
// for an object that is there wraps [atomicfile.ErrExists]. If ctx ends, the
// error wraps that of ctx, though the store may just have made the object.
func Write(ctx context.Context, object string, opts atomicfile.Options, fill func(io.Writer) error) error {
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	args := []string{"put"}
	if opts.NoClobber {
		args = append(args, "--no-clobber")
	}
	p, err := newProcess(running, object, args...)
	var input io.WriteCloser
	if err == nil {
		input, err = p.StdinPipe()
	}
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", object, err)
	}
	sent := &sending{w: input}
	err = sendChunks(sent, fill)
	filled := err == nil || sent.err != nil
	if !filled {
		cancel()
	}
	_ = input.Close()
	failed := p.wait() // which is why it did not take all
	switch ended := ctx.Err(); {
	case ended != nil && (err != nil || failed != nil):
		return fmt.Errorf("%s: %w", object, ended)
	case failed == nil || !filled:
		return err
	}
	return fmt.Errorf("%s: %w", object, failed)
}

// sendChunks sends what fill writes, and at the end of it the mark.
func sendChunks(w io.Writer, fill func(io.Writer) error) error {
	chunks := httputil.NewChunkedWriter(w)
	buffer := bufio.NewWriterSize(chunks, 256<<10)
	if err := fill(buffer); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	return chunks.Close()
}

// sending notes whether the helper takes no more.
type sending struct {
	w   io.Writer
	err error
}

func (s *sending) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	if err != nil {
		s.err = err
	}
	return n, err
}

// Delete removes an object, if it is there.
func Delete(ctx context.Context, object string) error {
	_, err := output(ctx, object, "delete")
	return err
}

// List returns what follows in the names of the objects that begin with one.
func List(ctx context.Context, object string) ([]string, error) {
	text, err := output(ctx, object, "list")
	return strings.Fields(text), err
}

// output runs the helper and returns what it prints.
func output(ctx context.Context, object string, args ...string) (string, error) {
	p, err := newProcess(ctx, object, args...)
	var text strings.Builder
	if err == nil {
		p.Stdout = &text
		err = p.Start()
	}
	if err == nil {
		err = p.wait()
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", object, err)
	}
	return text.String(), nil
}
