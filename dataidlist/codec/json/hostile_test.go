package json_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// TestCorpora reads files that were made to break readers of JSON. None of
// them has a DataId, so that all that is accepted is an empty list, and an array
// of one int where a dimension is told.
func TestCorpora(t *testing.T) {
	anInt := regexp.MustCompile(`^\s*\[\s*\d+\s*\]\s*$`)
	const corpora = "../../../../shared/data/corpora/"
	var names []string
	for _, pattern := range []string{"jsontestsuite/test_parsing/*.json", "jsontestsuite/test_transform/*.json", "jcs/*/*.json", "blns/*.json"} {
		found, err := filepath.Glob(corpora + pattern)
		require.NoError(t, err)
		names = append(names, found...)
	}
	if len(names) == 0 {
		t.Skip("the corpora are not beside the repository")
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		json.Detect(data)
		for _, opts := range []*table.ReadOptions{
			{},
			{Universe: cms(t)},
			{Dimensions: []string{"visit"}, Set: map[string]string{"instrument": "L"}},
		} {
			got, err := read(t, string(data), opts)
			if err == nil && !anInt.Match(data) {
				assert.Zero(t, got.List.Count(), name)
			}
		}
	}
}

// repeat is a reader of text without an end, until limit bytes were read.
type repeat struct {
	text  string
	limit int
	read  int
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.read >= r.limit {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) {
		n += copy(p[n:], r.text)
	}
	r.read += n
	return n, nil
}

func TestEndlessInputIsRefused(t *testing.T) {
	for _, c := range []struct {
		start, text string
		most        int
	}{
		{`[{"instrument":"`, "x", 2 << 20},
		{`[{"instrument":"L","visit":`, "1", 2 << 20},
		{`[{"instrument":"L","visit":5,"a`, `":[],"a`, 2 << 20},
		{`[`, `[`, 1 << 20},
		{`{"format":"dataidlist/1","derivation":[`, `"` + strings.Repeat("x", 10_000) + `",`, 32 << 20},
		{`{"format":"dataidlist/1","strings":["a`, `","a`, 1 << 20},
		{`[{"instrument":"L","visit":5,"reasons":[{"text":"`, `x`, 2 << 20},
		{`[{"instrument":"L","visit":5,"reasons":[`, `{`, 1 << 20},
	} {
		endless := &repeat{text: c.text, limit: 1 << 30}
		in := io.MultiReader(strings.NewReader(c.start), endless)
		_, err := json.Read(table.Source{Name: "f", R: in, Size: -1}, &table.ReadOptions{})
		var e *dataidlist.InputError
		require.ErrorAs(t, err, &e, c.start)
		assert.LessOrEqual(t, endless.read, c.most+(1<<20), c.start)
	}
}

func TestTheStringsOfADataIdAreBounded(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(`[{"instrument":"L","visit":5`)
	var ignored []string
	for i := range 10 {
		ignored = append(ignored, "x"+string(rune('a'+i)))
		b.WriteString(`,"` + ignored[i] + `":"` + strings.Repeat("x", 1<<20-10) + `"`)
	}
	b.WriteString(`}]`)
	_, err := json.Read(table.Source{Name: "f", R: &b, Size: -1}, &table.ReadOptions{Ignore: ignored})
	require.ErrorIs(t, err, dataidlist.ErrLimit)
	require.EqualError(t, err, "f:1: limit passed: the strings of a DataId are longer than 8388608 bytes")
}

func FuzzRead(f *testing.F) {
	for _, c := range refusals {
		f.Add([]byte(c.in))
	}
	list := exclusions(f)
	f.Add([]byte(written(f, json.Write, list, table.WriteOptions{})))
	f.Add([]byte(written(f, json.WriteLines, list, table.WriteOptions{})))
	f.Add([]byte(written(f, json.WriteGolden, list, table.WriteOptions{})))
	f.Add([]byte(container("7", "daf_butler")))
	f.Add([]byte(ref("calexp", `{"instrument":"HSC","detector":10,"visit":903342}`)))
	for _, c := range shapes {
		f.Add([]byte(c.in))
	}
	v8, err := dataidlist.DafButler(8)
	require.NoError(f, err)
	told := &table.ReadOptions{Dimensions: []string{"visit", "detector"}, Set: map[string]string{"instrument": "L"}}
	index := &table.ReadOptions{Rename: map[string]string{"index": "visit"}, Set: map[string]string{"instrument": "L"}}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, opts := range []*table.ReadOptions{{}, {Universe: cms(t)}, {Universe: v8, Select: "calexp"}, told, index} {
			got, err := json.Read(table.Source{Name: "f", R: bytes.NewReader(data), Size: -1}, opts)
			if err != nil {
				var e *dataidlist.InputError
				require.ErrorAs(t, err, &e)
				require.LessOrEqual(t, e.Byte, int64(len(data))+1, "the end is a place, too")
				continue
			}
			if got.List.Count() > 10_000 {
				continue
			}
			text := written(t, json.Write, got.List, table.WriteOptions{})
			again, err := json.Read(table.Source{Name: "f", R: strings.NewReader(text), Size: -1}, &table.ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, got.List.FullDigest(), again.List.FullDigest())
			text = written(t, json.WriteLines, got.List, table.WriteOptions{})
			again, err = json.Read(table.Source{Name: "f", R: strings.NewReader(text), Size: -1}, &table.ReadOptions{
				Universe: got.List.Group().Universe(), Dimensions: got.List.Group().Dimensions(),
			})
			require.NoError(t, err)
			require.Equal(t, got.List.FullDigest(), again.List.FullDigest())
		}
	})
}
