package campaign

import (
	"context"

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

// UsedBy returns the uses of a list by its digest: dil1, dilr1, or that of its object. Uses are in the order of campaigns, revisions and
// positions, those of selections last.
func (n *Notebook) UsedBy(ctx context.Context, digest string) ([]Use, error) {
	either := filter.Or{Left: is("digest", digest), Right: is("object", digest)}
	return n.uses(ctx, filter.Or{Left: either, Right: is("full_digest", digest)}, either)
}

// UsedByDataID returns the uses of all lists that hold a DataId, given by the values of its dimensions, with the reasons that they give for
// it. A list over fewer dimensions holds it if it holds what it has of them.
func (n *Notebook) UsedByDataID(ctx context.Context, values map[string]string) ([]Use, error) {
	uses, err := n.uses(ctx, nil, nil)
	if err != nil {
		return nil, err
	}
	opened := map[string]*dataidlist.List{}
	found := []Use{}
	for _, use := range uses {
		l := opened[use.Object]
		if l == nil {
			object, err := provenance.ParseDigest(use.Object)
			if err != nil {
				return nil, err
			}
			if l, err = n.List(ctx, object); err != nil {
				return nil, err
			}
			opened[use.Object] = l
		}
		id, ok := dataIDOf(l.Group(), values)
		if !ok || !l.Contains(id) {
			continue
		}
		for _, r := range l.ReasonsOf(id) {
			use.Reasons = append(use.Reasons, r.Text)
		}
		found = append(found, use)
	}
	return found, nil
}

// dataIDOf returns the DataId of a group that has the values, unless one is lacking or cannot be one.
func dataIDOf(g *dataidlist.Group, values map[string]string) (dataidlist.DataID, bool) {
	var strs []string
	for _, d := range g.Strings() {
		v, ok := values[d]
		if !ok {
			return dataidlist.DataID{}, false
		}
		strs = append(strs, v)
	}
	var ints []int64
	for _, d := range g.Ints() {
		v, err := dataidlist.ParseInt(values[d])
		if err != nil {
			return dataidlist.DataID{}, false
		}
		ints = append(ints, v)
	}
	id, err := g.DataID(strs, ints)
	return id, err == nil
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
