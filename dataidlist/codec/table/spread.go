package table

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// renames gives the dimensions of the columns that the options rename, and of
// those that are a range in two columns, as in --rename first..last=date, the
// column of its end.
func (m *Mapper) renames(names []string) (to map[int]string, lasts map[string]int) {
	to, lasts = map[int]string{}, map[string]int{}
	for i, column := range names {
		if name, ok := m.opts.Rename[column]; ok {
			to[i] = name
			m.used[column] = true
		}
	}
	for pair, name := range m.opts.Rename {
		low, high, _ := strings.Cut(pair, "..")
		first, last := slices.Index(names, low), slices.Index(names, high)
		if first >= 0 && last >= 0 && first != last && !slices.Contains(names, pair) {
			to[first], to[last], lasts[name] = name, name, last
			m.used[pair] = true
		}
	}
	return to, lasts
}

// upTo gives the range whose ends are in two cells.
func (s span) upTo(end span) (span, error) {
	switch {
	case s.first != s.last || end.first != end.last:
		return s, fmt.Errorf("%w: a range where one end of a range is expected", dataidlist.ErrValue)
	case end.last < s.first:
		return s, fmt.Errorf("%w: range %d..%d ends before it begins", dataidlist.ErrValue, s.first, end.last)
	}
	s.last = end.last
	return s, nil
}

// A split is a column whose cells hold several values, with something between
// them.
type split struct {
	column    int
	separator []byte
}

// splitColumns finds the columns of dimensions that the options split.
func (m *Mapper) splitColumns(names []string, dims map[string]int) []split {
	var splits []split
	for _, at := range dims {
		if at < 0 {
			continue
		}
		if separator, ok := m.opts.Split[names[at]]; ok {
			splits = append(splits, split{at, []byte(separator)})
			m.used[names[at]] = true
		}
	}
	slices.SortFunc(splits, func(a, b split) int { return a.column - b.column })
	return splits
}

// splitRow adds rows, once for each of the values that a cell of them holds,
// and reports whether one holds several.
func (m *Mapper) splitRow(row, n int64, cells []Cell, reasons []dataidlist.Reason) (several bool, err error) {
	for _, s := range m.plan.splits {
		c := cells[s.column]
		if c.Kind != Text && c.Kind != Str || !bytes.Contains(c.Bytes, s.separator) {
			continue
		}
		if m.ranged += uint64(bytes.Count(c.Bytes, s.separator)); m.ranged > dataidlist.MaxRangeRuns {
			return true, m.fail(row, m.columns[s.column], errTooManyRuns)
		}
		one := slices.Clone(cells)
		for part := range bytes.SplitSeq(c.Bytes, s.separator) {
			one[s.column].Bytes = bytes.Trim(part, " \t")
			if len(one[s.column].Bytes) == 0 {
				return true, m.fail(row, m.columns[s.column], fmt.Errorf("%w: there is nothing before, behind or between %s in %s", dataidlist.ErrValue, dataidlist.Quote(string(s.separator)), dataidlist.Quote(string(c.Bytes))))
			}
			if err := m.rows(row, n, one, reasons); err != nil {
				return true, err
			}
		}
		return true, nil
	}
	return false, nil
}
