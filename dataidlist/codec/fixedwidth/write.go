package fixedwidth

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Write writes the DataIds of a list. It returns an error that wraps
// [dataidlist.ErrValue] for a value that has spaces around it or does not fit on
// a line.
func Write(w io.Writer, l *dataidlist.List, _ *table.WriteOptions) error {
	widths, err := widthsOf(l)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	line := func(cells []string) error {
		for i, cell := range cells {
			if i > 0 {
				_ = out.WriteByte(' ') // an error comes back below
			}
			_, _ = out.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)))
			_, _ = out.WriteString(cell)
		}
		return out.WriteByte('\n')
	}
	cells := l.Group().Dimensions()
	if err := line(cells); err != nil {
		return err
	}
	for i, width := range widths {
		cells[i] = strings.Repeat("-", width)
	}
	if err := line(cells); err != nil {
		return err
	}
	ns := len(l.Group().Strings())
	for run := range l.Runs() {
		copy(cells, run.Strings)
		for i, v := range run.Ints {
			cells[ns+i] = strconv.FormatInt(v, 10)
		}
		for n := range run.Len {
			if k := len(run.Ints); k > 0 {
				cells[ns+k-1] = strconv.FormatInt(run.Ints[k-1]+n, 10)
			}
			if err := line(cells); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// widthsOf gives the width in characters of each column.
func widthsOf(l *dataidlist.List) ([]int, error) {
	var widths []int
	for _, s := range l.Summary() {
		widths = append(widths, max(utf8.RuneCountInString(s.Name), utf8.RuneCountInString(s.Last))) // of an int, the largest value is the longest
	}
	for run := range l.Runs() {
		for i, s := range run.Strings {
			if strings.TrimSpace(s) != s || strings.ContainsFunc(s, unicode.IsControl) {
				return nil, fmt.Errorf("%w: %s has spaces around it or does not fit on a line of a table of fixed width: write CSV", dataidlist.ErrValue, dataidlist.Quote(s))
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(s))
		}
	}
	return widths, nil
}
