package bundle

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
)

// A Report is what [Bundle.Check] found.
type Report struct {
	Files   int                `json:"files"`
	Streams []provenance.Head  `json:"streams"`
	KeyID   string             `json:"key_id,omitempty"` // of the key that signed; empty if nobody did
	Trusted bool               `json:"trusted"`          // it is the key that the caller gave
	Time    string             `json:"time,omitempty"`   // of the checkpoint
	Faults  []provenance.Fault `json:"faults"`
}

// checker is a run of Check.
type checker struct {
	b      *Bundle
	ctx    context.Context
	report Report
	key    ed25519.PublicKey // that signed, or nil
}

// Check checks everything about a bundle that can be said without knowing what its records mean: that the manifest is of its files, that objects
// have their digests, that each stream's events fit together, that signatures are by the enclosed key and that this is trusted, if the caller
// knows one that is, and that the checkpoint has the events that are here. What does not fit is a fault in the report; the error is for what
// kept Check from looking. Records, specs, pages and what attestations say are for package campaign to check.
func (b *Bundle) Check(ctx context.Context, trusted ed25519.PublicKey) (Report, error) {
	c := &checker{b: b, ctx: ctx}
	c.report = Report{Files: len(b.files), Streams: []provenance.Head{}, Faults: append([]provenance.Fault{}, b.faults...)}
	if b.cut {
		return c.report, nil
	}
	for _, step := range []func() error{
		c.manifest, c.signatures, func() error { return c.trust(trusted) }, c.readme, c.streams, c.checkpoint, c.attestations,
	} {
		if err := step(); err != nil {
			return c.report, err
		}
	}
	return c.report, nil
}

func (c *checker) fault(item, format string, args ...any) {
	c.report.Faults = append(c.report.Faults, provenance.Fault{Item: item, Text: fmt.Sprintf(format, args...)})
}

// read returns the bytes of a file that should be there; what is missing or too long is noted.
func (c *checker) read(name string) ([]byte, bool, error) {
	text, err := c.b.read(name, maxLarge)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.fault(name, "it is missing")
		return nil, false, nil
	case errors.Is(err, provenance.ErrBroken):
		c.fault(name, "%v", err)
		return nil, false, nil
	}
	return text, err == nil, err
}

// manifest compares the files with the manifest.
func (c *checker) manifest() error {
	text, ok, err := c.read(manifestFile)
	if err != nil || !ok {
		return err
	}
	if !bytes.Equal(formatManifest(c.b.manifest), text) {
		c.fault(manifestFile, "it is not as sha256sum writes it, one line a file in the order of their names")
	}
	want := map[string]provenance.Digest{}
	for _, l := range c.b.manifest {
		want[l.name] = l.digest
	}
	for i, f := range c.b.files {
		provenance.ReportProgress(c.ctx, i, len(c.b.files), "files")
		if f.Name == manifestFile || f.Name == manifestSignature {
			continue
		}
		d, known := want[f.Name]
		delete(want, f.Name)
		if !known {
			c.fault(f.Name, "%s does not name it", manifestFile)
			continue
		}
		have, err := f.Copy(c.ctx, io.Discard)
		if err != nil {
			return err
		}
		c.digest(f, have, d)
	}
	for _, l := range c.b.manifest {
		if _, missing := want[l.name]; missing {
			c.fault(l.name, "%s names it, and it is missing", manifestFile)
		}
	}
	return nil
}

// digest compares a file with what the manifest, and an object with what its name says.
func (c *checker) digest(f File, have, want provenance.Digest) {
	named, object := isObject(f.Name)
	switch {
	case strings.HasPrefix(f.Name, objects) && !object:
		c.fault(f.Name, "it is no name of an object")
	case object && have != named:
		c.fault(f.Name, "its bytes have %s", have)
	case have != want:
		c.fault(f.Name, "its bytes have %s, and %s says %s", have, manifestFile, want.Hex())
	}
}

// signatures checks that a bundle has all that a signed one has or nothing of it, and the signature of the manifest.
func (c *checker) signatures() error {
	if !c.b.Signed() {
		for _, name := range signedFiles() {
			if _, found := c.b.File(name); found {
				c.fault(name, "there is no %s for it", keyFile)
			}
		}
		return nil
	}
	text, ok, err := c.read(keyFile)
	if err != nil || !ok {
		return err
	}
	key, err := provenance.ParsePublicKey(text)
	if err != nil {
		c.fault(keyFile, "%v", err)
		return nil
	}
	if again, err := provenance.FormatPublicKey(key); err != nil || !bytes.Equal(again, text) {
		c.fault(keyFile, "it is not as openssl writes it")
	}
	c.key, c.report.KeyID = key, provenance.KeyID(key)
	manifest, ok, err := c.read(manifestFile)
	if err != nil || !ok {
		return err
	}
	sig, ok, err := c.read(manifestSignature)
	if err != nil || !ok {
		return err
	}
	if !ed25519.Verify(key, manifest, sig) {
		c.fault(manifestSignature, "it is no signature of %s by key %s", manifestFile, c.report.KeyID)
	}
	return nil
}

// trust compares the key that signed with the one that the caller trusts.
func (c *checker) trust(trusted ed25519.PublicKey) error {
	switch {
	case trusted == nil:
	case c.key == nil:
		c.fault(keyFile, "the bundle is not signed, and should be by key %s", provenance.KeyID(trusted))
	case !trusted.Equal(c.key):
		c.fault(keyFile, "the bundle is signed by key %s, and should be by key %s", c.report.KeyID, provenance.KeyID(trusted))
	default:
		c.report.Trusted = true
	}
	return nil
}

func (c *checker) readme() error {
	text, ok, err := c.read(readmeFile)
	if err == nil && ok && !bytes.Equal(text, readme(c.key != nil)) {
		c.fault(readmeFile, "it is not the page that this version of the format has")
	}
	return err
}

// streams follows the events of each stream of the index.
func (c *checker) streams() error {
	text, ok, err := c.read(indexFile)
	if err != nil || !ok {
		return err
	}
	var idx index
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&idx); err != nil {
		c.fault(indexFile, "it is no index: %v", err)
		return nil
	}
	again, err := provenance.Canonical(idx)
	if err != nil || !bytes.Equal(append(again, '\n'), text) || idx.Bundle != 1 {
		c.fault(indexFile, "it is not in canonical form, or of a newer version than 1")
	}
	expected, last := 0, ""
	for _, head := range idx.Streams {
		if !provenance.ValidStream(head.Stream) || head.Stream <= last || head.Seq < 1 {
			c.fault(indexFile, "it names stream %.80q, which is no stream or not in order", head.Stream)
			return nil
		}
		last = head.Stream
		n, err := c.stream(head)
		if err != nil {
			return err
		}
		expected += n
	}
	for _, f := range c.b.files {
		if strings.HasPrefix(f.Name, events) {
			expected--
		}
	}
	if expected < 0 {
		c.fault(indexFile, "there are %d events more than it tells of", -expected)
	}
	c.report.Streams = idx.Streams
	return nil
}

// stream follows the events of a stream, and returns how many there are.
func (c *checker) stream(head provenance.Head) (int, error) {
	var chain provenance.Chain
	for seq := int64(1); seq <= head.Seq; seq++ {
		name := provenance.EventFile(head.Stream, seq)
		body, ok, err := c.read(name)
		if err != nil || !ok {
			return int(seq) - 1, err
		}
		if e, err := chain.Add(body); err != nil {
			c.fault(name, "%v", err)
			return int(head.Seq), nil
		} else if e.Stream != head.Stream {
			c.fault(name, "it is of stream %.80q", e.Stream)
		}
	}
	if chain.Head() != head {
		c.fault(provenance.EventFile(head.Stream, head.Seq), "it has the hash %s, and %s says %s", chain.Head().Hash, indexFile, head.Hash)
	}
	return int(head.Seq), nil
}

// checkpoint checks the signed checkpoint, and that the events that it names are those of the bundle.
func (c *checker) checkpoint() error {
	if c.key == nil {
		return nil
	}
	e, ok, err := c.envelope(checkpointFile)
	if err != nil || !ok {
		return err
	}
	if err := c.same(checkpointSignedFile, provenance.SignedBytes(e.PayloadType, e.Payload)); err != nil {
		return err
	}
	if err := c.same(checkpointSignature, e.Signatures[0].Sig); err != nil {
		return err
	}
	point, err := provenance.OpenCheckpoint(e, c.key)
	if err != nil {
		c.fault(checkpointFile, "%v", err)
		return nil
	}
	c.report.Time = point.At
	heads := map[string]provenance.Head{}
	for _, h := range point.Heads {
		heads[h.Stream] = h
	}
	for _, is := range c.report.Streams {
		if h := heads[is.Stream]; h != is {
			c.fault(checkpointFile, "the last event of %s is %d with %s, and the checkpoint says %d with %s", is.Stream, is.Seq, is.Hash, h.Seq, h.Hash)
		}
	}
	return nil
}

// same compares a file with what it should be.
func (c *checker) same(name string, want []byte) error {
	have, ok, err := c.read(name)
	if err == nil && ok && !bytes.Equal(have, want) {
		c.fault(name, "it is not what the envelope %s holds", checkpointFile)
	}
	return err
}

// envelope reads an envelope in the form in which bundles have them, with one signature by the key.
func (c *checker) envelope(name string) (e provenance.Envelope, ok bool, err error) {
	text, ok, err := c.read(name)
	if err != nil || !ok {
		return e, false, err
	}
	e, err = provenance.ParseEnvelope(text)
	if err != nil {
		c.fault(name, "%v", err)
		return e, false, nil
	}
	again, err := e.Format()
	if err != nil || !bytes.Equal(again, text) || len(e.Signatures) != 1 || e.Signatures[0].KeyID != c.report.KeyID {
		c.fault(name, "it is not in canonical form with one signature by key %s", c.report.KeyID)
	}
	return e, true, nil
}

// attestations checks the signatures of statements.
func (c *checker) attestations() error {
	for _, f := range c.b.files {
		if !strings.HasPrefix(f.Name, attestations) {
			continue
		}
		if c.key == nil {
			c.fault(f.Name, "there is no %s for it", keyFile)
			continue
		}
		e, ok, err := c.envelope(f.Name)
		if err != nil {
			return err
		}
		if ok {
			if _, err := e.Open(provenance.StatementType, c.key); err != nil {
				c.fault(f.Name, "%v", err)
			}
		}
	}
	return nil
}
