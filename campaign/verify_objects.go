package campaign

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/provenance"
)

// campaign checks the objects that a campaign refers to. What the events say of themselves was checked when they were folded.
func (v *verifier) campaign(c *Campaign) error {
	for _, d := range c.Objects() {
		err, seen := v.objects[d]
		if !seen {
			v.report.Objects++
			err = checkObject(v.ctx, v.nb.objects, d)
			if isUnread(err) {
				return err
			}
			v.objects[d] = err
		}
		if err != nil {
			name := "object " + d.String()
			v.fault(name+" of "+c.ID, "%s", strings.TrimPrefix(err.Error(), name+": "))
		}
	}
	for _, w := range c.Workflows {
		for _, a := range w.Attempts {
			if a.Jobs != nil && v.objects[a.Jobs.Object] == nil {
				v.jobs(fmt.Sprintf("jobs of attempt %d of workflow %s of %s", a.Number, w.Name, c.ID), *a.Jobs)
			}
		}
	}
	if !c.Sealed() {
		v.definition(c.ID, "definition", c.Definition)
	}
	for _, r := range c.Revisions {
		v.definition(c.ID, fmt.Sprintf("revision %d", r.Spec.Revision), r.Spec.Definition)
		v.selections(c.ID, r.Spec)
	}
	return v.unread
}

// isUnread reports whether an error is that of a file or an object store that cannot be read, which says nothing about what is in it.
func isUnread(err error) bool {
	var unread *fs.PathError
	return errors.As(err, &unread)
}

// failed notes why an item cannot be checked: that it is at fault, or else what ends the run.
func (v *verifier) failed(item string, err error) {
	if isUnread(err) {
		v.unread = err
		return
	}
	v.fault(item, "%v", err)
}

// jobs checks that the summaries of jobs are some that could be loaded, and as many as the record says.
func (v *verifier) jobs(item string, recorded JobsRef) {
	have, err := v.nb.countJobs(v.ctx, recorded.Object)
	switch {
	case err != nil:
		v.failed(item, err)
	case have != recorded:
		v.fault(item, "there are %d (%d failed) with %d tasks, and the record says %d (%d failed) with %d",
			have.Jobs, have.Failed, have.Tasks, recorded.Jobs, recorded.Failed, recorded.Tasks)
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

// definition checks that a definition is one that a verb could have made, and that its lists have the DataIds that it says.
func (v *verifier) definition(id, what string, d Definition) {
	if err := d.possible(); err != nil {
		v.fault(what+" of "+id, "%v", err)
	}
	for _, ref := range d.Lists {
		if have, ok := v.list(id, "list "+ref.Name, ref.Object); ok && have != ref.identity() {
			v.fault("list "+ref.Name+" of "+id, "it is %s, and the record says %s", have, ref.identity())
		}
	}
}

// selections checks that the selections of a seal have the DataIds that it says, and in the deep that its lists select them.
func (v *verifier) selections(id string, sealed Spec) {
	for _, s := range sealed.Selections {
		if have, ok := v.list(id, "selection", s.Object); ok && (have.digest != s.Digest || have.count != s.Count) {
			v.fault("selection of "+id, "it is %s, and the record says %s with %d DataIds", have, s.Digest, s.Count)
		}
	}
	if v.deep {
		v.derive(id, sealed.Definition, sealed.Selections)
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
		read := v.nb.List
		if v.prove {
			read = v.nb.proveList
		}
		l, err := read(v.ctx, object)
		if errors.Is(err, table.ErrMismatch) { // the bytes of the object are still those that were pinned
			err = fmt.Errorf("it was pinned unproven: %w", err)
		}
		if have.err = err; err == nil {
			have = identify(l)
		}
		v.lists[object] = have
	}
	if have.err != nil {
		v.failed(what+" of "+id, have.err)
	}
	return have, have.err == nil
}

// derive makes the selections of a definition again.
func (v *verifier) derive(id string, d Definition, recorded []Selection) {
	again, err := v.nb.selected(v.ctx, d)
	if err != nil {
		v.failed("selection of "+id, fmt.Errorf("it cannot be made again: %w", err))
		return
	}
	same := slices.EqualFunc(again, recorded, func(a selected, b Selection) bool {
		return a.list.Digest() == b.Digest && slices.Equal(a.workflows, b.Workflows)
	})
	if !same {
		v.fault("selection of "+id, "the recorded lists select something else")
	}
}
