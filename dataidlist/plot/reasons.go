package plot

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A cause is a reason's text and the DataIds that have a reason of that text.
type cause struct {
	text string // empty for DataIds without a reason
	list *dataidlist.List
}

// causes gives the texts of a list's reasons, the most frequent first, and last
// the DataIds without a reason if there are any.
func causes(l *dataidlist.List) ([]cause, error) {
	byText := map[string][]*dataidlist.List{}
	var every []*dataidlist.List
	for reason, who := range l.Reasons() {
		byText[reason.Text] = append(byText[reason.Text], who)
		every = append(every, who)
	}
	var all []cause
	for text, lists := range byText {
		united, err := union(lists)
		if err != nil {
			return nil, err
		}
		all = append(all, cause{text, united})
	}
	slices.SortFunc(all, func(a, b cause) int {
		return cmp.Or(cmp.Compare(b.list.Count(), a.list.Count()), cmp.Compare(a.text, b.text))
	})
	if len(every) == 0 {
		return nil, nil
	}
	some, err := union(every)
	if err != nil {
		return nil, err
	}
	without, err := dataidlist.Subtract(l.WithoutReasons(), some)
	if err != nil {
		return nil, err
	}
	if without.Count() > 0 {
		all = append(all, cause{"", without})
	}
	return all, nil
}

func union(lists []*dataidlist.List) (*dataidlist.List, error) {
	return dataidlist.Union(lists[0], lists[1:]...)
}

func newReasons(l *dataidlist.List) ([]panel, error) {
	all, err := causes(l)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("reasons %w: the list has none", ErrKind)
	}
	b := &bars{head: head{Kind: Reasons, Title: "DataIds by reason"}, total: l.Count()}
	texts := uint64(0)
	for _, c := range all {
		b.Bars = append(b.Bars, bar{Text: c.text, Count: c.list.Count()})
		if c.text != "" {
			texts++
		}
	}
	b.Summary = fmt.Sprintf("%s. Most frequent: %s, %s. A DataId with several reasons counts for each of them.",
		plural(texts, "reason", "reasons"), plain(all[0].text), grouped(all[0].list.Count()))
	b.fold("other reasons")
	return []panel{b}, nil
}

// newTimeline shows the most frequent reasons over time, and the others as one.
func newTimeline(l *dataidlist.List) ([]panel, error) {
	all, err := causes(l)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("reasons over time %w: the list has no reasons", ErrKind)
	}
	colours := [...]color.RGBA{blue, orange, green, purple, skyBlue, vermillion, yellow}
	var shown []series
	var others []*dataidlist.List
	for i, c := range all {
		switch {
		case c.text == "":
			shown = append(shown, series{"(no reason given)", rule, c.list})
		case i < len(colours):
			shown = append(shown, series{plain(c.text), colours[i], c.list})
		default:
			others = append(others, c.list)
		}
	}
	if len(others) > 0 {
		united, err := union(others)
		if err != nil {
			return nil, err
		}
		shown = append(shown, series{plural(uint64(len(others)), "other reason", "other reasons"), rest, united})
	}
	s, err := nightStack(shown)
	if err != nil {
		return nil, err
	}
	s.head = head{Kind: Timeline, Title: "DataIds by reason and " + s.Axis, Summary: s.sentence()}
	return []panel{s}, nil
}
