package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// TwoInts returns the names of the outer and the inner dimension of a format
// that does not name them: those that the options name or, where they name
// none, those of the universe if two int dimensions are all that it has. The
// error begins with the name of the format and wraps [ErrOptions].
func (o *ReadOptions) TwoInts(format string) ([]string, error) {
	if n := len(o.Dimensions); n == 2 {
		return slices.Clone(o.Dimensions), nil
	} else if n != 0 {
		return nil, OptionsError(fmt.Errorf("%s has two dimensions, not %d: give them with --dimension OUTER,INNER", format, n))
	}
	var names []string
	if o.Universe != nil {
		for _, d := range o.Universe.Dimensions() {
			if d.Type != dataidlist.Int64 {
				names = nil
				break
			}
			names = append(names, d.Name)
		}
	}
	if len(names) != 2 {
		return nil, OptionsError(fmt.Errorf("%s does not name its dimensions: say whose they are with --universe, as in --universe cms, or give them with --dimension OUTER,INNER, and others with --set", format))
	}
	return names, nil
}

// CheckInts tells whether n integers are enough to tell the DataIds of a list
// apart: it has n int dimensions, and its string dimensions, which a reader is
// told, have the same values throughout. The error begins with the name of the
// format and wraps [dataidlist.ErrGroup].
func CheckInts(l *dataidlist.List, n int, format string) error {
	g := l.Group()
	if k := len(g.Ints()); k != n {
		return fmt.Errorf("%w: %s is for lists with %d int dimensions, and %s has %d: write another format", dataidlist.ErrGroup, format, n, g, k)
	}
	if l.Count() == 0 {
		return nil
	}
	first, _ := l.Select(0)
	last, _ := l.Select(l.Count() - 1)
	if !slices.Equal(first.Strings(), last.Strings()) {
		return fmt.Errorf("%w: %s does not carry %s, and the list has several of them: filter it first, or write another format", dataidlist.ErrGroup, format, strings.Join(g.Strings(), ", "))
	}
	return nil
}
