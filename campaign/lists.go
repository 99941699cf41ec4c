package campaign

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/provenance"
)

// A ListUse says what a list does to a campaign's input and why.
type ListUse struct {
	Role      ListRole
	Name      string // of the file it came from
	Reason    string // for using it
	Source    Source // the zero Source is a file
	Workflows []string
}

// AddList keeps a list and adds it to the definition of a draft. Its digests are those of the DataIds and reasons that it has in memory. Whoever read
// it from a file has asked for proof that its rows are the same (table.ReadOptions.Prove). A list that cannot act on the input lists, or on which those cannot be acted, is refused.
func (s *Session) AddList(ctx context.Context, id string, use ListUse, l *dataidlist.List) (*Campaign, error) {
	if err := s.actor.check(Operator); err != nil {
		return nil, err
	}
	ref, err := s.nb.pin(ctx, use, l)
	if err != nil {
		return nil, err
	}
	return s.Edit(ctx, id, use.Reason, func(d *Definition) error {
		if err := ref.addTo(d); err != nil {
			return err
		}
		_, err := s.nb.selected(ctx, *d)
		return err
	})
}

// ReviseList keeps a list and seals another revision with it. The use's reason is the revision's, too.
func (s *Session) ReviseList(ctx context.Context, id string, use ListUse, l *dataidlist.List) (*Campaign, error) {
	if err := s.actor.check(Operator); err != nil {
		return nil, err
	}
	ref, err := s.nb.pin(ctx, use, l)
	if err != nil {
		return nil, err
	}
	return s.Revise(ctx, id, use.Reason, ref.addTo)
}

// addTo adds the list to a definition.
func (l ListRef) addTo(d *Definition) error {
	for _, old := range d.Lists {
		if old.Role == l.Role && old.Full == l.Full && slices.Equal(old.Workflows, l.Workflows) {
			return fmt.Errorf("%w: the campaign has this %s list already, as %s", ErrConflict, l.Role, old.Name)
		}
	}
	d.Lists = append(d.Lists, l)
	return nil
}

// pin keeps a list in the objects.
func (n *Notebook) pin(ctx context.Context, use ListUse, l *dataidlist.List) (ListRef, error) {
	if err := checkReason(use.Role, use.Reason, l); err != nil {
		return ListRef{}, err
	}
	if use.Source.Kind == "" {
		use.Source.Kind = "file"
	}
	object, err := n.putList(ctx, l)
	if err != nil {
		return ListRef{}, err
	}
	g := l.Group()
	return ListRef{
		Role: use.Role, Name: use.Name, Digest: l.Digest(), Full: l.FullDigest(), Object: object, Count: l.Count(),
		Universe: g.Universe().String(), Group: g.Dimensions(), Reason: use.Reason, Source: use.Source,
		Workflows: append([]string{}, use.Workflows...),
	}, nil
}

// checkReason returns an error if nothing says why a list excludes what it does.
func checkReason(role ListRole, reason string, l *dataidlist.List) error {
	if role == ExcludeList && strings.TrimSpace(reason) == "" && l.NumReasons() == 0 {
		return fmt.Errorf("%w: an exclude list needs a reason: of its own, or of its DataIds", ErrInvalid)
	}
	return nil
}

// putList keeps the canonical file of a list.
func (n *Notebook) putList(ctx context.Context, l *dataidlist.List) (provenance.Digest, error) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(parquet.Write(w, l, nil)) }()
	d, err := n.objects.Put(ctx, r)
	r.CloseWithError(io.ErrClosedPipe)
	return d, err
}

// List returns a list that a record pins, by the digest of its object. The object's bytes are verified. The list is opened by its index, and its
// digests are computed: an object that states others is an error. That its rows are the same was proven when it was pinned.
func (n *Notebook) List(ctx context.Context, object provenance.Digest) (*dataidlist.List, error) {
	return n.readList(ctx, object, nil)
}

// proveList returns a list as List does, and reads its rows: for whatever pins its digest.
func (n *Notebook) proveList(ctx context.Context, object provenance.Digest) (*dataidlist.List, error) {
	return n.readList(ctx, object, &table.ReadOptions{Prove: true})
}

func (n *Notebook) readList(ctx context.Context, object provenance.Digest, opts *table.ReadOptions) (*dataidlist.List, error) {
	path, release, err := n.objects.Path(ctx, object)
	if err != nil {
		return nil, err
	}
	defer release()
	file, err := os.Open(path) //nolint:gosec // made by Path
	if err != nil {
		return nil, err
	}
	defer file.Close()
	result, err := codec.Read(ctx, table.Source{Name: "list " + object.String(), R: file}, "parquet", opts)
	if err != nil {
		return nil, err
	}
	return result.List, nil
}
