package campaign

import (
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/provenance"
)

// campaign checks the objects that a campaign refers to. What the events say of themselves was checked when they were folded.
func (v *verifier) campaign(c *Campaign) {
	for _, d := range c.Objects() {
		err, seen := v.objects[d]
		if !seen {
			v.report.Objects++
			err = checkObject(v.ctx, v.nb.objects, d)
			v.objects[d] = err
		}
		if err != nil {
			name := "object " + d.String()
			v.fault(name+" of "+c.ID, "%s", strings.TrimPrefix(err.Error(), name+": "))
		}
	}
	if !c.Sealed() {
		v.definition(c.ID, c.Definition, nil)
	}
	for _, r := range c.Revisions {
		v.definition(c.ID, r.Spec.Definition, r.Spec.Selections)
	}
}

// identity is what a list is.
type identity struct {
	err    error // why it cannot be opened
	digest dataidlist.Digest
	full   dataidlist.FullDigest
	count  uint64
	group  string
}

func (i identity) String() string {
	return fmt.Sprintf("%s with %d DataIds over %s", i.digest, i.count, i.group)
}

func identify(l *dataidlist.List) identity {
	return identity{nil, l.Digest(), l.FullDigest(), l.Count(), l.Group().Universe().String() + " " + strings.Join(l.Group().Dimensions(), " ")}
}

// identity is what the record says of the list.
func (l ListRef) identity() identity {
	return identity{nil, l.Digest, l.Full, l.Count, l.Universe + " " + strings.Join(l.Group, " ")}
}

// definition checks that the lists of a definition have the DataIds that it says, and in the deep that they select what was recorded.
func (v *verifier) definition(id string, d Definition, selections []Selection) {
	for _, ref := range d.Lists {
		if have, ok := v.list(id, "list "+ref.Name, ref.Object); ok && have != ref.identity() {
			v.fault("list "+ref.Name+" of "+id, "it is %s, and the record says %s", have, ref.identity())
		}
	}
	for _, s := range selections {
		if have, ok := v.list(id, "selection", s.Object); ok && (have.digest != s.Digest || have.count != s.Count) {
			v.fault("selection of "+id, "it is %s, and the record says %s with %d DataIds", have, s.Digest, s.Count)
		}
	}
	if v.deep && selections != nil {
		v.derive(id, d, selections)
	}
}

// list returns what a list is, unless its object is at fault.
func (v *verifier) list(id, what string, object provenance.Digest) (identity, bool) {
	if v.objects[object] != nil {
		return identity{}, false
	}
	have, seen := v.lists[object]
	if !seen {
		v.report.Lists++
		l, err := v.nb.List(v.ctx, object)
		if err == nil && v.deep {
			err = l.Verify()
		}
		if have.err = err; err == nil {
			have = identify(l)
		}
		v.lists[object] = have
	}
	if have.err != nil {
		v.fault(what+" of "+id, "%v", have.err)
	}
	return have, have.err == nil
}

// derive makes the selections of a definition again.
func (v *verifier) derive(id string, d Definition, recorded []Selection) {
	again, err := v.nb.selected(v.ctx, d)
	if err != nil {
		v.fault("selection of "+id, "it cannot be made again: %v", err)
		return
	}
	same := slices.EqualFunc(again, recorded, func(a selected, b Selection) bool {
		return a.list.Digest() == b.Digest && slices.Equal(a.workflows, b.Workflows)
	})
	if !same {
		v.fault("selection of "+id, "the recorded lists select something else")
	}
}
