package csv

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/delimited"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Detect reports whether the input begins like a table: with a line of column
// names, of which one alone is enough, or with several values.
func Detect(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, " \r\n")
		if len(line) > 0 && line[0] != '#' {
			return isHeader(string(line)) || isRow(string(line))
		}
	}
	return false
}

// isHeader reports whether a line is names with commas or tabs between them.
// Some of several may be empty, as pandas leaves that of its index.
func isHeader(line string) bool {
	delimiter, named := ",", false
	if strings.Contains(line, "\t") {
		delimiter = "\t"
	}
	for name := range strings.SplitSeq(line, delimiter) {
		name = strings.Trim(name, " ")
		if unquoted, ok := strings.CutPrefix(name, `"`); ok {
			name = strings.TrimSuffix(unquoted, `"`)
		}
		if name == "" {
			continue
		}
		named = true
		if !utf8.ValidString(name) || strings.ContainsAny(name, "{}[]<>:=\"\x00\t\r") || name[0] <= '9' {
			return false
		}
	}
	return named
}

// isRow reports whether a line is several values with commas or tabs between them,
// of which one is a number.
func isRow(line string) bool {
	cells := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == '\t' })
	return len(cells) > 1 && utf8.ValidString(line) && !strings.ContainsAny(line, "{}[]<>:=\x00") && delimited.IsRow(cells, nil)
}

// Read reads a list. The format of the result is csv or tsv.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	m, err := table.NewMapper(src.Name, opts)
	if err != nil {
		return nil, err
	}
	r := delimited.NewReader(src)
	if err := r.Read(m, opts); err != nil {
		return nil, err
	}
	if r.Delimiter == '\t' {
		return m.Finish("tsv")
	}
	return m.Finish("csv")
}

// Write writes a list with commas.
func Write(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	return delimited.Write(w, l, delimited.Style{Delimiter: ','}, opts)
}

// WriteTSV writes a list with tabs.
func WriteTSV(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	return delimited.Write(w, l, delimited.Style{Delimiter: '\t'}, opts)
}
