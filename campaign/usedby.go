package campaign

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/campaign/filter"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/provenance"
)

// A Use is a campaign's reference to a list.
type Use struct {
	Campaign string   `json:"campaign"`
	Revision int64    `json:"revision"` // 0 is a draft
	Role     string   `json:"role"`     // as of ListRef, or selected: what a revision selects
	Name     string   `json:"name"`
	Digest   string   `json:"digest"`
	Object   string   `json:"object"`
	Reason   string   `json:"reason"`
	Reasons  []string `json:"reasons,omitempty"` // that the list gives for the DataId that was asked for
}

// UsedBy returns the uses of a list by its digest, or a beginning of it with eight digits or more: dil1, dilr1, or that of its object. Uses are
// in the order of campaigns, revisions and positions, those of selections last. It returns an error that wraps [ErrInvalid] for what is no digest,
// or begins several.
func (n *Notebook) UsedBy(ctx context.Context, digest string) ([]Use, error) {
	parts := digestText.FindStringSubmatch(digest)
	if parts == nil {
		return nil, fmt.Errorf("%w: %.80q is no digest: want dil1:, dilr1: or sha256:, and 8 to 64 hexadecimal digits", ErrInvalid, digest)
	}
	op := filter.Equal
	if len(parts[2]) < digestDigits {
		op = filter.Contains
	}
	has := func(column string) filter.Expr { return filter.Compare{Field: column, Op: op, Value: digest} }
	either := filter.Or{Left: has("digest"), Right: has("object")}
	uses, err := n.uses(ctx, filter.Or{Left: either, Right: has("full_digest")}, either)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, u := range uses {
		if parts[1] == "dil1" {
			found[u.Digest] = true
		} else {
			found[u.Object] = true // which a dilr1 digest has one of
		}
	}
	if len(found) > 1 && op == filter.Contains {
		return nil, fmt.Errorf("%w: %d digests begin with %s: give more of it", ErrInvalid, len(found), digest)
	}
	return uses, nil
}

const digestDigits = 64

var digestText = regexp.MustCompile(`^(dil1|dilr1|sha256):([0-9a-f]{8,64})$`)

// UsedByDataID returns the uses of all lists that hold a DataId, given by the values of its dimensions, with the reasons that they give for
// it. What counts is the dimensions that both have: a list of visits holds those of a detector's DataId, and a list of detectors holds a
// visit if it has one of its detectors. It returns an error that wraps [ErrInvalid] for a dimension that no list has, a value that cannot
// be one, and if there is no list that can be asked.
func (n *Notebook) UsedByDataID(ctx context.Context, values map[string]string) ([]Use, error) {
	uses, err := n.uses(ctx, nil, nil)
	if err != nil {
		return nil, err
	}
	answers := map[string]answer{}
	dimensions := map[string]bool{}
	asked := false
	found := []Use{}
	for _, use := range uses {
		a, known := answers[use.Object]
		if !known {
			object, err := provenance.ParseDigest(use.Object)
			if err != nil {
				return nil, err
			}
			l, err := n.List(ctx, object)
			if err != nil {
				return nil, err
			}
			for _, d := range l.Group().Dimensions() {
				dimensions[d] = true
			}
			if a, err = ask(l, values); err != nil {
				return nil, err
			}
			answers[use.Object] = a
			asked = asked || a.asked
		}
		if a.holds {
			use.Reasons = a.reasons
			found = append(found, use)
		}
	}
	if len(uses) == 0 {
		return found, nil
	}
	all := strings.Join(slices.Sorted(maps.Keys(dimensions)), ", ")
	for name := range values {
		if !dimensions[name] {
			return nil, fmt.Errorf("%w: no list has the dimension %.40q: there are %s", ErrInvalid, name, all)
		}
	}
	if !asked {
		return nil, fmt.Errorf("%w: no list can be asked with %s alone: there are %s", ErrInvalid, strings.Join(slices.Sorted(maps.Keys(values)), ", "), all)
	}
	return found, nil
}

// answer is what a list says of a DataId.
type answer struct {
	asked   bool // it has dimensions of it
	holds   bool
	reasons []string
}

// ask asks a list for the DataIds that agree with values in the dimensions that both have.
func ask(l *dataidlist.List, values map[string]string) (a answer, err error) {
	var shared []string
	for _, d := range l.Group().Dimensions() {
		if _, ok := values[d]; ok {
			shared = append(shared, d)
		}
	}
	g, err := l.Group().Universe().Group(shared...)
	if err != nil || len(shared) == 0 || len(g.Dimensions()) > len(shared) {
		return a, nil // a visit without its instrument is none
	}
	id, err := dataIDOf(g, values)
	if err != nil {
		return a, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	one := dataidlist.NewBuilder(g)
	if err := one.Add(id); err != nil {
		return a, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	hit, err := l.Matching(one.List())
	if err != nil {
		return a, err
	}
	a.asked, a.holds = true, hit.Count() > 0
	for r := range hit.Reasons() {
		a.reasons = append(a.reasons, r.Text)
	}
	return a, nil
}

// dataIDOf returns the DataId of a group that has the values.
func dataIDOf(g *dataidlist.Group, values map[string]string) (dataidlist.DataID, error) {
	var strs []string
	for _, d := range g.Strings() {
		strs = append(strs, values[d])
	}
	var ints []int64
	for _, d := range g.Ints() {
		v, err := dataidlist.ParseInt(values[d])
		if err != nil {
			return dataidlist.DataID{}, fmt.Errorf("%s: %w", d, err)
		}
		ints = append(ints, v)
	}
	return g.DataID(strs, ints)
}

// uses returns the uses that filters of list_refs and selections find.
func (n *Notebook) uses(ctx context.Context, lists, selections filter.Expr) ([]Use, error) {
	refs, err := n.Rows(ctx, Query{Table: "list_refs", Filter: lists})
	if err != nil {
		return nil, err
	}
	selected, err := n.Rows(ctx, Query{Table: "selections", Filter: selections})
	if err != nil {
		return nil, err
	}
	all := []Use{}
	for _, r := range refs {
		all = append(all, Use{
			Campaign: r.Text(0), Revision: r.Number(1), Role: r.Text(3), Name: r.Text(4), Digest: r.Text(5), Object: r.Text(7), Reason: r.Text(9),
		})
	}
	for _, r := range selected {
		all = append(all, Use{Campaign: r.Text(0), Revision: r.Number(1), Role: roleSelected, Digest: r.Text(3), Object: r.Text(4)})
	}
	return all, nil
}
