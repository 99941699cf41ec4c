package json_test

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
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// readParts gives all that can be known of the result of reading.
func readParts(src io.Reader, opts *table.ReadOptions, part int) string {
	got, err := json.ReadParts(table.Source{Name: "f", R: src, Size: -1}, opts, part)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(got.Format, got.List.FullDigest(), got.Rows, got.Duplicates)
}

// A style is how the objects of a document are written.
type style struct{ before, after, comma, colon, next, end string }

var styles = map[string]style{
	"lines":           {"", "", ",", ":", "\n", "\n"},
	"Python's lines":  {"", "", ", ", ": ", "\n", "\n"},
	"lines apart":     {" ", "\t", ",", ":", "\r\n\n", "\n\n"},
	"array":           {"[", "", ",", ":", ",", "]"},
	"Python's array":  {"[", "", ", ", ": ", ", ", "]"},
	"array of lines":  {"[\n", "", ",", ":", ",\n", "\n]\n"},
	"indented array":  {"[\n  {\n    ", "\n  ", ",\n    ", ": ", ",\n  ", "\n]\n"},
	"envelope":        {`{"format":"dataidlist/1","universe":"daf_butler/8","strings":["instrument"],"ints":["visit","detector"],"reasons":[{"text":"fog"}],"dataIds":[`, "", ",", ":", ",\n", "]}"},
	"commas in front": {"[", "", ",", ":", "\n,", "]"},
}

// drawDocument draws a document that is nearly plain.
func drawDocument(t *rapid.T) string {
	s := styles[rapid.SampledFrom([]string{"lines", "Python's lines", "lines apart", "array", "Python's array", "array of lines", "indented array", "envelope", "commas in front"}).Draw(t, "style")]
	names := strings.Split(rapid.SampledFrom([]string{
		"instrument,visit,detector", "detector,band,visit,instrument", "visit,instrument,reason,detector", "instrument,visit,detector,note",
	}).Draw(t, "members"), ",")
	odd := rapid.SampledFrom([]int{0, 0, 2, 20}).Draw(t, "odd objects of 100")
	var b strings.Builder
	b.WriteString(s.before)
	visit, detector := int64(1), int64(0)
	for row := range rapid.IntRange(0, 40).Draw(t, "rows") {
		if detector++; rapid.IntRange(0, 9).Draw(t, "new visit") == 0 {
			visit, detector = rapid.Int64Range(1, 12).Draw(t, "visit"), 0
		}
		values := map[string]string{
			"instrument": `"LSSTCam"`, "visit": fmt.Sprint(visit), "detector": fmt.Sprint(detector), "band": `"` + "ugrizy"[visit%6:visit%6+1] + `"`,
			"reason": rapid.SampledFrom([]string{`""`, `"clouds"`, `"},\n{\"visit\":1"`, `"naïve"`, "\"},\n{\""}).Draw(t, "reason"), "note": fmt.Sprint(row),
		}
		comma, colon, next := s.comma, s.colon, s.next
		order := names
		if rapid.IntRange(0, 99).Draw(t, "odd") < odd {
			values[rapid.SampledFrom(names).Draw(t, "odd member")] = rapid.SampledFrom([]string{
				"0", "007", "-1", "1.5", "1e3", "null", "true", `""`, `"a\"b"`, `"\u0041"`, `"\\"`, `"\"`, `"\""`, `"x""`, `"\ud800"`, "\"a\x01\"", "\"\xff\"", `"12"`, "[1]", `{"a":1}`,
				"999999999999999999", "1000000000000000000", "9223372036854775807", "9223372036854775808", "", "1,\"band\":\"r\"", "1,\"reasons\":[0]", "12 ", " 12", "}", "\"\n",
			}).Draw(t, "odd value")
			comma = rapid.SampledFrom([]string{comma, ", ", "\n,"}).Draw(t, "odd comma")
			colon = rapid.SampledFrom([]string{colon, " :", ""}).Draw(t, "odd colon")
			next = rapid.SampledFrom([]string{next, "", "\n", ",", ",,", " \n"}).Draw(t, "odd separator")
			order = names[rapid.IntRange(0, 1).Draw(t, "left out"):]
		}
		if row > 0 {
			b.WriteString(next)
		}
		if row > 0 || !strings.HasSuffix(s.before, "{\n    ") {
			b.WriteString("{")
		}
		for i, name := range order {
			if i > 0 {
				b.WriteString(comma)
			}
			b.WriteString(`"` + name + `"` + colon + values[name])
		}
		b.WriteString(s.after + "}")
	}
	b.WriteString(s.end)
	text := b.String()
	return text[:len(text)-rapid.SampledFrom([]int{0, 0, 0, 1, 2, 5}).Draw(t, "cut off")%len(text)]
}

func TestReadingAheadChangesNothing(t *testing.T) {
	options := []table.ReadOptions{
		{Ignore: []string{"note"}, Shared: []string{"note"}},
		{Ignore: []string{"note", "band"}, Shared: []string{"note", "band"}},
		{Ignore: []string{"note", "visit"}, Set: map[string]string{"visit": "7..9"}, Shared: []string{"note"}},
		{Rename: map[string]string{"note": "htm7"}, Shared: []string{"note"}},
		{ReasonColumn: "band", Ignore: []string{"note"}, Shared: []string{"note", "band"}},
		{Select: "raw"},
	}
	rapid.Check(t, func(t *rapid.T) {
		text := drawDocument(t)
		opts := rapid.SampledFrom(options).Draw(t, "options")
		part := rapid.OneOf(rapid.IntRange(1, 300), rapid.Just(ahead.PartSize)).Draw(t, "part")
		want := readParts(strings.NewReader(text), &opts, 0)
		assert.Equal(t, want, readParts(strings.NewReader(text), &opts, part))
		require.Equal(t, want, readParts(iotest.OneByteReader(strings.NewReader(text)), &opts, part))
		fault := errors.New("disk on fire")
		broken := func() io.Reader { return io.MultiReader(strings.NewReader(text), iotest.ErrReader(fault)) }
		require.Equal(t, readParts(broken(), &opts, 0), readParts(broken(), &opts, part))
	})
}

func FuzzReadingAhead(f *testing.F) {
	for name, s := range styles {
		if name == "indented array" {
			continue
		}
		object := strings.NewReplacer(",", s.comma, ":", s.colon).Replace(`{"instrument":"L","visit":1,"detector":`)
		f.Add(s.before+object+"2}"+s.next+object+"3}"+s.next+object+"3}"+s.next+object+`4,"reason":"\\"}`+s.next+object+"5}"+s.end, 50)
	}
	f.Fuzz(func(t *testing.T, text string, part int) {
		want := readParts(strings.NewReader(text), &table.ReadOptions{}, 0)
		require.Equal(t, want, readParts(strings.NewReader(text), &table.ReadOptions{}, max(1, part&0xFFF)))
	})
}

func TestPlainObjectsAreReadAhead(t *testing.T) {
	const rows = 1000
	for name, object := range map[string]string{
		"compact":     `{"instrument":"LSSTCam","visit":%d,"detector":%d}`,
		"Python's":    `{"instrument": "LSSTCam", "visit": %d, "detector": %d}`,
		"lines apart": "\r\n {\"detector\":7,\"instrument\":\"naïve\",\"visit\":%d,\"exposure\":%d }\t",
	} {
		var b strings.Builder
		for i := range rows {
			fmt.Fprintf(&b, object+"\n", i/189, i%189)
		}
		assert.EqualValues(t, rows-2, json.RowsAhead(b.String(), 1<<10), name) // the first and the last one are not
	}
	assert.Zero(t, json.RowsAhead(strings.Repeat("{\"instrument\":\"\\u0041\",\"visit\":1}\n", rows), 1<<10))
}

func TestObjectsThatLookPlain(t *testing.T) {
	const lvd = `{"instrument":"%s","visit":%d,"detector":%d}` + "\n"
	same := func(strs ...string) (text string) {
		for i, s := range strs {
			text += fmt.Sprintf(lvd, s, 1, i)
		}
		return text
	}
	for name, text := range map[string]string{
		// What is around a string with an escape must not be taken for what is
		// around all strings.
		"a backslash":              same(`\\`, `\\`, `x\\`, `y`),
		"a quote":                  same(`\"`, `\"`, `x\"`, `y`),
		"a letter":                 same(`\u0041`, `\u0041`, `x`, `y`),
		"members in another order": same("L", "L", "L") + `{"instrument":"L","detector":1,"visit":7}` + "\n" + same("L", "L", "M", "L"),
		"a contradiction far away": strings.ReplaceAll(`{"instrument":"L","visit":1,"band":"r"};{"instrument":"L","visit":2,"band":"r"};{"instrument":"L","visit":3,"band":"r"};`+
			`{"instrument":"L","visit":4,"band":"r"};{"instrument":"L","visit":3,"band":"g"};{"instrument":"L","visit":5,"band":"r"}`, ";", "\n\n"),
	} {
		want := readParts(strings.NewReader(text), &table.ReadOptions{}, 0)
		for part := range len(text) {
			require.Equal(t, want, readParts(strings.NewReader(text), &table.ReadOptions{}, part+1), "%s, part of %d", name, part+1)
		}
	}
}
