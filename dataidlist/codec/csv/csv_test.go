package csv_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/csv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func read(input string, opts *table.ReadOptions) (*table.Result, error) {
	return csv.Read(table.Source{Name: "f.csv", R: strings.NewReader(input), Size: int64(len(input))}, opts)
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		input  string
		opts   table.ReadOptions
		format string
		want   []string
	}{
		"visits": {"instrument,visit\nLSSTCam,2025062900604\nHSC,9\n", table.ReadOptions{}, "csv",
			[]string{"instrument=HSC visit=9", "instrument=LSSTCam visit=2025062900604"}},
		"tabs and quotes": {"instrument\tvisit\treason\r\nHSC\t9\t\"no, \"\"really\"\"\"\r\n", table.ReadOptions{}, "tsv",
			[]string{`instrument=HSC visit=9 (no, "really")`}},
		"ranges": {"instrument,visit,detector\nHSC,1..2,3..7:2\nHSC,9,0", table.ReadOptions{}, "csv",
			[]string{"instrument=HSC visit=1 detector=3", "instrument=HSC visit=1 detector=5", "instrument=HSC visit=1 detector=7",
				"instrument=HSC visit=2 detector=3", "instrument=HSC visit=2 detector=5", "instrument=HSC visit=2 detector=7", "instrument=HSC visit=9 detector=0"}},
		"spaces around numbers and names": {" instrument , visit \nHSC, 7\t\nHSC,\" 8\"\n", table.ReadOptions{}, "csv",
			[]string{"instrument=HSC visit=7", "instrument=HSC visit=8"}},
		"spaces in strings": {"instrument,physical_filter\nDECam,g DECam SDSS c0001 4720.0 1520.0\nDECam,\" g\"\nDECam, g\n", table.ReadOptions{}, "csv",
			[]string{`instrument=DECam physical_filter=" g"`, `instrument=DECam physical_filter="g DECam SDSS c0001 4720.0 1520.0"`}},
		"options": {"# bad\nExposure,comment,junk\n5, slew ,1\n", table.ReadOptions{Set: map[string]string{"instrument": "HSC"},
			Rename: map[string]string{"Exposure": "exposure"}, ReasonColumn: "comment", Ignore: []string{"junk"}}, "csv",
			[]string{"instrument=HSC exposure=5 (slew)"}},
		"a header alone": {"instrument,visit\n", table.ReadOptions{}, "csv", nil},
		"nothing":        {"", table.ReadOptions{Dimensions: []string{"htm7"}}, "csv", nil},
		"large numbers":  {"htm7\n9223372036854775807\n", table.ReadOptions{}, "csv", []string{"htm7=9223372036854775807"}},
		"an implied dimension": {"instrument,visit,band\nHSC,1,r\nHSC,1,r\n", table.ReadOptions{}, "csv",
			[]string{"instrument=HSC visit=1"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, src := range []io.Reader{strings.NewReader(c.input), iotest.OneByteReader(strings.NewReader(c.input))} {
				got, err := csv.Read(table.Source{Name: "f.csv", R: src, Size: -1}, &c.opts)
				require.NoError(t, err)
				require.Equal(t, c.want, codectest.Lines(got.List))
				require.Equal(t, c.format, got.Format)
				require.Nil(t, got.Header)
			}
		})
	}
}

func TestReadCountsDuplicates(t *testing.T) {
	got, err := read("htm7\n1..5\n4\n9\n", &table.ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 7, got.Rows)
	require.EqualValues(t, 1, got.Duplicates)
	require.EqualValues(t, 6, got.List.Count())
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ input, message string }{
		"an unknown column":         {"instrument,visit,mood\n", "f.csv:1: column mood: not a dimension of daf_butler/8: use --reason-column, --rename mood=DIMENSION or --ignore-columns"},
		"a missing dimension":       {"# x\nvisit\n1\n", "f.csv:2: dimension instrument is missing: give it with --set instrument=VALUE"},
		"a dimension twice":         {"htm7,htm7\n", "f.csv:1: column htm7: dimension htm7 comes twice"},
		"no columns":                {"", "f.csv: the input has no DataIds and does not name its dimensions: give them with --dimension and --set"},
		"a list of integers":        {"2025041700761\n", "f.csv:1: the first line has a value and no name: say what its column is, as in --dimension visit"},
		"an empty int":              {"instrument,visit\nHSC,\n", "f.csv:2: column visit: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"an int of spaces":          {"instrument,visit\nHSC,  \n", "f.csv:2: column visit: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"an empty string":           {"instrument,visit\n\"\",1\n", "f.csv:2: column instrument: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"a fraction":                {"htm7\n1.0\n", `f.csv:2: column htm7: bad value: "1.0" is not a whole number in plain digits`},
		"an exponent":               {"htm7\n1e3\n", `f.csv:2: column htm7: bad value: "1e3" is not a whole number in plain digits`},
		"a sign":                    {"htm7\n+1\n", `f.csv:2: column htm7: bad value: "+1": write it without sign and leading zeros`},
		"a leading zero":            {"htm7\n01\n", `f.csv:2: column htm7: bad value: "01": write it without sign and leading zeros`},
		"a negative value":          {"htm7\n-1\n", "f.csv:2: column htm7: bad value: -1 is negative; values are 0 to 9223372036854775807"},
		"an overflow":               {"htm7\n9223372036854775808\n", `f.csv:2: column htm7: bad value: "9223372036854775808" is larger than 9223372036854775807`},
		"a range backwards":         {"htm7\n5..1\n", `f.csv:2: column htm7: bad value: range "5..1" ends before it begins`},
		"a range without end":       {"htm7\n5..\n", "f.csv:2: column htm7: bad value: an integer is missing"},
		"a contradiction":           {"instrument,visit,band\nHSC,1,r\n\nHSC,1,i\n", `f.csv:4: column band: bad value: "i" here and "r" in row 2, both for instrument "HSC", visit 1, which has only one`},
		"a row after a quoted line": {"instrument,visit,reason\nHSC,1,\"a\nb\"\nHSC\n", "f.csv:4: 1 values where 3 columns are named"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.input, &table.ReadOptions{})
			var at *dataidlist.InputError
			require.ErrorAs(t, err, &at)
			require.EqualError(t, err, c.message)
		})
	}
	_, err := read("instrument,visit,detector\nHSC,0..99999999,0\n", &table.ReadOptions{})
	require.ErrorIs(t, err, dataidlist.ErrLimit)
	require.ErrorContains(t, err, "f.csv:2: ")
	_, err = read("", &table.ReadOptions{Set: map[string]string{"mood": "x"}})
	require.EqualError(t, err, "f.csv: --set mood: universe daf_butler/8 has no such dimension")
}

func TestWrite(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	slew, donuts := dataidlist.Reason{Text: "slew, fast", Author: "ktl"}, dataidlist.Reason{Text: "donuts"}
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{7, 3}, 3, slew))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{7, 4}, 3, donuts))
	require.NoError(t, b.AddRun([]string{"=1"}, []int64{8, 0}, 1))
	l := b.List()
	for name, c := range map[string]struct {
		write func(io.Writer, *dataidlist.List, *table.WriteOptions) error
		opts  table.WriteOptions
		want  string
	}{
		"CSV": {csv.Write, table.WriteOptions{}, "instrument,visit,detector,reason\n\"=1\",8,0,\nLSSTCam,7,3,\"slew, fast\"\n" +
			"LSSTCam,7,4,\"slew, fast; donuts\"\nLSSTCam,7,5,\"slew, fast; donuts\"\nLSSTCam,7,6,donuts\n"},
		"TSV": {csv.WriteTSV, table.WriteOptions{}, "instrument\tvisit\tdetector\treason\n\"=1\"\t8\t0\t\nLSSTCam\t7\t3\tslew, fast\n" +
			"LSSTCam\t7\t4\tslew, fast; donuts\nLSSTCam\t7\t5\tslew, fast; donuts\nLSSTCam\t7\t6\tdonuts\n"},
		"DataIds only": {csv.Write, table.WriteOptions{IDsOnly: true}, "instrument,visit,detector\n\"=1\",8,0\nLSSTCam,7,3\nLSSTCam,7,4\nLSSTCam,7,5\nLSSTCam,7,6\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, c.write(&out, l, &c.opts))
			require.Equal(t, c.want, out.String())
			require.ErrorIs(t, c.write(codectest.Failing{Err: io.ErrShortWrite}, l, &c.opts), io.ErrShortWrite)
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "instrument"))
	require.NoError(t, b.AddRun([]string{"a\x00b"}, nil, 1))
	err := csv.Write(io.Discard, b.List(), &table.WriteOptions{})
	require.EqualError(t, err, `bad value: "a\x00b" has a zero byte, which text tables cannot carry: write JSON or Parquet`)

	b = dataidlist.NewBuilder(listtest.Group(t, "instrument"))
	var reasons []dataidlist.Reason
	for i := range 20 {
		reasons = append(reasons, dataidlist.Reason{Text: fmt.Sprint(i, strings.Repeat("x", dataidlist.MaxReasonLen-9))})
	}
	require.NoError(t, b.AddRun([]string{"HSC"}, nil, 1, reasons...))
	require.ErrorIs(t, csv.Write(io.Discard, b.List(), &table.WriteOptions{}), dataidlist.ErrLimit)
}

// drawList draws a list of awkward strings with plain reasons.
func drawList(t *rapid.T) *dataidlist.List {
	g := listtest.Group(t, rapid.SampledFrom([][]string{{"instrument"}, {"visit"}, {"htm7"}, {"physical_filter", "detector"}, {"visit", "detector"}}).Draw(t, "group")...)
	b := dataidlist.NewBuilder(g)
	str := rapid.StringOfN(rapid.SampledFrom([]rune("a#=\"\t\r\n, ;é0.\ufeff\u00a0")), 1, 5, -1)
	for range rapid.IntRange(0, 20).Draw(t, "runs") {
		strs := rapid.SliceOfN(str, len(g.Strings()), len(g.Strings())).Draw(t, "strings")
		ints := rapid.SliceOfN(rapid.Int64Range(0, 1<<62), len(g.Ints()), len(g.Ints())).Draw(t, "ints")
		n := int64(1)
		if len(ints) > 0 {
			n = rapid.Int64Range(1, 9).Draw(t, "length")
		}
		var reasons []dataidlist.Reason
		if rapid.Bool().Draw(t, "has a reason") {
			reasons = []dataidlist.Reason{{Text: "x" + str.Draw(t, "reason") + "x"}}
		}
		require.NoError(t, b.AddRun(strs, ints, n, reasons...))
	}
	return b.List()
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawList(t)
		var commas, tabs bytes.Buffer
		require.NoError(t, csv.Write(&commas, l, &table.WriteOptions{}))
		require.NoError(t, csv.WriteTSV(&tabs, l, &table.WriteOptions{}))
		for _, out := range []string{commas.String(), tabs.String()} {
			got, err := read(out, &table.ReadOptions{})
			require.NoError(t, err)
			require.Equal(t, l.Digest(), got.List.Digest())
			require.Equal(t, codectest.Lines(l), codectest.Lines(got.List))
			require.Zero(t, got.Duplicates)
		}
	})
}

func TestOneColumnOfTabs(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "instrument"))
	require.NoError(t, b.AddRun([]string{"a,b\tc"}, nil, 1))
	var out bytes.Buffer
	l := b.List()
	require.NoError(t, csv.WriteTSV(&out, l, &table.WriteOptions{}))
	got, err := read(out.String(), &table.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, l.Digest(), got.List.Digest())
}

func TestDetect(t *testing.T) {
	for input, want := range map[string]bool{
		"instrument,visit\nHSC,1\n":           true,
		"# a\n\ninstrument\tvisit\r\nHSC\t1":  true,
		"\ufeff\"instrument\", visit\nHSC,1":  true,
		"visit\n1\n":                          true,
		"observatory,mjd,plate,image_type\n1": true,
		"":                                    false,
		"# only a comment":                    false,
		"2025041700761\n2025041800615\n":      false,
		"1..5\n":                              false,
		"[{\"visit\": 1}]":                    false,
		"{\"run\": [[1, 2]]}":                 false,
		"- {instrument: HSC, visit: 1}\n":     false,
		"dataIds:\n- visit: 1\n":              false,
		"PAR1\x00\x15,\x04":                   false,
		"a,,b\n":                              true,
		",instrument,visit\n":                 true,
		",,\n":                                false,
		"a,\xff\n":                            false,
	} {
		require.Equal(t, want, csv.Detect([]byte(input)), input)
	}
}

func TestRealFile(t *testing.T) {
	file, err := os.Open("../../../../shared/data/sdss/almanac_bad_exposures.csv")
	if os.IsNotExist(err) {
		t.Skip("the shared data are not here")
	}
	require.NoError(t, err)
	defer file.Close()
	u, err := dataidlist.NewUniverse("sdss", 1, []dataidlist.Dimension{{Name: "observatory"}, {Name: "mjd", Type: dataidlist.Int64}, {Name: "exposure", Type: dataidlist.Int64}})
	require.NoError(t, err)
	opts := &table.ReadOptions{Universe: u, ReasonColumn: "notes", Ignore: []string{"plate", "image_type"}}
	_, err = csv.Read(table.Source{Name: "bad.csv", R: file, Size: -1}, opts)
	// There an empty exposure means all of a plate, which no DataId says.
	require.EqualError(t, err, "bad.csv:6: column exposure: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL")
}

// Strings that were collected because programs mistreat them survive.
func TestNaughtyStrings(t *testing.T) {
	data, err := os.ReadFile("../../../../shared/data/corpora/blns/blns.txt")
	if os.IsNotExist(err) {
		t.Skip("the shared data are not here")
	}
	require.NoError(t, err)
	b := dataidlist.NewBuilder(listtest.Group(t, "instrument"))
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && utf8.ValidString(line) && !strings.Contains(line, "\x00") {
			require.NoError(t, b.AddRun([]string{line}, nil, 1, dataidlist.Reason{Text: "x" + line + "x"}))
		}
	}
	l := b.List()
	require.Greater(t, l.Count(), uint64(400))
	for _, write := range []func(io.Writer, *dataidlist.List, *table.WriteOptions) error{csv.Write, csv.WriteTSV} {
		var out bytes.Buffer
		require.NoError(t, write(&out, l, &table.WriteOptions{}))
		got, err := read(out.String(), &table.ReadOptions{})
		require.NoError(t, err)
		require.Equal(t, l.FullDigest(), got.List.FullDigest())
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"instrument,visit\nHSC,1..5:2\n", "instrument\tvisit\treason\nHSC\t1\t\"a\nb\"\n", "#\nhtm7\n1\n1\n",
		"instrument,visit,band\nHSC,1,r\n", "instrument,physical_filter\n\" g\",x\n", "visit,instrument\r\n1,HSC\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		csv.Detect(input)
		got, err := csv.Read(table.Source{Name: "f", R: bytes.NewReader(input), Size: -1}, &table.ReadOptions{})
		if err != nil {
			require.ErrorAs(t, err, new(*dataidlist.InputError))
			return
		}
		if got.List.Count() > 1<<16 {
			return
		}
		var out bytes.Buffer
		if err := csv.Write(&out, got.List, &table.WriteOptions{}); err != nil {
			require.ErrorIs(t, err, dataidlist.ErrLimit)
			return
		}
		again, err := read(out.String(), &table.ReadOptions{})
		require.NoError(t, err)
		require.Equal(t, got.List.Digest(), again.List.Digest())
	})
}

func ExampleRead() {
	const input = "instrument,visit,detector\nLSSTCam,2025062900604,90..98\n"
	result, err := csv.Read(table.Source{Name: "bad.csv", R: strings.NewReader(input), Size: -1}, &table.ReadOptions{})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.List.Group(), result.List.Count())
	// Output: {instrument, visit, detector} 9
}

func BenchmarkRead(b *testing.B) {
	var input strings.Builder
	input.WriteString("instrument,visit,detector\n")
	for visit := range 1000 {
		for detector := range 189 {
			fmt.Fprintf(&input, "LSSTCam,%d,%d\n", 2025062900000+visit, detector)
		}
	}
	b.SetBytes(int64(input.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(input.String(), &table.ReadOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
