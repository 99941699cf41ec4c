package bundle

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
)

// Contents are what a bundle is made of.
type Contents struct {
	Streams []Stream
	// Objects are what the records pin: lists of DataIds, job summaries, outputs of commands.
	Objects []Object
	// Files are the others, by the names that RecordFile, SpecFile, PageFile and AttestationFile give.
	Files map[string][]byte
	// Key signs the bundle and the checkpoint, which is of the store that the records are from. A bundle without a key has neither.
	Key        ed25519.PrivateKey
	Checkpoint provenance.Checkpoint
}

// A Stream is all events of a record.
type Stream struct {
	Head   provenance.Head
	Events [][]byte // bodies
}

// An Object is bytes that are named by their digest.
type Object struct {
	Digest provenance.Digest
	Size   int64
	Open   func() (io.ReadCloser, error)
}

func (o Object) file() File {
	return File{Name: ObjectFile(o.Digest), Size: o.Size, digest: o.Digest, open: o.Open}
}

// An index is the JSON of bundle.json.
type index struct {
	Bundle  int               `json:"bundle"` // version of the format: 1
	Streams []provenance.Head `json:"streams"`
}

// Write writes the archive. The same contents give the same bytes.
func (c Contents) Write(ctx context.Context, w io.Writer) error {
	files, err := c.files(ctx)
	if err != nil {
		return err
	}
	return writeTar(ctx, w, files)
}

// WriteDirectory writes the same files into a directory, which must not be there yet. It is there as a whole or not at all, and durable.
func (c Contents) WriteDirectory(ctx context.Context, dir string) error {
	files, err := c.files(ctx)
	if err != nil {
		return err
	}
	return writeDirectory(ctx, dir, files)
}

// files returns all files, in the order of their names.
func (c Contents) files(ctx context.Context) ([]File, error) {
	var files []File
	small := func(name string, text []byte) {
		files = append(files, smallFile(name, text))
	}
	slices.SortFunc(c.Streams, func(a, b Stream) int { return strings.Compare(a.Head.Stream, b.Head.Stream) })
	idx := index{Bundle: 1, Streams: []provenance.Head{}}
	for _, s := range c.Streams {
		if !provenance.ValidStream(s.Head.Stream) {
			return nil, fmt.Errorf("stream %.80q cannot be in a bundle: want a name such as CMP-1", s.Head.Stream)
		}
		idx.Streams = append(idx.Streams, s.Head)
		for i, body := range s.Events {
			small(provenance.EventFile(s.Head.Stream, int64(i+1)), body)
		}
	}
	text, err := provenance.Canonical(idx)
	if err != nil {
		return nil, err
	}
	small(indexFile, append(text, '\n'))
	small(readmeFile, readme(c.Key != nil))
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		small(name, c.Files[name])
	}
	for _, o := range c.Objects {
		files = append(files, o.file())
	}
	if c.Key != nil {
		if err := c.sign(small); err != nil {
			return nil, err
		}
	}
	return c.addManifest(ctx, files)
}

func smallFile(name string, text []byte) File {
	return File{
		Name: name, Size: int64(len(text)), digest: provenance.DigestOf(text),
		open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
	}
}

// sign makes the files of a signed bundle, but for the signature of the manifest.
func (c Contents) sign(add func(name string, text []byte)) error {
	public, err := provenance.FormatPublicKey(c.Key.Public().(ed25519.PublicKey)) //nolint:errcheck,forcetypeassert // says the documentation
	if err != nil {
		return err
	}
	envelope := c.Checkpoint.Sign(c.Key)
	text, err := envelope.Format()
	if err != nil {
		return err
	}
	add(keyFile, public)
	add(checkpointFile, text)
	add(checkpointSignedFile, provenance.SignedBytes(envelope.PayloadType, envelope.Payload))
	add(checkpointSignature, envelope.Signatures[0].Sig)
	return nil
}

// addManifest adds the manifest of all files, and its signature.
func (c Contents) addManifest(ctx context.Context, files []File) ([]File, error) {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	lines := make([]manifestLine, len(files))
	for i, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !validName(f.Name) || i > 0 && f.Name == files[i-1].Name {
			return nil, fmt.Errorf("%.200q cannot be the name of a file of a bundle, or there are two of it", f.Name)
		}
		lines[i] = manifestLine{f.Name, f.digest}
	}
	manifest := formatManifest(lines)
	files = append(files, smallFile(manifestFile, manifest))
	if c.Key != nil {
		files = append(files, smallFile(manifestSignature, ed25519.Sign(c.Key, manifest)))
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}
