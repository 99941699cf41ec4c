package delimited_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/delimited"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func newReader(r io.Reader) *delimited.Reader {
	return delimited.NewReader(table.Source{Name: "f", R: r, Size: -1})
}

// records reads all, and the line where each record begins.
func records(r *delimited.Reader) (rows [][]string, linesOf []int64, err error) {
	for {
		cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows, linesOf, nil
		}
		if err != nil {
			return rows, linesOf, err
		}
		var row []string
		for _, c := range cells {
			row = append(row, string(c.Bytes))
		}
		rows, linesOf = append(rows, row), append(linesOf, r.Line())
	}
}

func TestReaderSplits(t *testing.T) {
	for name, c := range map[string]struct {
		input     string
		delimiter byte
		trim      bool
		rows      [][]string
		lines     []int64
	}{
		"nothing":                                {"", 0, false, nil, nil},
		"a byte order mark alone":                {"\ufeff", 0, false, nil, nil},
		"a line without end":                     {"a,b", 0, false, [][]string{{"a", "b"}}, []int64{1}},
		"CR LF":                                  {"a,b\r\n1,2\r\n", 0, false, [][]string{{"a", "b"}, {"1", "2"}}, []int64{1, 2}},
		"comments and empty lines":               {"# x\n\n\r\na,b\n#,\"\n1,2\n\n", 0, false, [][]string{{"a", "b"}, {"1", "2"}}, []int64{4, 6}},
		"a byte order mark":                      {"\ufeffa\n", 0, false, [][]string{{"a"}}, []int64{1}},
		"a tab in the first record":              {"a\tb\n1,2\t3\n", 0, false, [][]string{{"a", "b"}, {"1,2", "3"}}, []int64{1, 2}},
		"a tab later":                            {"a,b\n1,2\t3\n", 0, false, [][]string{{"a", "b"}, {"1", "2\t3"}}, []int64{1, 2}},
		"empty cells":                            {",\n\t,,\n", ',', false, [][]string{{"", ""}, {"\t", "", ""}}, []int64{1, 2}},
		"spaces are kept":                        {" a , b\n", 0, false, [][]string{{" a ", " b"}}, []int64{1}},
		"quotes":                                 {`"a","b,""c""",""` + "\n", 0, false, [][]string{{"a", `b,"c"`, ""}}, []int64{1}},
		"a quoted line end":                      {"\"a\n#\r\n\"\"b\",c\nd,e\n", 0, false, [][]string{{"a\n#\r\n\"b", "c"}, {"d", "e"}}, []int64{1, 4}},
		"a quoted comment sign":                  {"\"#a\"\n", 0, false, [][]string{{"#a"}}, []int64{1}},
		"trimmed":                                {" a , \" b \" ,c \n", ',', true, [][]string{{"a", " b ", "c"}}, []int64{1}},
		"lines of spaces":                        {"  \n", ',', false, [][]string{{"  "}}, []int64{1}},
		"lines of spaces that do not matter":     {"  \na\n", ',', true, [][]string{{"a"}}, []int64{2}},
		"spaces for delimiters":                  {"a  b \n \"c d\"   e\n\"f\" \"\"\n", ' ', true, [][]string{{"a", "b"}, {"c d", "e"}, {"f", ""}}, []int64{1, 2, 3}},
		"a comma in a table of spaces":           {"a,b c\n", ' ', true, [][]string{{"a,b", "c"}}, []int64{1}},
		"a last line that a quoted cell ends":    {"a\n\"b\"", 0, false, [][]string{{"a"}, {"b"}}, []int64{1, 2}},
		"a zero for the delimiter after the BOM": {"\ufeff\"a\"\tb", 0, false, [][]string{{"a", "b"}}, []int64{1}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, src := range []io.Reader{strings.NewReader(c.input), iotest.OneByteReader(strings.NewReader(c.input)), iotest.DataErrReader(strings.NewReader(c.input))} {
				r := newReader(src)
				r.Delimiter, r.Trim = c.delimiter, c.trim
				rows, lines, err := records(r)
				require.NoError(t, err)
				require.Equal(t, c.rows, rows)
				require.Equal(t, c.lines, lines)
			}
		})
	}
}

func TestGapsBetweenCells(t *testing.T) {
	for name, c := range map[string]struct {
		input string
		gap   int
		rows  [][]string
	}{
		"any space is one":           {"a  b\tc \t d\t\n \t\n1 2\n", 1, [][]string{{"a", "b", "c", "d"}, {"1", "2"}}},
		"quotes":                     {"\"a b\"\t\"\"\t c\"\n", 1, nil},
		"quotes with tabs around":    {"\"a b\"\t\"\"  \"c\"\"\"\t\n", 1, [][]string{{"a b", "", `c"`}}},
		"single spaces are in cells": {"a b  c \n\td e\tf  \tg\n", 2, [][]string{{"a b", "c"}, {"d e", "f", "g"}}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newReader(strings.NewReader(c.input))
			r.Delimiter, r.Trim, r.Gap = ' ', true, c.gap
			rows, _, err := records(r)
			require.Equal(t, c.rows == nil, err != nil, err)
			require.Equal(t, c.rows, rows)
		})
	}
}

func TestHead(t *testing.T) {
	r := newReader(strings.NewReader("\ufeff# a b\r\n\n#c\n  1 2\n3 4\n# late\n"))
	r.Delimiter, r.Trim, r.Gap = ' ', true, 1
	comments, lines, record, err := r.Head()
	require.NoError(t, err)
	require.Equal(t, []string{" a b", "c"}, comments)
	require.Equal(t, []int64{1, 3}, lines)
	require.Equal(t, "  1 2\n", string(record))
	r.Name([]string{"a", "b"})
	rows, _, err := records(r)
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "2"}, {"3", "4"}}, rows)
	comments, _, record, err = r.Head()
	require.NoError(t, err)
	require.Empty(t, comments)
	require.Nil(t, record)
}

func TestReaderRefuses(t *testing.T) {
	long := strings.Repeat("x", delimited.MaxRecord)
	for name, c := range map[string]struct{ input, message string }{
		"a short row":   {"a,b\n1\n", "f:2: 1 values where 2 columns are named"},
		"a long row":    {"a,b\n1,2,3\n", "f:2: 3 values where 2 columns are named"},
		"an open quote": {"a,b\n1,2\n\n3,\"x\ny\n", `f:4: column b: the quote that opens here is not closed`},
		"an open quote in the second line of a record": {"a,b\n\"1\n2\",\"x", `f:3: column b: the quote that opens here is not closed`},
		"a bare quote":              {"a,b\n1,2 \"x\" 3\n", `f:2: column b: a quote inside the value "2 \"": put the whole value in quotes and double the quote`},
		"an odd bare quote":         {"a,b\n5\",2\n3,4\n", `f:2: column a: a quote inside the value "5\"": put the whole value in quotes and double the quote`},
		"a space before a quote":    {"a,b\n1, \"x\"\n", `f:2: column b: a quote inside the value " \"": put the whole value in quotes and double the quote`},
		"text after a quote":        {"a,b\n\"1\"x,2\n", `f:2: column a: text after the closing quote of "1"`},
		"a carriage return":         {"a,b\n1,2\r3\n", "f:2: column b: a carriage return that does not end the line: put the value in quotes, or convert the line ends"},
		"the line ends of old Macs": {"a,b\r1,2\r", "f:1: a carriage return that does not end the line: put the value in quotes, or convert the line ends"},
		"a zero byte":               {"a,b\n1,\x00\n", "f:2: a zero byte at byte 3 of the record: this is not a text file"},
		"a zero byte in quotes":     {"a,b\n1,\"\x00\"\n", "f:2: a zero byte at byte 4 of the record: this is not a text file"},
		"a zero byte in a comment":  {"#\x00\n", "f:1: a zero byte at byte 2 of the record: this is not a text file"},
		"not UTF-8":                 {"a,b\n1,\xff\n", "f:2: not valid UTF-8: convert the file"},
		"UTF-16":                    {"\xff\xfea\x00,\x00b\x00\n\x00", "f:1: a zero byte at byte 4 of the record: this is not a text file"},
		"a long line":               {"a\n" + long + "\n", "f:2: limit passed: a record is longer than 1048576 bytes"},
		"a long comment":            {"a\n#" + long + "\n", "f:2: limit passed: a record is longer than 1048576 bytes"},
		"a long record":             {"a\n\"" + strings.ReplaceAll(long, "xx", "x\n"), "f:2: a quote opens in this line and is not closed: limit passed: a record is longer than 1048576 bytes"},
		"many columns":              {strings.Repeat("a,", delimited.MaxColumns) + "b\n", "f:1: limit passed: more than 4096 columns"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newReader(strings.NewReader(c.input))
			_, err := r.Columns()
			if err == nil {
				_, _, err = records(r)
			}
			var at *dataidlist.InputError
			require.ErrorAs(t, err, &at)
			require.EqualError(t, err, c.message)
		})
	}
}

func TestReaderPassesOnErrors(t *testing.T) {
	broken := errors.New("disk on fire")
	r := newReader(io.MultiReader(strings.NewReader("a,b\n1,2\n3"), iotest.ErrReader(broken)))
	rows, _, err := records(r)
	require.Equal(t, [][]string{{"a", "b"}, {"1", "2"}}, rows)
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "f:3: disk on fire")

	_, _, err = records(newReader(stuck{}))
	require.ErrorIs(t, err, io.ErrNoProgress)
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestComment(t *testing.T) {
	r := newReader(strings.NewReader("#a\r\n# b\nc,d\n# e\n"))
	for _, want := range []string{"a", " b"} {
		text, ok, err := r.Comment()
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, want, string(text))
	}
	_, ok, err := r.Comment()
	require.NoError(t, err)
	require.False(t, ok)
	rows, lines, err := records(r)
	require.NoError(t, err)
	require.Equal(t, [][]string{{"c", "d"}}, rows)
	require.Equal(t, []int64{3}, lines)
	_, ok, err = r.Comment()
	require.NoError(t, err)
	require.False(t, ok, "at the end")
}

// What encoding/csv writes is read back as it was.
func TestReaderAgreesWithEncodingCSV(t *testing.T) {
	cell := rapid.StringOf(rapid.SampledFrom([]rune("ab1 ,\"\n#é;")))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 4).Draw(t, "columns")
		want := rapid.SliceOfN(rapid.SliceOfN(cell, n, n), 0, 20).Draw(t, "rows")
		var buf bytes.Buffer
		w := csv.NewWriter(&buf)
		for _, row := range want {
			// A row that looks like a comment is none in encoding/csv.
			row[0] = "x" + row[0]
			require.NoError(t, w.Write(row))
		}
		w.Flush()
		r := newReader(&buf)
		r.Delimiter = ','
		var got [][]string
		for {
			cells, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			var row []string
			for _, c := range cells {
				row = append(row, string(c.Bytes))
			}
			got = append(got, row)
		}
		require.Equal(t, len(want), len(got))
		for i := range want {
			require.Equal(t, want[i], got[i])
		}
	})
}

func FuzzReader(f *testing.F) {
	for _, seed := range []string{"a,b\n1,\"x\ny\"\n", "a\tb\n", "\"a\"\"b\",\"\"\n", "#c\n a  \"b\" \n", "\"\n", "a\"\n\"b"} {
		for _, delimiter := range []byte{0, ',', ' '} {
			f.Add([]byte(seed), delimiter, delimiter == ' ')
		}
	}
	f.Fuzz(func(t *testing.T, input []byte, delimiter byte, trim bool) {
		if delimiter != 0 && delimiter != ',' && delimiter != '\t' {
			delimiter, trim = ' ', true
		}
		read := func(src io.Reader) ([][]string, []int64, error) {
			r := newReader(src)
			r.Delimiter, r.Trim = delimiter, trim
			return records(r)
		}
		rows, lines, err := read(bytes.NewReader(input))
		again, linesAgain, errAgain := read(iotest.OneByteReader(bytes.NewReader(input)))
		require.Equal(t, rows, again)
		require.Equal(t, lines, linesAgain)
		require.Equal(t, err == nil, errAgain == nil)
	})
}

func BenchmarkReader(b *testing.B) {
	input := strings.Repeat("LSSTCam,2025062900604,94\nLSSTCam,2025062900604,95\n", 1<<16)
	b.SetBytes(int64(len(input)))
	for b.Loop() {
		r := newReader(strings.NewReader(input))
		for {
			if _, err := r.Next(); err != nil {
				break
			}
		}
	}
}
