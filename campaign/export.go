package campaign

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/bundle"
	"github.com/skycampaign/skycampaign/provenance/rocrate"
)

// Bundle returns the contents of a bundle of records, as they are at one moment: all of them if no id is named, otherwise those that are named, and the
// productions and schedules that they refer to. With a key the bundle is signed, and so is a checkpoint of the whole notebook. The objects must stay
// until the bundle was written.
func (n *Notebook) Bundle(ctx context.Context, ids []string, key ed25519.PrivateKey) (bundle.Contents, error) {
	b := &bundler{n: n, ctx: ctx, streams: map[string]bool{}, objects: map[provenance.Digest]bool{}}
	b.contents = bundle.Contents{Files: map[string][]byte{}, Key: key}
	err := n.store.View(ctx, func(r Reader) (err error) {
		if key != nil {
			if b.contents.Checkpoint, err = n.checkpoint(ctx, r); err != nil {
				return err
			}
		}
		if len(ids) > 0 {
			return b.addStreams(r, ids)
		}
		heads, err := readHeads(r)
		if err != nil {
			return err
		}
		for _, h := range heads {
			if err := b.addStream(r, h.Stream); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return bundle.Contents{}, err
	}
	if err := n.proveLists(ctx, b.campaigns); err != nil {
		return bundle.Contents{}, err
	}
	return b.contents, b.addObjects()
}

// proveLists makes sure that the lists of campaigns have the rows that they state, before they leave the notebook.
func (n *Notebook) proveLists(ctx context.Context, campaigns []*Campaign) error {
	proven := map[provenance.Digest]bool{}
	for _, c := range campaigns {
		for _, d := range c.listObjects() {
			if proven[d] {
				continue
			}
			proven[d] = true
			if _, err := n.proveList(ctx, d); err != nil {
				return fmt.Errorf("%s: %w", c.ID, err)
			}
		}
	}
	return nil
}

// A bundler collects the contents of a bundle.
type bundler struct {
	n         *Notebook
	ctx       context.Context
	contents  bundle.Contents
	streams   map[string]bool
	campaigns []*Campaign
	objects   map[provenance.Digest]bool
}

// addStreams adds the records of ids, and what they refer to.
func (b *bundler) addStreams(r Reader, ids []string) error {
	for _, id := range ids {
		if _, err := r.Load(id); err != nil {
			return err
		}
		if err := b.addStream(r, id); err != nil {
			return err
		}
	}
	return nil
}

// addStream adds a record, unless it is there already.
func (b *bundler) addStream(r Reader, stream string) error {
	if b.streams[stream] {
		return nil
	}
	b.streams[stream] = true
	if err := b.ctx.Err(); err != nil {
		return err
	}
	var bodies [][]byte
	for body, err := range r.Events(stream, 0) {
		if err != nil {
			return err
		}
		bodies = append(bodies, body)
	}
	rec, head, err := foldEvents(stream, each(bodies))
	if err != nil {
		return err
	}
	b.contents.Streams = append(b.contents.Streams, bundle.Stream{Head: head, Events: bodies})
	files, err := filesOf(rec, head)
	if err != nil {
		return err
	}
	maps.Copy(b.contents.Files, files)
	c, ok := rec.(*Campaign)
	if !ok {
		return nil
	}
	b.campaigns = append(b.campaigns, c)
	for _, d := range c.Objects() {
		b.objects[d] = true
	}
	if b.contents.Key != nil {
		if err := b.attest(c); err != nil {
			return err
		}
	}
	return b.addReferences(r, c)
}

// addReferences adds the records without which a campaign cannot be read: its production, and the schedules of its operators.
func (b *bundler) addReferences(r Reader, c *Campaign) error {
	refers := []string{c.Production}
	for _, d := range c.duties() {
		if d.Schedule == "" {
			continue
		}
		id, err := streamNamed(r, "schedules", d.Schedule)
		if err != nil {
			return err
		}
		if id != "" {
			refers = append(refers, id)
		}
	}
	for _, id := range refers {
		if err := b.addStream(r, id); err != nil {
			return err
		}
	}
	return nil
}

// duties returns the duties of the campaign and of its workflows.
func (c *Campaign) duties() []Duty {
	all := slices.Clone(c.Operators)
	for _, w := range c.Workflows {
		all = append(all, w.Operators...)
	}
	return all
}

// attest signs the statements about a campaign.
func (b *bundler) attest(c *Campaign) error {
	for i, st := range c.Statements() {
		envelope, err := st.Sign(b.contents.Key)
		if err != nil {
			return err
		}
		text, err := envelope.Format()
		if err != nil {
			return err
		}
		b.contents.Files[bundle.AttestationFile(c.ID, c.Revisions[i].Spec.Revision)] = text
	}
	return nil
}

// addObjects adds the objects that the records refer to.
func (b *bundler) addObjects() (err error) {
	b.contents.Objects, err = b.n.exported(b.ctx, b.objects)
	return err
}

// exported returns objects as bundles have them, in order.
func (n *Notebook) exported(ctx context.Context, digests map[provenance.Digest]bool) ([]bundle.Object, error) {
	var all []bundle.Object
	for _, d := range slices.SortedFunc(maps.Keys(digests), func(x, y provenance.Digest) int { return slices.Compare(x[:], y[:]) }) {
		path, release, err := n.objects.Path(ctx, d)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(path)
		release()
		if err != nil {
			return nil, err
		}
		all = append(all, bundle.Object{
			Digest: d, Size: info.Size(), Open: func() (io.ReadCloser, error) { return n.objects.Open(ctx, d) },
		})
	}
	return all, nil
}

// WriteCrate writes an RO-Crate about campaigns into a directory, which must not be there yet: the metadata, and the lists that they describe.
func (n *Notebook) WriteCrate(ctx context.Context, dir string, campaigns []*Campaign) error {
	if err := n.proveLists(ctx, campaigns); err != nil {
		return err
	}
	wanted := map[provenance.Digest]bool{}
	accounts, err := n.Accounts(ctx, campaigns)
	if err != nil {
		return err
	}
	metadata := rocrate.New(func(d provenance.Digest) string {
		wanted[d] = true
		return bundle.ObjectFile(d)
	}, accounts...)
	text, err := metadata.Format()
	if err != nil {
		return err
	}
	objects, err := n.exported(ctx, wanted)
	if err != nil {
		return err
	}
	return bundle.WriteDirectory(ctx, dir, map[string][]byte{rocrate.MetadataFile: append(text, '\n')}, objects)
}

// filesOf returns the files of a bundle that are a function of a record: the record, a page about it, and its sealed definitions.
func filesOf(rec record, head provenance.Head) (map[string][]byte, error) {
	snapshot, err := rec.snapshot(head)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{bundle.RecordFile(head.Stream): append(snapshot.Doc, '\n')}
	c, ok := rec.(*Campaign)
	if !ok {
		return files, nil
	}
	files[bundle.PageFile(head.Stream)] = c.Page()
	for _, r := range c.Revisions {
		text, err := provenance.Canonical(r.Spec)
		if err != nil {
			return nil, fmt.Errorf("revision %d of %s: %w", r.Spec.Revision, c.ID, err)
		}
		files[bundle.SpecFile(c.ID, r.Spec.Revision)] = text
	}
	return files, nil
}

// each yields bodies without an error.
func each(bodies [][]byte) func(yield func([]byte, error) bool) {
	return func(yield func([]byte, error) bool) {
		for _, body := range bodies {
			if !yield(body, nil) {
				return
			}
		}
	}
}
