//go:build unix

package atomicfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// text is what doors write, which is more than the buffer.
var text = strings.Repeat("a new file", bufferSize/8)

func fillText(w io.Writer) error {
	_, err := io.WriteString(w, text)
	return err
}

// A door is one way to write.
type door struct {
	files   string // that are there before, as of newRAM
	noLinks bool
	write   func(context.Context, *ram) error
	after   string // what is there then, as of ram.list
	err     error  // that write returns if nothing fails
	naming  string // the operation that gives the name
}

func (d door) open() *ram {
	files := map[string]string{"/d/": "", "/d/incoming/": ""}
	for name := range strings.FieldsSeq(d.files) {
		files[name] = "old"
		if strings.HasSuffix(name, "@") {
			files[name] = "list"
		}
	}
	r := newRAM(files)
	r.noLinks = d.noLinks
	return r
}

func doors() map[string]door {
	return map[string]door{
		"a new file":                         {write: writeList, after: "/d/list -rw-rw-rw- new", naming: "rename"},
		"another file":                       {files: "/d/list", write: writeList, after: "/d/list -rw-r----- new", naming: "rename"},
		"a file behind a link":               {files: "/d/link@ /d/list", write: writeLink, after: "/d/link L--------- list, /d/list -rw-r----- new", naming: "rename"},
		"a file where there is none":         {write: keepList, after: "/d/list -rw-rw-rw- new", naming: "link"},
		"the same without links":             {noLinks: true, write: keepList, after: "/d/list -rw-rw-rw- new", naming: "rename"},
		"a file that must not be replaced":   {files: "/d/list", write: keepList, after: "/d/list -rw-r----- old", err: ErrExists},
		"a file that comes up":               {write: keepRival, after: "/d/list -rw-r----- old", err: ErrExists},
		"a file that comes up without links": {noLinks: true, write: keepRival, after: "/d/list -rw-r----- old", err: ErrExists},
		"an object":                          {files: "/d/ab/", write: writeObject, after: "/d/ab/, /d/ab/object -r--r----- new", naming: "rename"},
		"an object that is broken":           {files: "/d/ab/ /d/ab/object", write: writeObject, after: "/d/ab/, /d/ab/object -r--r----- new", naming: "rename"},
		"a directory":                        {write: writeTree, after: "/d/b/, /d/b/a -rw-rw-rw- new, /d/b/e/, /d/b/e/f/, /d/b/e/f/g -rw-rw-rw- ", naming: "rename"},
		"a directory where there is one":     {files: "/d/b/", write: writeTree, after: "/d/b/", err: ErrExists},
		"a directory that comes up":          {write: treeRival, after: "/d/b/, /d/b/x -rw-r----- old", err: ErrExists},
	}
}

func writeList(ctx context.Context, r *ram) error {
	return write(ctx, r, "/d/list", Options{}, fillText)
}

func writeLink(ctx context.Context, r *ram) error {
	return write(ctx, r, "/d/link", Options{}, fillText)
}

func keepList(ctx context.Context, r *ram) error {
	return write(ctx, r, "/d/list", Options{NoClobber: true}, fillText)
}

func keepRival(ctx context.Context, r *ram) error {
	return write(ctx, r, "/d/list", Options{NoClobber: true}, func(w io.Writer) error {
		r.put("/d/list", "old")
		return fillText(w)
	})
}

// writeObject writes a file as a store does that names files by what is in them.
func writeObject(ctx context.Context, r *ram) error {
	return writeNamed(ctx, r, "/d/incoming", 0o440, func(w io.Writer) (string, error) {
		const path = "/d/ab/object"
		if err := fillText(w); err != nil {
			return "", err
		}
		if n, err := r.find(path); err == nil && string(n.data) == text {
			return path, ErrExists
		}
		return path, nil
	})
}

func writeTree(ctx context.Context, r *ram) error {
	return writeDirectory(ctx, r, "/d/b/", func(yield func(string, func(io.Writer) error) bool) {
		_ = yield("a", fillText) && yield("e/f/g", func(io.Writer) error { return nil })
	})
}

func treeRival(ctx context.Context, r *ram) error {
	return writeDirectory(ctx, r, "/d/b", func(yield func(string, func(io.Writer) error) bool) {
		r.put("/d/b/", "")
		r.put("/d/b/x", "old")
		yield("a", fillText)
	})
}

// look tells what is there, and apart what is temporary.
func look(r *ram) (files string, temporary []string) {
	all, temporary := r.list()
	return strings.Join(slices.DeleteFunc(all, func(line string) bool { return line == "/d/" || line == "/d/incoming/" }), ", "), temporary
}

// assertDurable checks that a crash leaves what is there.
func assertDurable(t *testing.T, r *ram, about string) {
	t.Helper()
	want, _ := look(r)
	for world := range r.worlds() {
		if got, _ := look(world); !assert.Equal(t, want, got, about) {
			return
		}
	}
}

// assertOldOrNew checks that a crash leaves what was there before or what is to
// be after, and that what is temporary goes with the next file.
func assertOldOrNew(t *testing.T, d door, r *ram, about string) {
	t.Helper()
	before, _ := look(d.open())
	for world := range r.worlds() {
		got, _ := look(world)
		if !assert.Contains(t, []string{before, d.after}, got, about) {
			return
		}
		sweep(world, "/d")
		sweep(world, "/d/incoming")
		_, temporary := look(world)
		assert.Empty(t, temporary, about)
	}
}

func TestWithoutFaultAllIsDurable(t *testing.T) {
	for name, d := range doors() {
		r := d.open()
		err := d.write(t.Context(), r)
		require.ErrorIs(t, err, d.err, name)
		got, temporary := look(r)
		assert.Equal(t, d.after, got, name)
		assert.Empty(t, temporary, name)
		assert.Zero(t, r.open.Load(), name)
		assertDurable(t, r, name)
		assertOldOrNew(t, d, r, name)
	}
}

// harmless are the operations that may fail: to lock a temporary file, to remove
// what is left, and to link where renaming does.
var harmless = []string{"names", "lock", "remove", "link", "close directory", "close again"}

// operation gives the first word of what a ram has done.
func operation(done string) string {
	op, _, _ := strings.Cut(done, " /")
	return op
}

// first gives the number of the first of some operations, or that of all if
// there is none.
func first(done []string, operations ...string) int {
	for n, op := range done {
		if slices.Contains(operations, operation(op)) {
			return n
		}
	}
	return len(done)
}

func TestEveryFault(t *testing.T) {
	for name, d := range doors() {
		whole := d.open()
		_ = d.write(t.Context(), whole)
		for n, op := range whole.done {
			for how, f := range map[string]fault{
				"fails":                      {at: n},
				"fails when it is done":      {at: n, late: true},
				"and all that follows fails": {at: n, dead: true},
			} {
				testFault(t, d, f, fmt.Sprintf("%s: %d. %s %s", name, n, op, how))
			}
		}
	}
}

func testFault(t *testing.T, d door, f fault, about string) {
	r := d.open()
	before, _ := look(r)
	r.fault = &f
	err := d.write(t.Context(), r)
	op := operation(r.done[f.at])
	got, temporary := look(r)
	switch {
	case err == nil:
		assert.Contains(t, harmless, op, about)
		assert.NoError(t, d.err, about)
		assert.Equal(t, d.after, got, about)
	case errors.Is(err, ErrExists):
		assert.True(t, d.err != nil || op == "link" && f.late, "%s: %v", about, err)
	default:
		require.ErrorIs(t, err, syscall.EIO, about)
		assert.NotContains(t, err.Error(), ".dataidlist-", about)
		switch named := first(r.done, d.naming); {
		case d.naming == "":
		case f.at < named:
			assert.Equal(t, before, got, about)
		case f.at > named:
			assert.Equal(t, d.after, got, about)
			assert.ErrorContains(t, err, "is there, but might not outlast a crash", about)
		}
	}
	untold := f.late && (op == "create" || op == "mkdir") // that it is there
	if op != "remove" && !untold && !f.dead {
		assert.Empty(t, temporary, about)
	}
	assert.Zero(t, r.open.Load(), about)
	if op != "lock" && !f.dead {
		assert.Empty(t, r.locked, about)
	}
	assertOldOrNew(t, d, r, about)

	// The process goes on, or another comes after it.
	r.fault = nil
	clear(r.locked)
	if again := d.write(t.Context(), r); again != nil {
		require.ErrorIs(t, again, ErrExists, about)
		assert.True(t, d.err != nil || got == d.after, about)
		return
	}
	assert.NoError(t, d.err, about)
	now, _ := look(r)
	assert.Equal(t, d.after, now, about)
	assertDurable(t, r, about)
}

func TestEveryEndOfTheContext(t *testing.T) {
	for how, end := range map[string]func(cancel func()){
		"cancelled":                              func(cancel func()) { cancel() },
		"cancelled, and the file is gone":        func(cancel func()) { cancel(); synctest.Wait() },
		"a deadline":                             func(func()) { time.Sleep(time.Minute) },
		"a deadline, while another also cancels": func(cancel func()) { time.Sleep(time.Minute); cancel() },
	} {
		synctest.Test(t, func(t *testing.T) {
			for name, d := range doors() {
				whole := d.open()
				if d.write(t.Context(), whole) != nil {
					continue
				}
				for n, op := range whole.done {
					testEnd(t, d, n, end, fmt.Sprintf("%s: %s before %d. %s", name, how, n, op))
				}
			}
		})
	}
}

func testEnd(t *testing.T, d door, at int, end func(cancel func()), about string) {
	ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errors.New("too late"))
	defer cancel()
	r := d.open()
	before, _ := look(r)
	r.before = func(n int) {
		if n == at {
			end(cancel)
		}
	}
	err := d.write(ctx, r)
	got, temporary := look(r)
	if at < first(r.done, "link", "rename") {
		require.ErrorIs(t, err, ctx.Err(), about)
		assert.Equal(t, before, got, about)
	} else {
		require.NoError(t, err, about)
		assert.Equal(t, d.after, got, about)
		assertDurable(t, r, about)
	}
	assert.Empty(t, temporary, about)
	assert.Empty(t, r.locked, about)
	assert.Zero(t, r.open.Load(), about)
}

// A fickle context ends right after it was asked whether it has.
type fickle struct {
	context.Context
	asked func()
}

func (f fickle) Err() error {
	err := f.Context.Err()
	f.asked()
	return err
}

func TestTheContextEndsAsItIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner, cancel := context.WithCancel(t.Context())
		d := doors()["another file"]
		r := d.open()
		ctx := fickle{inner, func() {
			if operation(r.done[len(r.done)-1]) == "close" {
				cancel()
				synctest.Wait() // for all that the end sets off
			}
		}}
		require.NoError(t, d.write(ctx, r))
		require.Error(t, inner.Err())
		got, temporary := look(r)
		assert.Equal(t, d.after, got)
		assert.Empty(t, temporary)
	})
}

// A sweep may lock a file before the one that made it.
func TestASweepIsQuicker(t *testing.T) {
	for name, d := range doors() {
		if d.err != nil {
			continue
		}
		r := d.open()
		quick := 3
		r.before = func(n int) {
			if op, at, _ := strings.Cut(r.done[n], " "); op == "lock" && quick > 0 {
				quick--
				swept, err := r.find(at)
				require.NoError(t, err)
				r.locked[swept] = true
			}
		}
		require.NoError(t, d.write(t.Context(), r), name)
		got, temporary := look(r)
		assert.Equal(t, d.after, got, name)
		assert.Empty(t, temporary, name)
		assert.Zero(t, r.open.Load(), name)
		assert.Len(t, r.locked, 3, name)
	}
}

func TestEveryFaultOfMkdirAll(t *testing.T) {
	open := func() *ram { return newRAM(map[string]string{"/d/": "", "/d/a/": ""}) }
	write := func(r *ram) error { return mkdirAll(r, "/d/a/b/c", 0o777) }
	assertThere := func(r *ram, about string) {
		got, _ := look(r)
		assert.Equal(t, "/d/a/, /d/a/b/, /d/a/b/c/", got, about)
		assertDurable(t, r, about)
	}
	whole := open()
	require.NoError(t, write(whole))
	assertThere(whole, "without a fault")
	for n, op := range whole.done {
		for _, f := range []fault{{at: n}, {at: n, late: true}, {at: n, dead: true}} {
			about := fmt.Sprintf("%d. %s: %+v", n, op, f)
			r := open()
			r.fault = &f
			if err := write(r); err == nil {
				assertThere(r, about)
			} else {
				require.ErrorIs(t, err, syscall.EIO, about)
			}
			r.fault = nil
			for world := range r.worlds() {
				require.NoError(t, write(world), about)
				assertThere(world, about)
			}
			require.NoError(t, write(r), about)
			assertThere(r, about)
		}
	}
}

func TestMkdirAllMeetsOthers(t *testing.T) {
	r := newRAM(nil)
	r.before = func(int) {
		if _, err := r.find("/a"); err != nil && operation(r.done[len(r.done)-1]) == "mkdir" {
			r.put("/a/", "")
		}
	}
	require.NoError(t, mkdirAll(r, "/a/b", 0o777), "made by another")
	r = newRAM(map[string]string{"/a": ""})
	require.ErrorIs(t, mkdirAll(r, "/a", 0o777), syscall.ENOTDIR)
	r = newRAM(nil)
	r.before = func(int) {
		if operation(r.done[len(r.done)-1]) == "mkdir" {
			r.put("/a", "a file")
		}
	}
	require.ErrorIs(t, mkdirAll(r, "/a", 0o777), syscall.EEXIST)
}
