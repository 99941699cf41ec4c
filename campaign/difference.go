package campaign

import (
	"cmp"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A Tally counts a list by nights and reasons.
type Tally struct {
	Digest dataidlist.Digest `json:"digest"`
	Count  uint64            `json:"count"`
	Visits uint64            `json:"visits,omitempty"` // if its group has visits, or exposures
	// Where is a Butler expression for those visits, or for the DataIds if there are none. It is empty where it would be too long to
	// look at, or if there is nothing.
	Where string `json:"where,omitempty"`
	// Nights are in order. They are empty if the group has no visit or exposure, or its numbers tell no night.
	Nights []NightCount `json:"nights"`
	// Reasons are those of the DataIds, the most frequent first. A DataId with several counts for each of them.
	Reasons []dataidlist.ReasonCount `json:"reasons"`
	List    *dataidlist.List         `json:"-"`
}

// A NightCount is a number of DataIds of a night.
type NightCount struct {
	DayObs string `json:"day_obs"`
	Count  uint64 `json:"count"`
}

// maxWhere bounds the runs of a list that is shown as an expression.
const maxWhere = 1000

// tally counts a list. Its reasons are those of why, lists that may be over fewer dimensions, or over more.
func tally(l *dataidlist.List, why ...*dataidlist.List) (Tally, error) {
	t := Tally{Digest: l.Digest(), Count: l.Count(), Nights: []NightCount{}, Reasons: []dataidlist.ReasonCount{}, List: l}
	if parts, err := l.SplitBy("day_obs"); err == nil {
		for _, p := range parts {
			t.Nights = append(t.Nights, NightCount{p.Value, p.List.Count()})
		}
	}
	units, err := visitsOf(l)
	if err != nil {
		return t, err
	}
	if units != nil {
		t.Visits = units.Count()
	} else {
		units = l
	}
	if runs := units.NumRuns(); runs > 0 && runs <= maxWhere {
		t.Where, _ = units.Where(dataidlist.WhereOptions{})
	}
	counts := map[dataidlist.Reason]uint64{}
	for _, w := range why {
		for r, sub := range w.Reasons() {
			hit, err := matching(l, sub)
			if err != nil {
				return t, err
			}
			if n := hit.Count(); n > 0 {
				counts[r] += n
			}
		}
	}
	for r, n := range counts {
		t.Reasons = append(t.Reasons, dataidlist.ReasonCount{Reason: r, Count: n})
	}
	slices.SortFunc(t.Reasons, func(a, b dataidlist.ReasonCount) int {
		return cmp.Or(-cmp.Compare(a.Count, b.Count), strings.Compare(a.Reason.Text, b.Reason.Text))
	})
	return t, nil
}

// matching returns the DataIds of l that agree with one of m in the dimensions that both have. If m is over more of them, a DataId of l, such as
// a visit, agrees with its parts: its detectors.
func matching(l, m *dataidlist.List) (*dataidlist.List, error) {
	if g := l.Group(); !g.Covers(m.Group()) && m.Group().Covers(g) {
		parts, err := m.Matching(l)
		if err != nil {
			return nil, err
		}
		if m, err = parts.Project(g); err != nil {
			return nil, err
		}
	}
	return l.Matching(m)
}

// visitsOf returns the visits of a list, or the exposures, or nil if its group has none of them.
func visitsOf(l *dataidlist.List) (*dataidlist.List, error) {
	for _, d := range []string{"visit", "exposure"} {
		if !l.Group().Has(d) {
			continue
		}
		g, err := l.Group().Universe().Group("instrument", d)
		if err != nil {
			continue // a universe without instruments
		}
		return l.Project(g)
	}
	return nil, nil
}
