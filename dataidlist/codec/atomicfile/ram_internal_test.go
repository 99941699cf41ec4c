//go:build unix

package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A ram is a file system in memory. It knows what is durable, and it fails when
// it is told to.
type ram struct {
	mu     sync.Mutex
	root   *node
	locked map[*node]bool
	open   atomic.Int64 // handles
	done   []string     // the operations so far, "rename /d/list"

	before  func(n int) // is called before operation n, if it is not nil
	fault   *fault      // if something is to fail
	noLinks bool
}

// A fault is what fails.
type fault struct {
	at   int  // the operation
	late bool // it fails when it is done; a write, when it is half done
	dead bool // so do all that follow, which are not done
}

// A node is a file or a directory.
type node struct {
	mode, durableMode fs.FileMode
	data, durable     []byte           // of a file, or where a link points
	names             map[string]*node // of a directory
	// past holds what names stood for since the directory was synced, if it
	// changed: first what is durable, nil for nothing, and last what they do now.
	past map[string][]*node
}

func newDir() *node {
	mode := fs.ModeDir | 0o755
	return &node{mode: mode, durableMode: mode, names: map[string]*node{}, past: map[string][]*node{}}
}

// newRAM returns a file system of what is durable: files, directories, whose
// names end in a slash, and links, whose names end in an at sign.
func newRAM(files map[string]string) *ram {
	r := &ram{root: newDir(), locked: map[*node]bool{}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		r.put(name, files[name])
	}
	return r
}

// put makes something at once.
func (r *ram) put(name, data string) {
	n := &node{mode: 0o640, data: []byte(data), durable: []byte(data)}
	if cut, ok := strings.CutSuffix(name, "/"); ok {
		name, n = cut, newDir()
	} else if cut, ok := strings.CutSuffix(name, "@"); ok {
		name, n.mode = cut, fs.ModeSymlink
	}
	n.durableMode = n.mode
	dir, base := r.parent(name)
	dir.names[base] = n
}

func (n *node) set(name string, to *node) {
	if n.past[name] == nil {
		n.past[name] = []*node{n.names[name]}
	}
	n.past[name] = append(n.past[name], to)
	if n.names[name] = to; to == nil {
		delete(n.names, name)
	}
}

// parent returns the directory of a path, nil if there is none, and its last
// element.
func (r *ram) parent(at string) (dir *node, base string) {
	dir = r.root
	at, base = path.Split(at)
	for name := range strings.FieldsSeq(strings.ReplaceAll(at, "/", " ")) {
		if dir = dir.names[name]; dir == nil {
			return nil, base
		}
	}
	return dir, base
}

func (r *ram) find(at string) (*node, error) {
	dir, base := r.parent(at)
	switch {
	case dir == nil:
		return nil, syscall.ENOENT
	case base == "":
		return dir, nil
	case dir.names == nil:
		return nil, syscall.ENOTDIR
	case dir.names[base] == nil:
		return nil, syscall.ENOENT
	}
	return dir.names[base], nil
}

// do does an operation, unless it is to fail.
func (r *ram) do(op, at string, effect func() error) error {
	r.mu.Lock()
	n := len(r.done)
	r.done = append(r.done, op+" "+at)
	r.mu.Unlock()
	if r.before != nil {
		r.before(n)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.fault
	fails := f != nil && (n == f.at || f.dead && n > f.at)
	var err error
	if !fails || f.late {
		err = effect()
	}
	if fails {
		err = syscall.EIO
	}
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: op, Path: at, Err: err}
}

// doTo does an operation of two names.
func (r *ram) doTo(op, from, to string, effect func() error) error {
	err := r.do(op, to, effect)
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return &os.LinkError{Op: op, Old: from, New: to, Err: failed.Err}
	}
	return err
}

func (r *ram) Lstat(at string) (info fs.FileInfo, err error) {
	err = r.do("lstat", at, func() error {
		n, err := r.find(at)
		info = stat{n, path.Base(at)}
		return err
	})
	return info, err
}

func (r *ram) Stat(at string) (fs.FileInfo, error) { return r.Lstat(at) }

func (r *ram) Readlink(at string) (to string, err error) {
	err = r.do("readlink", at, func() error {
		n, err := r.find(at)
		if err == nil {
			to = string(n.data)
		}
		return err
	})
	return to, err
}

func (r *ram) Mkdir(at string, perm fs.FileMode) error {
	return r.do("mkdir", at, func() error { return r.enter(at, newDir()) })
}

// enter makes a new name.
func (r *ram) enter(at string, n *node) error {
	switch _, err := r.find(at); {
	case err == nil:
		return syscall.EEXIST
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	dir, base := r.parent(at)
	if dir == nil {
		return syscall.ENOENT
	}
	dir.set(base, n)
	return nil
}

func (r *ram) Link(from, to string) error {
	return r.doTo("link", from, to, func() error {
		if r.noLinks {
			return syscall.EPERM
		}
		n, err := r.find(from)
		if err != nil {
			return err
		}
		return r.enter(to, n)
	})
}

func (r *ram) Rename(from, to string) error {
	return r.doTo("rename", from, to, func() error {
		n, err := r.find(from)
		if err != nil {
			return err
		}
		dir, base := r.parent(to)
		if dir == nil {
			return syscall.ENOENT
		}
		if old := dir.names[base]; old != nil && n.names != nil {
			return syscall.ENOTEMPTY
		}
		dir.set(base, n)
		dir, base = r.parent(from)
		dir.set(base, nil)
		return nil
	})
}

func (r *ram) RemoveAll(at string) error {
	return r.do("remove", at, func() error {
		if _, err := r.find(at); err == nil {
			dir, base := r.parent(at)
			dir.set(base, nil)
		}
		return nil
	})
}

func (r *ram) Names(at string) (names []string, err error) {
	err = r.do("names", at, func() error {
		n, err := r.find(at)
		if err == nil {
			names = slices.Sorted(maps.Keys(n.names))
		}
		return err
	})
	return names, err
}

func (r *ram) Lock(at string) (unlock func(), err error) {
	err = r.do("lock", at, func() error {
		n, err := r.find(at)
		if err != nil || r.locked[n] {
			return errTaken
		}
		r.locked[n] = true
		unlock = func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			delete(r.locked, n)
		}
		return nil
	})
	return unlock, err
}

func (r *ram) OpenFile(at string, flag int, perm fs.FileMode) (f file, err error) {
	op := "open"
	if flag&os.O_CREATE != 0 {
		op = "create"
	}
	err = r.do(op, at, func() error {
		n, err := r.find(at)
		if op == "create" {
			n = &node{mode: perm, durableMode: perm}
			err = r.enter(at, n)
		}
		f = &handle{r: r, n: n, at: at}
		return err
	})
	if err != nil {
		return nil, err
	}
	r.open.Add(1)
	return f, nil
}

// A handle is an open file or directory.
type handle struct {
	r      *ram
	n      *node
	at     string
	closed atomic.Bool
}

func (h *handle) do(op string, effect func() error) error {
	return h.r.do(op, h.at, func() error {
		if h.closed.Load() {
			return fs.ErrClosed
		}
		return effect()
	})
}

func (h *handle) Write(p []byte) (n int, err error) {
	err = h.do("write", func() error {
		if n = len(p); h.r.fault != nil && h.r.fault.late && h.r.fault.at == len(h.r.done)-1 {
			n /= 2
		}
		h.n.data = append(h.n.data, p[:n]...)
		return nil
	})
	return n, err
}

func (h *handle) Chmod(perm fs.FileMode) error {
	return h.do("chmod", func() error { h.n.mode = perm; return nil })
}

func (h *handle) Sync() error {
	return h.do("sync", func() error {
		h.n.durable, h.n.durableMode = bytes.Clone(h.n.data), h.n.mode
		clear(h.n.past)
		return nil
	})
}

func (h *handle) Close() error {
	op := "close"
	if h.n.names != nil {
		op = "close directory"
	}
	if h.closed.Swap(true) {
		return h.do("close again", func() error { return nil })
	}
	h.r.open.Add(-1)
	return h.r.do(op, h.at, func() error { return nil })
}

// stat is what is known of a node.
type stat struct {
	*node
	name string
}

func (s stat) Name() string       { return s.name }
func (s stat) Size() int64        { return int64(len(s.data)) }
func (s stat) Mode() fs.FileMode  { return s.mode }
func (s stat) ModTime() time.Time { return time.Time{} }
func (s stat) IsDir() bool        { return s.mode.IsDir() }
func (s stat) Sys() any           { return nil }

// list gives all that is there, a line each, and apart what is temporary.
func (r *ram) list() (files, temporary []string) {
	var list func(at string, n *node)
	list = func(at string, n *node) {
		for _, name := range slices.Sorted(maps.Keys(n.names)) {
			at, n := path.Join(at, name), n.names[name]
			switch {
			case strings.HasPrefix(name, ".dataidlist-"):
				temporary = append(temporary, at)
			case n.names != nil:
				files = append(files, at+"/")
				list(at, n)
			default:
				files = append(files, fmt.Sprintf("%s %v %s", at, n.mode, abridge(n.data)))
			}
		}
	}
	list("/", r.root)
	return files, temporary
}

// abridge spares whoever reads a failure of a test the text.
func abridge(data []byte) string {
	switch {
	case string(data) == text:
		return "new"
	case len(data) > 10:
		return fmt.Sprintf("%s… of %d bytes", data[:10], len(data))
	}
	return string(data)
}

// worlds yields all states in which a crash of the machine may leave the file
// system. Of a name that was not synced any meaning may be left that it had, of
// bytes those that are durable, all, or some.
func (r *ram) worlds() iter.Seq[*ram] {
	return func(yield func(*ram) bool) {
		var choices, most []int
		for {
			at := 0
			choose := func(n int) int {
				if at == len(choices) {
					choices, most = append(choices, 0), append(most, n-1)
				}
				at++
				return choices[at-1]
			}
			left := map[*node]*node{nil: nil}
			if !yield(&ram{root: r.root.crash(left, choose), locked: map[*node]bool{}, noLinks: r.noLinks}) {
				return
			}
			last := len(choices) - 1
			for ; last >= 0 && choices[last] == most[last]; last-- {
			}
			if choices, most = choices[:last+1], most[:last+1]; last < 0 {
				return
			}
			choices[last]++
		}
	}
}

// crash returns what a crash leaves of a node; choose gives one of n choices.
func (n *node) crash(left map[*node]*node, choose func(n int) int) *node {
	if to, known := left[n]; known {
		return to
	}
	to := &node{mode: n.mode}
	left[n] = to
	if n.mode != n.durableMode && choose(2) == 0 {
		to.mode = n.durableMode
	}
	to.durableMode = to.mode
	if to.data = n.data; !bytes.Equal(n.data, n.durable) {
		to.data = [][]byte{n.durable, n.data, n.data[:len(n.data)/2]}[choose(3)]
	}
	to.durable = to.data
	if n.names == nil {
		return to
	}
	to.names, to.past = map[string]*node{}, map[string][]*node{}
	all := maps.Clone(n.names)
	for name := range n.past {
		all[name] = n.names[name]
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		is := all[name]
		if past := n.past[name]; past != nil {
			is = past[choose(len(past))]
		}
		if is != nil {
			to.names[name] = is.crash(left, choose)
		}
	}
	return to
}
