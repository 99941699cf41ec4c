package delimited

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Columns returns the names of the columns that [Write] writes: the dimensions
// in canonical order and, if the list has reasons that are wanted, one for
// them.
func Columns(l *dataidlist.List, opts *table.WriteOptions) (names []string, reasons bool) {
	names = l.Group().Dimensions()
	if opts.OrZero().IDsOnly || l.NumReasons() == 0 {
		return names, false
	}
	return append(names, table.DefaultReasonColumn), true
}

// Style is how a table is written.
type Style struct {
	Delimiter byte
	// Plain keeps to cells that are the same to readers that go by lines and
	// drop spaces around cells, quoted or not, as astropy does: other strings
	// are refused, and reasons are put on one line.
	Plain bool
}

// Write writes a line with the names of the columns and one row for each
// DataId, in canonical order. What needs quotes is quoted.
func Write(w io.Writer, l *dataidlist.List, style Style, opts *table.WriteOptions) error {
	names, withReasons := Columns(l, opts)
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.WriteString(strings.Join(names, string(style.Delimiter)) + "\n"); err != nil {
		return err
	}
	if !withReasons {
		l = l.WithoutReasons()
	}
	if len(names) == 1 && style.Delimiter == '\t' {
		style.Delimiter = ',' // which is what a reader takes it for, that sees no tab
	}
	row := rowWriter{out: out, style: style}
	for run, reasons := range table.WithReasons(l) {
		if err := row.write(run, withReasons, reasons); err != nil {
			return err
		}
	}
	return out.Flush()
}

// A rowWriter writes the rows of runs.
type rowWriter struct {
	out    *bufio.Writer
	style  Style
	prefix []byte // cells before the last int one
	suffix []byte // what follows that, with the line end
	row    []byte
}

func (r *rowWriter) write(run dataidlist.Run, withReasons bool, reasons []dataidlist.Reason) error {
	if err := r.ends(run, withReasons, reasons); err != nil {
		return err
	}
	k := len(run.Ints)
	for i := range run.Len {
		r.row = append(r.row[:0], r.prefix...)
		if k > 0 {
			r.row = strconv.AppendInt(r.row, run.Ints[k-1]+i, 10)
		}
		r.row = append(r.row, r.suffix...)
		if _, err := r.out.Write(r.row); err != nil {
			return err
		}
	}
	return nil
}

// ends makes what the rows of a run have in common.
func (r *rowWriter) ends(run dataidlist.Run, withReasons bool, reasons []dataidlist.Reason) error {
	var err error
	r.prefix = r.prefix[:0]
	for i, s := range run.Strings {
		if i > 0 {
			r.prefix = append(r.prefix, r.style.Delimiter)
		}
		if r.prefix, err = r.appendText(r.prefix, s); err != nil {
			return err
		}
	}
	if k := len(run.Ints); k > 0 {
		if len(r.prefix) > 0 {
			r.prefix = append(r.prefix, r.style.Delimiter)
		}
		for _, v := range run.Ints[:k-1] {
			r.prefix = append(strconv.AppendInt(r.prefix, v, 10), r.style.Delimiter)
		}
	}
	r.suffix = r.suffix[:0]
	if withReasons {
		r.suffix = append(r.suffix, r.style.Delimiter)
		text := table.JoinTexts(reasons)
		if r.style.Plain {
			text = OnOneLine(text)
		}
		if r.suffix, err = r.appendText(r.suffix, text); err != nil {
			return err
		}
	}
	r.suffix = append(r.suffix, '\n')
	if n := len(r.prefix) + len(r.suffix); n > MaxRecord-20 {
		return fmt.Errorf("%w: a row of %d bytes, which no reader would take: write it with --ids-only or in another format", dataidlist.ErrLimit, n)
	}
	return nil
}

// appendText appends a string cell.
func (r *rowWriter) appendText(dst []byte, s string) ([]byte, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return nil, fmt.Errorf("%w: %s has a zero byte, which text tables cannot carry: write JSON or Parquet", dataidlist.ErrValue, dataidlist.Quote(s))
	}
	if r.style.Plain && s != OnOneLine(s) {
		return nil, fmt.Errorf("%w: %s has spaces around it or a line end, which astropy would drop: write it in another format", dataidlist.ErrValue, dataidlist.Quote(s))
	}
	if !r.needsQuotes(s) {
		return append(dst, s...), nil
	}
	dst = append(dst, '"')
	dst = append(dst, bytes.ReplaceAll([]byte(s), []byte(`"`), []byte(`""`))...)
	return append(dst, '"'), nil
}

// needsQuotes reports whether a string would be read as several cells, as a
// comment or without the spaces around it, or taken for a formula by a
// spreadsheet.
func (r *rowWriter) needsQuotes(s string) bool {
	spaces := r.style.Delimiter == ' '
	if s == "" {
		return spaces
	}
	first, last := s[0], s[len(s)-1]
	return strings.IndexByte("#=+-@ \t", first) >= 0 || last == ' ' || last == '\t' ||
		strings.IndexByte(s, r.style.Delimiter) >= 0 || spaces && strings.IndexByte(s, '\t') >= 0 || strings.ContainsAny(s, "\"\r\n")
}

// OnOneLine puts spaces for what Python takes for line ends, and for other
// control characters, and drops the spaces around the text.
func OnOneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s))
}
