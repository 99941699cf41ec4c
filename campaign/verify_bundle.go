package campaign

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/bundle"
)

// A BundleVerification is what [VerifyBundle] found.
type BundleVerification struct {
	bundle.Report
	Records int `json:"records"`
	Objects int `json:"objects"`
	Lists   int `json:"lists"`
}

// VerifyBundle checks all that a bundle holds, without a notebook and without a network: what [bundle.Bundle.Check] checks, that records, pages and
// sealed definitions are what the events add up to and what verbs could have made, that statements say what was sealed, and that the rows of every list
// are the DataIds that records say. deep also makes the selections again from the recorded lists. trusted is the key by which the bundle should be
// signed, or nil.
func VerifyBundle(ctx context.Context, b *bundle.Bundle, trusted ed25519.PublicKey, deep bool) (BundleVerification, error) {
	v, _, err := readBundle(ctx, b, trusted, deep)
	return v, err
}

// readBundle verifies a bundle, and returns the records that it holds.
func readBundle(ctx context.Context, b *bundle.Bundle, trusted ed25519.PublicKey, deep bool) (BundleVerification, []bundled, error) {
	report, err := b.Check(ctx, trusted)
	if err != nil {
		return BundleVerification{}, nil, err
	}
	v := &bundleVerifier{b: b, seen: map[string]bool{}}
	v.verifier = verifier{
		nb: &Notebook{objects: bundleObjects{b}}, ctx: ctx, deep: deep, prove: true, objects: map[provenance.Digest]error{}, lists: map[provenance.Digest]identity{},
	}
	if b.Whole() {
		if err := v.streams(report.Streams); err != nil {
			return BundleVerification{}, nil, err
		}
	}
	report.Faults = append(report.Faults, v.report.Faults...)
	return BundleVerification{Report: report, Records: len(v.records), Objects: v.report.Objects, Lists: v.report.Lists}, v.records, nil
}

// bundled is a record of a bundle.
type bundled struct {
	rec    record
	head   provenance.Head
	bodies [][]byte
}

// bundleVerifier is a run of VerifyBundle.
type bundleVerifier struct {
	verifier
	b       *bundle.Bundle
	records []bundled
	seen    map[string]bool // files that have a place in the bundle
}

// streams checks the records of streams, and that there are no other files.
func (v *bundleVerifier) streams(heads []provenance.Head) error {
	for i, h := range heads {
		provenance.ReportProgress(v.ctx, i, len(heads), "records")
		if err := v.stream(h); err != nil {
			return err
		}
	}
	for _, r := range v.records {
		v.places(r, heads)
	}
	for _, f := range v.b.Files() {
		if !v.seen[f.Name] && !bundle.IsOwn(f.Name) {
			v.fault(f.Name, "no record of the bundle has it")
		}
	}
	return nil
}

// stream checks a record. Events that do not fit are faults already.
func (v *bundleVerifier) stream(h provenance.Head) error {
	var bodies [][]byte
	for body, err := range v.events(h) {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, provenance.ErrBroken) {
			return nil
		}
		if err != nil {
			return err
		}
		bodies = append(bodies, body)
	}
	rec, head, err := foldEvents(h.Stream, each(bodies))
	if err != nil {
		v.fault("stream "+h.Stream, "%v", err)
		return nil
	}
	v.records = append(v.records, bundled{rec, head, bodies})
	files, err := filesOf(rec, head)
	if err != nil {
		return err
	}
	for name, want := range files {
		if err := v.derived(name, want); err != nil {
			return err
		}
	}
	c, ok := rec.(*Campaign)
	if !ok {
		return nil
	}
	if err := v.campaign(c); err != nil {
		return err
	}
	for _, d := range c.Objects() {
		v.seen[bundle.ObjectFile(d)] = true
	}
	return v.statements(c)
}

// places checks that a record is where its kind belongs, and that the one above it is in the bundle.
func (v *bundleVerifier) places(r bundled, heads []provenance.Head) {
	stream := r.head.Stream
	prefix := ""
	switch rec := r.rec.(type) {
	case *Campaign:
		prefix = "CMP-"
		if !slices.ContainsFunc(heads, func(h provenance.Head) bool { return h.Stream == rec.Production }) {
			v.fault("stream "+stream, "its production %.40q is missing", rec.Production)
		}
	case *Production:
		prefix = "PRD-"
	case *Schedule:
		prefix = "SCH-"
	case *SavedQuery:
		prefix = "QRY-"
	}
	if !strings.HasPrefix(stream, prefix) {
		v.fault("stream "+stream, "its events are of a record that is called %s…", prefix)
	}
}

// events yields the events of a stream of the bundle.
func (v *bundleVerifier) events(h provenance.Head) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for seq := int64(1); seq <= h.Seq; seq++ {
			name := provenance.EventFile(h.Stream, seq)
			v.seen[name] = true
			body, err := v.b.Read(name)
			if !yield(body, err) || err != nil {
				return
			}
		}
	}
}

// derived compares a file with what the events make of it.
func (v *bundleVerifier) derived(name string, want []byte) error {
	v.seen[name] = true
	have, err := v.b.Read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.fault(name, "it is missing")
	case errors.Is(err, provenance.ErrBroken):
		v.fault(name, "%v", err)
	case err != nil:
		return err
	case !bytes.Equal(have, want):
		v.fault(name, "it is not what the events add up to")
	}
	return nil
}

// statements compares the signed statements about a campaign with what was sealed.
func (v *bundleVerifier) statements(c *Campaign) error {
	if !v.b.Signed() {
		return nil
	}
	for i, st := range c.Statements() {
		name := bundle.AttestationFile(c.ID, c.Revisions[i].Spec.Revision)
		v.seen[name] = true
		text, err := v.b.Read(name)
		if errors.Is(err, fs.ErrNotExist) {
			v.fault(name, "it is missing")
			continue
		}
		if err != nil {
			return err
		}
		want, err := st.Format()
		if err != nil {
			return err
		}
		if e, err := provenance.ParseEnvelope(text); err == nil && !bytes.Equal(e.Payload, want) {
			v.fault(name, "it does not say what was sealed")
		}
	}
	return nil
}

// bundleObjects are the objects of a bundle, to be read.
type bundleObjects struct{ b *bundle.Bundle }

var errReadOnly = errors.New("the objects of a bundle cannot be changed")

// Put is as [Objects] says, but refuses.
func (bundleObjects) Put(context.Context, io.Reader) (provenance.Digest, error) {
	return provenance.Digest{}, errReadOnly
}

// Delete is as [Objects] says, but refuses.
func (bundleObjects) Delete(context.Context, provenance.Digest) error { return errReadOnly }

// Open is as [Objects] says.
func (o bundleObjects) Open(ctx context.Context, d provenance.Digest) (io.ReadCloser, error) {
	path, release, err := o.Path(ctx, d)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path) //nolint:gosec // made by Path
	if err != nil {
		release()
		return nil, err
	}
	return released{file, release}, nil
}

// released is a file that goes when it is closed.
type released struct {
	*os.File
	release func()
}

func (r released) Close() error {
	err := r.File.Close()
	r.release()
	return err
}

// Path is as [Objects] says: the bytes are copied out of the bundle, so that nobody can change them once they were verified.
func (o bundleObjects) Path(ctx context.Context, d provenance.Digest) (string, func(), error) {
	f, ok := o.b.File(bundle.ObjectFile(d))
	if !ok {
		return "", nil, fmt.Errorf("%w: object %s", ErrNotFound, d)
	}
	file, err := os.CreateTemp("", "object-*")
	if err != nil {
		return "", nil, err
	}
	release := func() { _ = os.Remove(file.Name()) } // in the directory for such
	have, err := f.Copy(ctx, file)
	err = errors.Join(err, file.Close())
	if err == nil && have != d {
		err = fmt.Errorf("%w: its bytes have another digest", provenance.ErrBroken)
	}
	if err != nil {
		release()
		return "", nil, err
	}
	return file.Name(), release, nil
}

// All is as [Objects] says.
func (o bundleObjects) All(context.Context) iter.Seq2[provenance.Digest, error] {
	return func(yield func(provenance.Digest, error) bool) {
		for _, f := range o.b.Files() {
			digits, ok := strings.CutPrefix(f.Name, "objects/")
			if !ok {
				continue
			}
			if d, err := provenance.ParseDigest("sha256:" + digits); err == nil && !yield(d, nil) {
				return
			}
		}
	}
}
