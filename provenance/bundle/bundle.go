package bundle

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
)

const (
	maxFiles = 1 << 20   // of a bundle
	maxSmall = 64 << 20  // bytes of a file that is no object
	maxLarge = 256 << 20 // bytes of the manifest
)

// A File is a file of a bundle.
type File struct {
	Name string
	Size int64

	digest provenance.Digest // known when it is written
	open   func() (io.ReadCloser, error)
}

// Open returns the bytes of the file, which were not checked. The caller closes the reader.
func (f File) Open() (io.ReadCloser, error) { return f.open() }

// copyTo writes the file, and returns an error if it is not as long as it was.
func (f File) copyTo(w io.Writer) error {
	r, err := f.open()
	if err != nil {
		return err
	}
	n, err := io.Copy(w, io.LimitReader(r, f.Size+1))
	err = errors.Join(err, r.Close())
	if err == nil && n != f.Size {
		err = fmt.Errorf("%s: it has another length than before", f.Name)
	}
	return err
}

// Copy writes the bytes of the file, and returns their digest.
func (f File) Copy(ctx context.Context, w io.Writer) (provenance.Digest, error) {
	h := sha256.New()
	err := f.copyTo(contextWriter{ctx, io.MultiWriter(w, h)})
	return provenance.Digest(h.Sum(nil)), err
}

// A contextWriter fails once its context is cancelled.
type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c contextWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

// A Bundle is one that is open to be read. It is not safe for concurrent use.
type Bundle struct {
	files    []File // in the order of their names
	manifest []manifestLine
	faults   []provenance.Fault // found in opening it
	cut      bool               // there are files that could not be read
	close    func() error
}

// Open reads the names of the files of a bundle: an archive or a directory. It returns an error if there is nothing like a bundle; what is wrong
// with one is for [Bundle.Check] to say. The caller closes it.
func Open(name string) (*Bundle, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	b := &Bundle{}
	if info.IsDir() {
		err = b.openDirectory(name)
	} else {
		err = b.openArchive(name)
	}
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// Close ends all use of the bundle.
func (b *Bundle) Close() error {
	if b.close == nil {
		return nil
	}
	return b.close()
}

// Files returns the files of the bundle, in the order of their names.
func (b *Bundle) Files() []File { return b.files }

// Whole reports whether all files of the bundle could be found: where an archive is broken, those after the break cannot.
func (b *Bundle) Whole() bool { return !b.cut }

// Signed reports whether the bundle has a key that signed it.
func (b *Bundle) Signed() bool {
	_, signed := b.File(keyFile)
	return signed
}

// File returns the file of a name.
func (b *Bundle) File(name string) (File, bool) {
	at := sort.Search(len(b.files), func(i int) bool { return b.files[i].Name >= name })
	if at == len(b.files) || b.files[at].Name != name {
		return File{}, false
	}
	return b.files[at], true
}

// Read returns the bytes of a file that is no object, or an error that wraps [fs.ErrNotExist].
func (b *Bundle) Read(name string) ([]byte, error) { return b.read(name, maxSmall) }

func (b *Bundle) read(name string, most int64) ([]byte, error) {
	f, ok := b.File(name)
	if !ok {
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	if f.Size > most {
		return nil, fmt.Errorf("%s: %w: it is longer than %d bytes", name, provenance.ErrBroken, most)
	}
	var text bytes.Buffer
	err := f.copyTo(&text)
	return text.Bytes(), err
}

func (b *Bundle) openArchive(name string) error {
	file, err := os.Open(name) //nolint:gosec // what the user names
	if err != nil {
		return err
	}
	b.close = file.Close
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: a bundle is a file or a directory", name)
	}
	if err := b.readArchive(file, info.Size()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Read is [Open] of an archive of a size that is read from r, for as long as the bundle is used.
func Read(r io.ReaderAt, size int64) (*Bundle, error) {
	b := &Bundle{}
	return b, b.readArchive(r, size)
}

// readArchive finds the files of an archive.
func (b *Bundle) readArchive(r io.ReaderAt, size int64) error {
	err := (&tarReader{b: b, r: r, size: size}).read()
	if !errors.Is(err, errStop) {
		return err
	}
	b.cut = true
	start := make([]byte, blockSize)
	if n, err := r.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	} else if len(b.files) == 0 && (n < blockSize || string(start[257:262]) != "ustar" && string(start[:len(readmeFile)]) != readmeFile) {
		return errors.New("no bundle: want an archive or a directory that campaign export wrote")
	}
	return nil
}

// openDirectory finds the files of a directory, which nothing in it can lead out of.
func (b *Bundle) openDirectory(name string) error {
	root, err := os.OpenRoot(name)
	if err != nil {
		return err
	}
	b.close = root.Close
	err = fs.WalkDir(root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return nil
		case !entry.Type().IsRegular() || !validName(path):
			b.fault(path, "it is no regular file, or has a name that no file of a bundle has")
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return b.add(File{Name: path, Size: info.Size(), open: func() (io.ReadCloser, error) {
			return root.Open(filepath.FromSlash(path))
		}})
	})
	if err != nil {
		return err
	}
	slices.SortFunc(b.files, func(x, y File) int { return strings.Compare(x.Name, y.Name) })
	return b.readManifest()
}

// add adds a file.
func (b *Bundle) add(f File) error {
	if len(b.files) == maxFiles {
		return fmt.Errorf("a bundle of more than %d files cannot be read", maxFiles)
	}
	b.files = append(b.files, f)
	return nil
}

// readManifest reads the manifest, if it is there.
func (b *Bundle) readManifest() error {
	text, err := b.read(manifestFile, maxLarge)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, provenance.ErrBroken) {
		return nil
	}
	b.manifest = parseManifest(text)
	return err
}

func (b *Bundle) fault(item, format string, args ...any) {
	b.faults = append(b.faults, provenance.Fault{Item: item, Text: fmt.Sprintf(format, args...)})
}

// last is the name of the last file that was read.
func (b *Bundle) last() string {
	if len(b.files) == 0 {
		return ""
	}
	return b.files[len(b.files)-1].Name
}

// next is the name of the file that is to be read next, as far as the manifest tells, or empty if there is to be none.
func (b *Bundle) next() string {
	after := b.last()
	if after < manifestFile && b.manifest == nil {
		if after < readmeFile {
			return readmeFile
		}
		return manifestFile
	}
	if after == manifestFile && len(b.manifest) > 0 && b.hasKey() {
		return manifestSignature
	}
	at := sort.Search(len(b.manifest), func(i int) bool { return b.manifest[i].name > after })
	if at == len(b.manifest) {
		return ""
	}
	return b.manifest[at].name
}

// nextHeader is what is to be read next of an archive.
func (b *Bundle) nextHeader() string {
	if name := b.next(); name != "" {
		return "header of " + name
	}
	return endItem
}

const endItem = "end of the archive"

func (b *Bundle) hasKey() bool {
	at := sort.Search(len(b.manifest), func(i int) bool { return b.manifest[i].name >= keyFile })
	return at < len(b.manifest) && b.manifest[at].name == keyFile
}
