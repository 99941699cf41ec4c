package codec_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestDataIDsOfTwoReadsAreTheSame(t *testing.T) {
	const file = `[{"instrument":"LSSTCam","visit":1},{"instrument":"LSSTCam","visit":2}]`
	v5, err := dataidlist.DafButler(5)
	require.NoError(t, err)
	seen := map[dataidlist.DataID]bool{}
	for _, opts := range []*table.ReadOptions{nil, nil, {Universe: v5}} {
		got, err := codec.Read(t.Context(), table.Source{Name: "f", R: strings.NewReader(file)}, "", opts)
		require.NoError(t, err)
		for d := range got.List.All() {
			seen[d] = true
		}
	}
	assert.Len(t, seen, 2)
}

func TestNoListIsNotWritten(t *testing.T) {
	for _, bad := range []*dataidlist.List{nil, {}} {
		for _, f := range codec.Formats() {
			require.ErrorIs(t, codec.Write(io.Discard, bad, f.Name, nil), dataidlist.ErrGroup, f.Name)
		}
		dir := t.TempDir()
		require.ErrorIs(t, codec.WriteFile(t.Context(), filepath.Join(dir, "x.csv"), bad, "", nil, atomicfile.Options{}), dataidlist.ErrGroup)
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Empty(t, left)
		_, err = codec.ResolveList(t.Context(), "x", bad, nil, nil)
		require.ErrorIs(t, err, dataidlist.ErrGroup)
	}
}

func TestDetect(t *testing.T) {
	for name, c := range map[string]struct{ head, file, format string }{
		"Parquet":                              {"PAR1\x15\x04", "x", "parquet"},
		"an Arrow file":                        {"ARROW1\x00\x00", "x", "arrow"},
		"an Arrow stream":                      {"\xff\xff\xff\xff\x10\x01\x00\x00", "x", "arrow"},
		"ECSV, whatever its name":              {"# %ECSV 1.0\n# ---\n", "bad.csv", "ecsv"},
		"an array":                             {`[{"visit":1}]`, "x", "json"},
		"an array of ints":                     {"[1, 2]", "x.txt", "json"},
		"printed DataIds":                      {"{instrument: 'HSC', visit: 318}\n{instr", "x.txt", "yaml"},
		"printed DataIds in brackets":          {"[{'instrument': 'HSC', 'visit': 318},\n", "-", "yaml"},
		"an object":                            {` {"format":"dataidlist/1"}`, "x", "json"},
		"JSON under another name":              {`[{"visit":1}]`, "x.csv", "csv"},
		"JSON in a file of lines":              {`{"visit":1}`, "x.jsonl", "jsonl"},
		"JSON in a text file":                  {`[{"visit":1}]`, "x.txt", "json"},
		"a table":                              {"instrument,visit\nHSC,2\n", "x", "csv"},
		"a table under another name":           {"instrument,visit\nHSC,2\n", "x.json", "json"},
		"a table with tabs":                    {"instrument\tvisit\nHSC\t2\n", "x.tsv", "tsv"},
		"a name that YAML could be":            {"Unnamed: 0,visit\n0,2\n", "x.csv", "csv"},
		"a name that Gen2 could be":            {"a=b,visit\n0,2\n", "x.csv", "csv"},
		"a table behind comments":              {"# by eye\n\nvisit\n2\n", "x.txt", "csv"},
		"a table with the index of pandas":     {",instrument,visit\n0,HSC,2\n", "x", "csv"},
		"numbers":                              {"# by eye\n174534\n", "x", "text"},
		"ranges":                               {"174534..174600\n", "x.txt", "text"},
		"ranges under another name":            {"174534..174600\n", "x.csv", "csv"},
		"a number and a text":                  {"# by eye\n174534 trailed, a bit\n", "x", "text"},
		"rows without names":                   {"230,1\n", "x", "csv"},
		"rows of strings and numbers":          {"HSC,230,1\n", "x.txt", "csv"},
		"rows with spaces without names":       {"230 1\n", "x.txt", "ssv"},
		"two numbers, which are no segments":   {"230 59580\n250 59581\n", "x", "ssv"},
		"four numbers, which are no segments":  {"0 5 94 89\n", "x.txt", "ssv"},
		"a table of spaces":                    {"# by eye\nvisit detector\n5 94\n", "x.txt", "ssv"},
		"with its names in a comment":          {"#visit detector\n5 94\n", "x", "ssv"},
		"names with a space in a table":        {"visit, detector\n5, 94\n", "x", "csv"},
		"segments":                             {"# seg start stop duration\n0 5 94 89\n", "x.txt", "segments"},
		"segments of two numbers":              {"# start end\n5 94\n95 99.0\n", "x", "segments"},
		"segments by their name":               {"5 94\n95 99.0\n", "x.segments", "segments"},
		"an id of the second generation":       {"# redo\nvisit=5^7 ccd=0..8\n", "x.txt", "gen2"},
		"one of a command line":                {"--id visit=5\n", "x", "gen2"},
		"a good runs list":                     {"<?xml version='1.0'?>\n<!-- 2018 -->\n<LumiRangeCollection>", "x.json", "grl"},
		"nothing but a name":                   {"", "x.csv", "csv"},
		"comments and a name":                  {"# nothing yet\n", "x.txt", "text"},
		"what is like nothing, but for a name": {"\x00\x01", "x.parquet", "parquet"},
	} {
		f, err := codec.Detect([]byte(c.head), c.file)
		if assert.NoError(t, err, name) {
			assert.Equal(t, c.format, f.Name, name)
		}
	}
}

func TestDetectRefuses(t *testing.T) {
	_, err := codec.Detect(nil, "-")
	assert.EqualError(t, err, "the input is empty")
	_, err = codec.Detect([]byte("\x00\x01"), "x.fits")
	assert.ErrorContains(t, err, "the format is not recognised: say it with --from (")
	for head, want := range map[string]string{
		"\x1f\x8b\x08\x00":     "the input is compressed by gzip: convert it first, as in gzip -dc 'x.csv' | dataidlist info -",
		"\x28\xb5\x2f\xfd\x24": "the input is compressed by zstd: convert it first, as in zstd -dc 'x.csv' | dataidlist info -",
		"BZh91AY&SY":           "the input is compressed by bzip2: convert it first, as in bzip2 -dc 'x.csv' | dataidlist info -",
		"\xfd7zXZ\x00\x00":     "the input is compressed by xz: convert it first, as in xz -dc 'x.csv' | dataidlist info -",
		"FEA1\x00":             `the input is Feather of version 1: convert it first, as in python -c "import pandas; pandas.read_feather('x.csv').to_parquet('x.csv.parquet')"`,
	} {
		_, err = codec.Detect([]byte(head), "x.csv")
		assert.EqualError(t, err, want)
		_, err = codec.Read(t.Context(), table.Source{Name: "x.csv", R: strings.NewReader(head)}, "csv", nil)
		if strings.HasPrefix(head, "FEA1") || strings.HasPrefix(head, "\xfd7zXZ") {
			assert.EqualError(t, err, "x.csv: "+want)
		} else {
			assert.ErrorContains(t, err, "the input is cut off", "it is decompressed")
		}
	}
}

// What is asked of the user must be what the user meant.
func TestWhatIsLikeATableMayBeText(t *testing.T) {
	visits := &table.ReadOptions{Dimensions: []string{"visit"}, Set: map[string]string{"instrument": "HSC"}}
	for name, c := range map[string]struct {
		name, input string
		opts        *table.ReadOptions
		err         string
	}{
		"by its name":                {"x.txt", "oops\n174534\n", visits, `x.txt:1: column visit: bad value: "oops" is not an integer`},
		"without a dimension":        {"x.txt", "oops\n174534\n", nil, "x.txt:1: column oops: not a dimension of daf_butler/8: use --reason-column, --rename oops=DIMENSION or --ignore-columns"},
		"by the one dimension":       {"-", "oops\n174534\n", visits, `-:1: column visit: bad value: "oops" is not an integer`},
		"not with a name of use":     {"x.txt", "visit\n174534\n", &table.ReadOptions{Set: visits.Set}, ""},
		"not with one that is given": {"x.txt", "\"expnum\",id\n174534,2\n", &table.ReadOptions{Set: visits.Set, Rename: map[string]string{"expnum": "visit"}, Ignore: []string{"id"}}, ""},
		"not with neither":           {"x.csv", "oops\n174534\n", nil, "x.csv:1: column oops: not a dimension of daf_butler/8: use --reason-column, --rename oops=DIMENSION or --ignore-columns"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := codec.Read(t.Context(), table.Source{Name: c.name, R: strings.NewReader(c.input)}, "", c.opts)
			if c.err == "" {
				require.NoError(t, err)
			} else {
				require.EqualError(t, err, c.err)
			}
		})
	}
}

func TestTheIndexOfPandasIsDropped(t *testing.T) {
	const input = ",instrument,visit\n0,HSC,2\n1,HSC,3\n"
	read := func(opts *table.ReadOptions) (*table.Result, error) {
		return codec.Read(t.Context(), table.Source{Name: "f.csv", R: strings.NewReader(input)}, "", opts)
	}
	_, err := read(nil)
	require.EqualError(t, err, "f.csv:1: column 1 has no name: drop it with --ignore-columns ''")
	result, err := read(&table.ReadOptions{Ignore: []string{""}})
	require.NoError(t, err)
	assert.Equal(t, uint64(2), result.List.Count())
}

func TestBySuffix(t *testing.T) {
	for name, format := range map[string]string{
		"a.parquet": "parquet", "a.PARQUET": "parquet", "dir.csv/a.json": "json", "a.golden.json": "golden", "a.csv.txt": "text",
	} {
		f, ok := codec.BySuffix(name)
		assert.True(t, ok, name)
		assert.Equal(t, format, f.Name, name)
	}
	for _, name := range []string{"", "csv", "a.csv.gz", "a.csv/b", "-"} {
		_, ok := codec.BySuffix(name)
		assert.False(t, ok, name)
	}
}

func TestFormatsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range codec.Formats() {
		for _, name := range append(f.Suffixes, f.Name) {
			assert.False(t, seen[name], name)
			seen[name] = true
		}
		found, err := codec.Lookup(f.Name)
		require.NoError(t, err)
		assert.Equal(t, f.Name, found.Name)
	}
	_, err := codec.Lookup("fits")
	assert.ErrorContains(t, err, `format "fits" is not known: it is one of parquet, `)
}

// told gives the options that reading needs where the format has neither
// names nor strings.
func told(l *dataidlist.List) *table.ReadOptions {
	opts := &table.ReadOptions{Dimensions: l.Group().Ints(), Set: map[string]string{}}
	if d, ok := l.Select(0); ok {
		for _, name := range l.Group().Strings() {
			opts.Set[name], _ = d.Value(name)
		}
	}
	return opts
}

// selfDescribing are the formats that need to be told nothing.
var selfDescribing = []string{"parquet", "arrow", "arrow-stream", "ecsv", "json", "csv", "tsv", "ssv", "fixed-width", "gen2", "yaml"}

func TestEveryFormatGivesTheListBack(t *testing.T) {
	rng := listtest.Rand(t)
	g := listtest.Group(t, "exposure", "detector")
	for range 3 {
		// Strings that every format can carry; what each of them can is tested there.
		l, _ := listtest.Random(rng, g, listtest.OnePartition)
		l = l.WithoutReasons()
		for _, name := range selfDescribing {
			var b bytes.Buffer
			require.NoError(t, codec.Write(&b, l, name, nil), name)
			for how, r := range map[string]io.Reader{"whole": bytes.NewReader(b.Bytes()), "by bytes": iotest.OneByteReader(&b)} {
				result, err := codec.Read(t.Context(), table.Source{Name: "-", R: r}, "", nil)
				if assert.NoError(t, err, "%s %s", name, how) {
					assert.Equal(t, l.Digest(), result.List.Digest(), "%s %s", name, how)
				}
			}
		}
	}
}

func TestFormatsOfIntegersGiveTheListBack(t *testing.T) {
	rng := listtest.Rand(t)
	for name, dims := range map[string][]string{"text": {"visit"}, "golden": {"visit", "detector"}, "roaring": {"exposure"}, "segments": {"exposure"}, "grl": {"visit", "detector"}} {
		l, _ := listtest.Random(rng, listtest.Group(t, dims...), listtest.OnePartition)
		var b bytes.Buffer
		require.NoError(t, codec.Write(&b, l, name, nil), name)
		result, err := codec.Read(t.Context(), table.Source{Name: "-", R: &b}, "", told(l))
		if assert.NoError(t, err, name) {
			assert.Equal(t, l.Digest(), result.List.Digest(), name)
			assert.Equal(t, name, result.Format)
		}
	}
}

func TestOptionsMayBeNil(t *testing.T) {
	l, _ := listtest.Random(listtest.Rand(t), listtest.Group(t, "htm7"), listtest.Runs)
	for _, f := range codec.Formats() {
		if f.Name == "golden" || f.Name == "grl" {
			continue // which have two dimensions
		}
		var b bytes.Buffer
		require.NoError(t, codec.Write(&b, l, f.Name, nil), f.Name)
		result, err := codec.Read(t.Context(), table.Source{Name: "f", R: &b}, f.Name, nil)
		if f.Name == "text" || f.Name == "segments" || f.Name == "roaring" || f.Name == "jsonl" && l.Count() == 0 {
			require.ErrorIs(t, err, table.ErrOptions, f.Name)
			continue
		}
		require.NoError(t, err, f.Name)
		assert.Equal(t, l.Digest(), result.List.Digest(), f.Name)
	}
	_, err := codec.Read(t.Context(), table.Source{Name: "f", R: strings.NewReader("{}")}, "golden", nil)
	require.ErrorIs(t, err, table.ErrOptions)
}

func TestStandardInputStaysOpen(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	defer func(stdin *os.File) { os.Stdin = stdin }(os.Stdin)
	os.Stdin = r
	_, err = w.WriteString("htm7\n1\n")
	require.NoError(t, err)
	require.NoError(t, w.Close())
	result, err := codec.ReadFile(t.Context(), "-", "", nil)
	require.NoError(t, err)
	assert.Equal(t, uint64(1), result.List.Count())
	_, err = r.Read(make([]byte, 1))
	assert.ErrorIs(t, err, io.EOF, "and not that it is closed")
}

func TestFiles(t *testing.T) {
	l, _ := listtest.Random(listtest.Rand(t), listtest.Group(t, "visit", "detector"), listtest.OnePartition)
	l = l.WithoutReasons() // which not every text table can carry
	require.Positive(t, l.Count(), "some formats do not bring back an empty list")
	dir := t.TempDir()
	for _, f := range codec.Formats() {
		path := filepath.Join(dir, "list"+f.Suffixes[0])
		err := codec.WriteFile(t.Context(), path, l, "", nil, atomicfile.Options{})
		if f.Name == "text" || f.Name == "roaring" || f.Name == "segments" { // which hold one dimension
			require.ErrorIs(t, err, dataidlist.ErrGroup, path)
			assert.NoFileExists(t, path)
			continue
		}
		require.NoError(t, err, path)
		opts := &table.ReadOptions{}
		if f.Name == "golden" || f.Name == "grl" {
			opts = told(l)
		}
		result, err := codec.ReadFile(t.Context(), path, "", opts)
		require.NoError(t, err, path)
		assert.Equal(t, l.Digest(), result.List.Digest(), path)
	}
	assert.ErrorContains(t, codec.WriteFile(t.Context(), filepath.Join(dir, "list.fits"), l, "", nil, atomicfile.Options{}),
		"list.fits: the name says no format: give one with --to (parquet, ")
}

func TestErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "list.csv")
	_, err := codec.ReadFile(t.Context(), path, "", nil)
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, path)
	_, err = codec.ReadFile(t.Context(), dir, "", nil)
	assert.ErrorContains(t, err, dir+": it is a directory")

	require.NoError(t, os.WriteFile(path, nil, 0o600))
	for _, format := range []string{"", "fits", "csv"} {
		_, err = codec.ReadFile(t.Context(), path, format, nil)
		var input *dataidlist.InputError
		require.ErrorAs(t, err, &input, format)
		assert.Equal(t, path, input.File)
	}
	_, err = codec.Read(t.Context(), table.Source{Name: "broken", R: iotest.ErrReader(os.ErrClosed)}, "", nil)
	require.ErrorIs(t, err, os.ErrClosed)
	assert.True(t, strings.HasPrefix(err.Error(), "broken: "), err)
}
