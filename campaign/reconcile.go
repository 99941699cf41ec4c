package campaign

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/skycampaign/skycampaign/campaign/filter"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/provenance"
)

// A Reconciliation says what a newer list means for what was processed.
type Reconciliation struct {
	Role      ListRole          `json:"role"` // exclude: what should not have been in; input: what should
	Digest    dataidlist.Digest `json:"digest"`
	Count     uint64            `json:"count"`
	Examined  int               `json:"examined"`  // campaigns
	Campaigns []Touched         `json:"campaigns"` // those that the list touches, in the order of their numbers
	// NotComparable are campaigns whose selections share too few dimensions with the list.
	NotComparable []string `json:"not_comparable"`
	// Unlisted are campaigns that ran workflows without an input list: which DataIds these processed is known to the Butler alone.
	Unlisted []string `json:"unlisted"`
}

// Touched is a campaign that a newer list touches.
type Touched struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Status   Status `json:"status"`
	Affected uint64 `json:"affected"` // DataIds; the same as Count
	// Of an exclude list: the DataIds that were processed and that it rejects, with its reasons. Where it touches selections over different
	// dimensions, such as visits for coadds and their detectors for single frames, the DataIds of the list itself that touch any of them.
	// Of an input list: those of it that were not processed.
	Tally
	Group     []string `json:"group"`     // what these DataIds, and those planned, are over
	Workflows []string `json:"workflows"` // whose selections it touches
	Parts     []Part   `json:"parts"`     // what it touches of each selection; a DataId may be in several
	// Planned counts the DataIds of workflows that were not submitted yet. There is still time to revise.
	Planned uint64 `json:"planned"`
	// Excluded counts, of an input list, those that the campaign left out on purpose.
	Excluded uint64 `json:"excluded,omitempty"`
	// Known says since when the notebook has lists that reject the same: the campaign could have known.
	Known []Known `json:"known,omitempty"`
}

// A Part is what a newer list touches of a selection that was processed, or is to be.
type Part struct {
	Workflows []string         `json:"workflows"` // that share the selection; empty for a campaign without any
	Planned   bool             `json:"planned"`   // they are not submitted yet
	Group     []string         `json:"group"`     // of the selection; of an input list, its own
	Count     uint64           `json:"count"`
	Visits    uint64           `json:"visits,omitempty"` // if its group has visits, or exposures
	List      *dataidlist.List `json:"-"`
}

// Known is an exclude list that was in the notebook before, and rejects some of the affected DataIds that no earlier list rejects.
type Known struct {
	Digest   dataidlist.Digest `json:"digest"`
	Name     string            `json:"name"`
	Campaign string            `json:"campaign"` // that used it first
	Since    time.Time         `json:"since"`
	Count    uint64            `json:"count"`
	// InTime says that it was there before the campaign's first workflow was submitted.
	InTime bool `json:"in_time"`
}

// Reconcile says what a newer list means for campaigns that a filter of the table campaigns finds; nil is all of them. Drafts have
// processed nothing and are left out.
func (n *Notebook) Reconcile(ctx context.Context, role ListRole, newer *dataidlist.List, of filter.Expr) (*Reconciliation, error) {
	if role != ExcludeList && role != InputList {
		return nil, fmt.Errorf("%w: reconcile takes an exclude or an input list", ErrInvalid)
	}
	campaigns, err := n.Find(ctx, Query{Filter: of, Order: []Order{{Column: "number"}}})
	if err != nil {
		return nil, err
	}
	campaigns = slices.DeleteFunc(campaigns, func(c *Campaign) bool { return !c.Sealed() })
	r := &reconciler{nb: n, role: role, newer: newer, cuts: map[provenance.Digest]*cutOnce{}}
	if role == ExcludeList {
		if r.versions, err = n.versions(ctx, newer); err != nil {
			return nil, err
		}
	}
	touched := make([]*Touched, len(campaigns))
	comparable := make([]bool, len(campaigns))
	var done atomic.Int64
	err = eachInParallel(ctx, len(campaigns), func(i int) (err error) {
		if touched[i], comparable[i], err = r.campaign(ctx, campaigns[i]); err != nil {
			return fmt.Errorf("%s: %w", campaigns[i].ID, err)
		}
		provenance.ReportProgress(ctx, int(done.Add(1)), len(campaigns), "campaigns")
		return nil
	})
	if err != nil {
		return nil, err
	}
	result := &Reconciliation{
		Role: role, Digest: newer.Digest(), Count: newer.Count(), Examined: len(campaigns), Campaigns: []Touched{}, NotComparable: []string{},
		Unlisted: []string{},
	}
	for i, t := range touched {
		if t != nil {
			result.Campaigns = append(result.Campaigns, *t)
		}
		if !comparable[i] {
			result.NotComparable = append(result.NotComparable, campaigns[i].ID)
		}
		if campaigns[i].unlisted() {
			result.Unlisted = append(result.Unlisted, campaigns[i].ID)
		}
	}
	return result, nil
}

// reconciler is a run of Reconcile.
type reconciler struct {
	nb       *Notebook
	role     ListRole
	newer    *dataidlist.List
	versions []version // of exclude lists, the oldest first
	mu       sync.Mutex
	cuts     map[provenance.Digest]*cutOnce
}

// cutOnce is what the newer list does to a selection. Campaigns that select the same share it.
type cutOnce struct {
	once sync.Once
	list *dataidlist.List // nil if they cannot be compared
	err  error
}

// campaign returns what the newer list means for a campaign, or nil if nothing, and whether both can be compared.
func (r *reconciler) campaign(ctx context.Context, c *Campaign) (*Touched, bool, error) {
	done, planned := c.processed()
	past, comparable, err := r.cutAll(ctx, done)
	if err != nil {
		return nil, false, err
	}
	future, also, err := r.cutAll(ctx, planned)
	if err != nil {
		return nil, false, err
	}
	comparable = comparable && also
	if len(past.parts)+len(future.parts) == 0 {
		return nil, comparable, nil
	}
	t := &Touched{ID: c.ID, Name: c.Name, Status: c.Status, Workflows: []string{}, Parts: []Part{}}
	for i, parts := range [][]Part{past.parts, future.parts} {
		for _, p := range parts {
			p.Planned = i == 1
			t.Workflows = append(t.Workflows, p.Workflows...)
			t.Parts = append(t.Parts, p)
		}
	}
	slices.Sort(t.Workflows)
	t.Workflows = slices.Compact(t.Workflows)
	group := r.groupFor(t.Parts)
	t.Group = group.Dimensions()
	ahead, err := r.together(future.parts, group)
	if err != nil {
		return nil, false, err
	}
	t.Planned = ahead.Count()
	touched, err := r.together(past.parts, group)
	if err != nil {
		return nil, false, err
	}
	if past.left != nil {
		left, err := dataidlist.Subtract(past.left, touched)
		if err != nil {
			return nil, false, err
		}
		t.Excluded = left.Count()
	}
	return t, comparable, r.describe(c, t, touched)
}

// groupFor returns what the touched DataIds of selections can be counted over together: the group of all, or that of the newer list.
func (r *reconciler) groupFor(parts []Part) *dataidlist.Group {
	group := parts[0].List.Group()
	for _, p := range parts {
		if !p.List.Group().Equal(group) {
			return r.newer.Group()
		}
	}
	return group
}

// together returns the union of parts over a group that groupFor gave: where theirs is another, the DataIds of the newer list that touch them.
func (r *reconciler) together(parts []Part, group *dataidlist.Group) (*dataidlist.List, error) {
	var all *dataidlist.List
	for _, p := range parts {
		l := p.List
		var err error
		if !l.Group().Equal(group) {
			if l, err = matching(r.newer.WithoutReasons(), l); err != nil {
				return nil, err
			}
		}
		if all, err = unite(all, l); err != nil {
			return nil, err
		}
	}
	if all == nil {
		all = dataidlist.Empty(group)
	}
	return all, nil
}

// describe counts what is affected.
func (r *reconciler) describe(c *Campaign, t *Touched, past *dataidlist.List) (err error) {
	why := r.newer
	if r.role == InputList {
		why = past
	}
	if t.Tally, err = tally(past, why); err != nil {
		return err
	}
	t.Affected = t.Count
	for _, v := range r.versions {
		if past.Count() == 0 {
			break
		}
		hit, err := matching(past, v.list)
		if err != nil || hit.Count() == 0 {
			continue // not comparable, or it knew nothing of this
		}
		t.Known = append(t.Known, Known{
			Digest: v.ref.Digest, Name: v.ref.Name, Campaign: v.campaign, Since: v.ref.Added, Count: hit.Count(), InTime: v.ref.Added.Before(c.Started),
		})
		if past, err = dataidlist.Subtract(past, hit); err != nil {
			return err
		}
	}
	return nil
}

// A processing is a selection that was processed, or is to be, for some of its workflows, with the lists that made it.
type processing struct {
	selection Selection
	workflows []string
	lists     []ListRef
}

// processed returns the selections of workflows that were submitted, as of the revisions then, and of those that are still to be.
func (c *Campaign) processed() (done, planned []processing) {
	live := !Life().Ended(c.Status)
	for i, r := range c.Revisions {
		newest := i == len(c.Revisions)-1
		for _, s := range r.Spec.Selections {
			if len(s.Workflows) == 0 {
				// Without workflows, as in alert production, what was sealed while the campaign ran is processed.
				part := processing{s, []string{}, r.Spec.Definition.Lists}
				switch {
				case !c.Started.IsZero() && (newest || c.Revisions[i+1].At.After(c.Started)):
					done = append(done, part)
				case live && newest:
					planned = append(planned, part)
				}
				continue
			}
			lists, _ := r.Spec.Definition.listsFor(s.Workflows[0]) // the others have the same
			before, after := processing{s, []string{}, lists}, processing{s, []string{}, lists}
			for _, name := range s.Workflows {
				w := c.Workflow(name)
				if w == nil {
					continue
				}
				if w.submittedIn(r.Spec.Revision) {
					before.workflows = append(before.workflows, name)
				}
				if live && newest && w.Status == Pending {
					after.workflows = append(after.workflows, name)
				}
			}
			if len(before.workflows) > 0 {
				done = append(done, before)
			}
			if len(after.workflows) > 0 {
				planned = append(planned, after)
			}
		}
	}
	return done, planned
}

// unlisted reports whether the campaign ran something without a selection.
func (c *Campaign) unlisted() bool {
	for _, r := range c.Revisions {
		for _, d := range r.Spec.Definition.Workflows {
			selected := slices.ContainsFunc(r.Spec.Selections, func(s Selection) bool { return slices.Contains(s.Workflows, d.Name) })
			if w := c.Workflow(d.Name); !selected && w != nil && w.submittedIn(r.Spec.Revision) {
				return true
			}
		}
	}
	return !c.Started.IsZero() && len(c.Definition.Workflows) == 0 && len(c.Selections) == 0
}

// submittedIn reports whether an attempt was submitted as of a revision.
func (w *Workflow) submittedIn(revision int) bool {
	return slices.ContainsFunc(w.Attempts, func(a Attempt) bool { return a.Revision == revision })
}

// An effect is what the newer list does to several selections.
type effect struct {
	left  *dataidlist.List // of an input list, what was left out on purpose; nil if nothing
	parts []Part           // for each selection that it touches
}

// cutAll returns what the newer list does to selections, and whether it can be compared to each of them.
func (r *reconciler) cutAll(ctx context.Context, parts []processing) (e effect, comparable bool, err error) {
	comparable = true
	for _, p := range parts {
		hit, err := r.cut(ctx, p.selection.Object)
		if err != nil {
			return e, false, err
		}
		if hit == nil {
			comparable = false
			continue
		}
		if r.role == InputList {
			all := hit
			if hit, err = r.wanted(ctx, all, p.lists); err != nil {
				return e, false, err
			}
			left, err := dataidlist.Subtract(all, hit)
			if err != nil {
				return e, false, err
			}
			if e.left, err = unite(e.left, left); err != nil {
				return e, false, err
			}
		}
		if hit.Count() == 0 {
			continue
		}
		units, err := visitsOf(hit)
		if err != nil {
			return e, false, err
		}
		part := Part{Workflows: p.workflows, Group: hit.Group().Dimensions(), Count: hit.Count(), List: hit}
		if units != nil {
			part.Visits = units.Count()
		}
		e.parts = append(e.parts, part)
	}
	return e, comparable, nil
}

// wanted returns what of missing DataIds was not left out on purpose: by a list to exclude, or because a list to include lacks it.
func (r *reconciler) wanted(ctx context.Context, missing *dataidlist.List, lists []ListRef) (*dataidlist.List, error) {
	for _, ref := range lists {
		if ref.Role == InputList || missing.Count() == 0 {
			continue
		}
		l, err := r.nb.List(ctx, ref.Object)
		if err != nil {
			return nil, err
		}
		cut := missing.NotMatching
		if ref.Role == IncludeList {
			cut = missing.Matching
		}
		if rest, err := cut(l); err == nil { // a list over more dimensions leaves part of each
			missing = rest
		}
	}
	return missing, nil
}

// cut returns what the newer list rejects of a selection, or what of it is not in the selection; nil if they cannot be compared.
func (r *reconciler) cut(ctx context.Context, object provenance.Digest) (*dataidlist.List, error) {
	r.mu.Lock()
	c := r.cuts[object]
	if c == nil {
		c = new(cutOnce)
		r.cuts[object] = c
	}
	r.mu.Unlock()
	c.once.Do(func() {
		var s *dataidlist.List
		if s, c.err = r.nb.List(ctx, object); c.err != nil {
			return
		}
		switch g, h := s.Group(), r.newer.Group(); {
		case r.role == ExcludeList && (g.Covers(h) || h.Covers(g)):
			c.list, c.err = matching(s, r.newer)
		case r.role == InputList && h.Covers(g):
			c.list, c.err = r.newer.NotMatching(s)
		case r.role == InputList && g.Covers(h):
			var coarse *dataidlist.List
			if coarse, c.err = s.Project(h); c.err == nil {
				c.list, c.err = r.newer.NotMatching(coarse)
			}
		}
	})
	return c.list, c.err
}

// unite returns the union of two lists, of which the first may be nil.
func unite(a, b *dataidlist.List) (*dataidlist.List, error) {
	if a == nil {
		return b, nil
	}
	return dataidlist.Union(a, b)
}

// version is an exclude list of the notebook.
type version struct {
	ref      ListRef
	campaign string
	list     *dataidlist.List
}

// versions returns the exclude lists of all campaigns but the newer one itself, each once, the oldest first.
func (n *Notebook) versions(ctx context.Context, newer *dataidlist.List) ([]version, error) {
	campaigns, err := n.Find(ctx, Query{Order: []Order{{Column: "number"}}})
	if err != nil {
		return nil, err
	}
	first := map[dataidlist.Digest]version{}
	for _, c := range campaigns {
		for _, ref := range c.allLists() {
			old, seen := first[ref.Digest]
			if ref.Role == ExcludeList && ref.Digest != newer.Digest() && (!seen || ref.Added.Before(old.ref.Added)) {
				first[ref.Digest] = version{ref: ref, campaign: c.ID}
			}
		}
	}
	var all []version
	for _, v := range first {
		if v.list, err = n.List(ctx, v.ref.Object); err != nil {
			return nil, err
		}
		all = append(all, v)
		provenance.ReportProgress(ctx, len(all), len(first), "lists")
	}
	slices.SortFunc(all, func(a, b version) int {
		return cmp.Or(a.ref.Added.Compare(b.ref.Added), slices.Compare(a.ref.Digest[:], b.ref.Digest[:]))
	})
	return all, nil
}

// allLists returns the lists of all revisions and of the definition as it is now.
func (c *Campaign) allLists() []ListRef {
	all := slices.Clone(c.Lists)
	for _, r := range c.Revisions {
		all = append(all, r.Spec.Definition.Lists...)
	}
	return all
}

// eachInParallel calls do for 0 to n-1 on all processors, and returns the first error.
func eachInParallel(ctx context.Context, n int, do func(i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	group.Wait()
	return context.Cause(ctx)
}
