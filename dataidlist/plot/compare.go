package plot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Compare counts what became of a list: of before, what was kept and removed,
// and what after has besides, by night or by the first int dimension, and what
// was removed by detector and on the sky. The lists are those of an apply, or
// two versions of one list. It returns an error that wraps
// [dataidlist.ErrGroup] if their groups differ.
func Compare(before, after *dataidlist.List, title string) (*Figure, error) {
	if before.IsZero() || after.IsZero() {
		return nil, errNoList()
	}
	before, after = before.WithoutReasons(), after.WithoutReasons()
	kept, err := dataidlist.Intersect(before, after)
	if err != nil {
		return nil, err
	}
	removed, err := dataidlist.Subtract(before, after)
	if err != nil {
		return nil, err
	}
	added, err := dataidlist.Subtract(after, before)
	if err != nil {
		return nil, err
	}
	f := newFigure(after, title)
	f.subtitle = fmt.Sprintf("%s of %s, %s: %s kept, %s removed", plural(before.Count(), "DataId", "DataIds"),
		before.Group(), before.Digest().Short(), grouped(kept.Count()), grouped(removed.Count()))
	all := []series{{"kept", skyBlue, kept}, {"removed", vermillion, removed}}
	if added.Count() > 0 {
		all = append(all, series{"added", green, added})
		f.subtitle += fmt.Sprintf(", %s added", grouped(added.Count()))
	}
	if f.panels, err = overTime(before, all); err != nil {
		return nil, err
	}
	byDetector, err := newDetectors(removed, "Removed by detector")
	if err != nil && !errors.Is(err, ErrKind) {
		return nil, err
	}
	onSky, err := newSky(removed, "Removed on the sky")
	if err != nil && !errors.Is(err, ErrKind) {
		return nil, err
	}
	f.panels = slices.Concat(f.panels, byDetector, onSky)
	return f, nil
}

// overTime shows series by night, or by what their list is about: on each
// other, and each but the first alone.
func overTime(l *dataidlist.List, all []series) ([]panel, error) {
	s, err := nightStack(all)
	if errors.Is(err, ErrKind) {
		dimension := mainDimension(l)
		if !hasInt(l, dimension) {
			return nil, nil
		}
		s, err = valueStack(dimension, all), nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, one := range all {
		names = append(names, one.name)
	}
	s.head = head{Kind: Apply, Title: "DataIds by " + s.Axis + ": " + strings.Join(names, ", "), Summary: s.sentence()}
	panels := []panel{s}
	// What changed is often a hundredth of what was kept, and needs a scale of its own.
	for i, one := range all[1:] {
		if one.list.Count() == 0 {
			continue
		}
		alone := s.only(i + 1)
		alone.head = head{Kind: Apply, Title: strings.ToUpper(one.name[:1]) + one.name[1:] + " by " + s.Axis, Summary: alone.sentence()}
		panels = append(panels, alone)
	}
	return panels, nil
}
