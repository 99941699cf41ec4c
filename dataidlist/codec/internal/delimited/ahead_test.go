package delimited_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/ahead"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// readRows reads a table with parts of that size and returns all that can be
// known of the result, and the last line that was read row by row.
func readRows(src io.Reader, opts *table.ReadOptions, part int) (result string, line int64) {
	r := newReader(src)
	r.SetPart(part)
	m, err := table.NewMapper("f", opts)
	if err != nil {
		return err.Error(), 0
	}
	names, err := r.Columns()
	if err == nil {
		err = m.Columns(r.Line(), names)
	}
	if err == nil {
		err = r.Rows(m)
	}
	if err != nil {
		return err.Error(), r.Line()
	}
	got, err := m.Finish("x")
	if err != nil {
		return err.Error(), r.Line()
	}
	return fmt.Sprint(got.List.FullDigest(), got.Rows, got.Duplicates), r.Line()
}

var aheadOptions = []table.ReadOptions{
	{},
	{Ignore: []string{"band"}},
	{Ignore: []string{"visit"}, Set: map[string]string{"visit": "7..9"}},
	{Ignore: []string{"detector"}, Set: map[string]string{"detector": "7..9"}},
	{ReasonColumn: "band"},
	{Ignore: []string{"instrument"}, Set: map[string]string{"instrument": "L"}},
}

// drawTable draws a table that is nearly plain.
func drawTable(t *rapid.T) string {
	header := rapid.SampledFrom([]string{
		"instrument,visit,detector", "detector,band,visit,instrument", "visit,instrument,reason,detector", "instrument,band,visit", "instrument", "htm7",
	}).Draw(t, "header")
	columns := strings.Split(header, ",")
	delimiter := rapid.SampledFrom([]string{",", "\t"}).Draw(t, "delimiter")
	lineEnd := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end")
	odd := rapid.SampledFrom([]int{0, 0, 2, 20}).Draw(t, "odd rows of 100")
	var b strings.Builder
	b.WriteString(strings.Join(columns, delimiter) + lineEnd)
	visit, detector := int64(1), int64(0)
	for range rapid.IntRange(0, 60).Draw(t, "rows") {
		if detector++; rapid.IntRange(0, 9).Draw(t, "new visit") == 0 {
			visit, detector = rapid.Int64Range(1, 12).Draw(t, "visit"), 0
		}
		cells := map[string]string{
			"instrument": "LSSTCam", "visit": fmt.Sprint(visit), "detector": fmt.Sprint(detector), "htm7": fmt.Sprint(visit), "band": "ugrizy"[visit%6 : visit%6+1],
			"reason": rapid.SampledFrom([]string{"", "", "clouds", `"slew, fast"`, "naïve"}).Draw(t, "reason"),
		}
		if rapid.IntRange(0, 99).Draw(t, "odd") < odd {
			b.WriteString(rapid.SampledFrom([]string{"", lineEnd, "\r\n", "# note" + lineEnd, "#\"" + lineEnd, "1,2" + lineEnd}).Draw(t, "odd line"))
			cells[rapid.SampledFrom(columns).Draw(t, "odd column")] = rapid.SampledFrom([]string{
				"", "0", "007", "3..5", "1..9:4", " 4", "-1", "1.5", "999999999999999999", "1000000000000000000", "9223372036854775807", "9223372036854775808",
				`"12"`, `"a"`, `"a""b"`, "\"a\nb\"", "\"a\n", `"`, `a"b`, `"a"b`, "a\\b", "#", "é", "\xff", "\x00", "\r", "\x7f", delimiter, "x" + delimiter, "r",
			}).Draw(t, "odd cell")
		}
		for i, name := range columns {
			if i > 0 {
				b.WriteString(delimiter)
			}
			b.WriteString(cells[name])
		}
		b.WriteString(lineEnd)
	}
	text := b.String()
	return text[:len(text)-rapid.SampledFrom([]int{0, 0, 0, 1, 2, 5}).Draw(t, "cut off")%len(text)]
}

func TestReadingAheadChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawTable(t)
		opts := rapid.SampledFrom(aheadOptions).Draw(t, "options")
		want, _ := readRows(strings.NewReader(text), &opts, 0)
		part := rapid.OneOf(rapid.IntRange(1, 100), rapid.Just(ahead.PartSize)).Draw(t, "part")
		for name, src := range sources(text) {
			got, _ := readRows(src, &opts, part)
			require.Equal(t, want, got, name)
		}
		fault := errors.New("disk on fire")
		broken := func() io.Reader { return io.MultiReader(strings.NewReader(text), iotest.ErrReader(fault)) }
		want, _ = readRows(broken(), &opts, 0)
		got, _ := readRows(broken(), &opts, part)
		require.Equal(t, want, got)
	})
}

func FuzzReadingAhead(f *testing.F) {
	for _, seed := range []string{
		"instrument,visit,detector\nL,1,2\nL,1,3\nL,1,3..5\nL,2,3\n", "visit\tinstrument\treason\n1\tL\t\"a\nb\"\n\n2\tL\t\"a\"\n#\n3\t\"L\"\t\r\n",
	} {
		f.Add(seed, 9)
	}
	f.Fuzz(func(t *testing.T, text string, part int) {
		want, _ := readRows(strings.NewReader(text), &table.ReadOptions{}, 0)
		got, _ := readRows(strings.NewReader(text), &table.ReadOptions{}, max(1, part&0xFFF))
		require.Equal(t, want, got)
	})
}

func sources(text string) map[string]io.Reader {
	return map[string]io.Reader{
		"all at once":       strings.NewReader(text),
		"one byte":          iotest.OneByteReader(strings.NewReader(text)),
		"data with the end": iotest.DataErrReader(strings.NewReader(text)),
	}
}

func TestPlainRowsAreReadAhead(t *testing.T) {
	const rows = 1000
	for name, row := range map[string]string{
		"bare":   "LSSTCam,%d,%d,\n",
		"quoted": "\"LSSTCam\",\"%d\",\"%d\",\"x, y\"\n",
		"CR LF":  "LSSTCam,%d,%d,naïve\r\n",
	} {
		text := "instrument,visit,detector,reason\n"
		for i := range rows {
			text += fmt.Sprintf(row, i/189, i%189)
		}
		_, line := readRows(strings.NewReader(text), &table.ReadOptions{}, 1<<10)
		assert.EqualValues(t, 1, line, name)
		text += "\"LSSTCam\"\"\",1,1,\n" // is left to the reader
		_, line = readRows(strings.NewReader(text), &table.ReadOptions{}, 1<<10)
		assert.EqualValues(t, 1+strings.Count(text, "\n")-1, line, name)
	}
}

func TestRowsThatLookPlain(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		opts table.ReadOptions
	}{
		"a comment of as many cells":  {"instrument,visit\nL,1\nL,2\n#L,3\nL,4\nL,5\n", table.ReadOptions{}},
		"empty lines of one column":   {"instrument\nL\nM\n\n\r\nN\nO\n", table.ReadOptions{Ignore: []string{"instrument"}, Set: map[string]string{"instrument": "L"}}},
		"no UTF-8 in what is ignored": {"instrument,x\nL,a\nL,b\nM,\xff\nL,c\nL,c\n", table.ReadOptions{Ignore: []string{"x"}}},
		"a contradiction far away":    {"instrument,visit,band\nL,1,r\nL,2,r\n\nL,3,r\nL,4,g\nL,3,g\nL,5,r\n", table.ReadOptions{}},
		"line ends in quotes":         {"instrument,visit,reason\nL,1,a\nL,2,\"\nL,3,c\n\"\nL,4,d\nL,5,e\n", table.ReadOptions{}},
	} {
		want, _ := readRows(strings.NewReader(c.text), &c.opts, 0)
		for part := range len(c.text) {
			got, _ := readRows(strings.NewReader(c.text), &c.opts, part+1)
			require.Equal(t, want, got, "%s, part of %d", name, part+1)
		}
	}
}

func TestRowsWithLooseSpacesAreNotReadAhead(t *testing.T) {
	for _, delimiter := range []byte{',', ' '} {
		text := strings.ReplaceAll("instrument,visit\nLSSTCam,  7\n  LSSTCam,8\n", ",", string(delimiter))
		r := newReader(strings.NewReader(text))
		r.Delimiter, r.Trim = delimiter, true
		names, err := r.Columns()
		require.NoError(t, err)
		m, err := table.NewMapper("f", &table.ReadOptions{})
		require.NoError(t, err)
		require.NoError(t, m.Columns(1, names))
		require.NoError(t, r.Rows(m))
		got, err := m.Finish("x")
		require.NoError(t, err)
		assert.EqualValues(t, 2, got.List.Count())
		assert.EqualValues(t, 3, r.Line())
	}
}
