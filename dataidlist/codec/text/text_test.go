package text_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/codec/text"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// visits is how a file of LSSTCam visits is read.
var visits = &table.ReadOptions{Dimensions: []string{"visit"}, Set: map[string]string{"instrument": "LSSTCam"}}

func read(input string, opts *table.ReadOptions) (*table.Result, error) {
	return text.Read(table.Source{Name: "f.txt", R: strings.NewReader(input), Size: int64(len(input))}, opts)
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		input string
		want  []string
	}{
		"numbers":           {"3\n1\n", []string{"instrument=LSSTCam visit=1", "instrument=LSSTCam visit=3"}},
		"ranges":            {"5..6\n1..4:3", []string{"instrument=LSSTCam visit=1", "instrument=LSSTCam visit=4", "instrument=LSSTCam visit=5", "instrument=LSSTCam visit=6"}},
		"comments":          {"# bad\n\n 7 # slew\n#8\n\t\n", []string{"instrument=LSSTCam visit=7"}},
		"CR LF and a BOM":   {"\ufeff7\r\n8\r\n", []string{"instrument=LSSTCam visit=7", "instrument=LSSTCam visit=8"}},
		"the largest value": {"9223372036854775807", []string{"instrument=LSSTCam visit=9223372036854775807"}},
		"nothing":           {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			for _, src := range []io.Reader{strings.NewReader(c.input), iotest.OneByteReader(strings.NewReader(c.input))} {
				got, err := text.Read(table.Source{Name: "f.txt", R: src, Size: -1}, visits)
				require.NoError(t, err)
				require.Equal(t, c.want, codectest.Lines(got.List))
				require.Equal(t, "text", got.Format)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		input, message string
		opts           *table.ReadOptions
	}{
		"no dimension":         {"1\n", "f.txt: a text file does not say which dimension its numbers are: name one, as in --dimension visit", &table.ReadOptions{}},
		"two dimensions":       {"1\n", "f.txt: a text file does not say which dimension its numbers are: name one, as in --dimension visit", &table.ReadOptions{Dimensions: []string{"visit", "detector"}}},
		"an unknown dimension": {"1\n", "f.txt: --dimension mood: not a dimension of daf_butler/8", &table.ReadOptions{Dimensions: []string{"mood"}}},
		"a number and another": {"1\n2 3\n", `f.txt:2: column visit: bad value: "2 3" is not an integer`, visits},
		"no instrument":        {"1\n", "f.txt: dimension instrument is missing: give it with --set instrument=VALUE", &table.ReadOptions{Dimensions: []string{"visit"}}},
		"a bad option":         {"1\n", "f.txt: --set mood: universe daf_butler/8 has no such dimension", &table.ReadOptions{Dimensions: []string{"visit"}, Set: map[string]string{"mood": "x"}}},
		"a word":               {"1\n# 2\nx\n", `f.txt:3: column visit: bad value: "x" is not an integer`, visits},
		"two numbers":          {"1 2\n", `f.txt:1: column visit: bad value: "1 2" is not an integer`, visits},
		"a table":              {"1,2\n", `f.txt:1: column visit: bad value: "1,2" is not an integer`, visits},
		"a fraction":           {"1.0\n", `f.txt:1: column visit: bad value: "1.0" is not a whole number in plain digits`, visits},
		"a leading zero":       {"007\n", `f.txt:1: column visit: bad value: "007": write it without sign and leading zeros`, visits},
		"an overflow":          {"9223372036854775808\n", `f.txt:1: column visit: bad value: "9223372036854775808" is larger than 9223372036854775807`, visits},
		"a range backwards":    {"3..1\n", `f.txt:1: column visit: bad value: range "3..1" ends before it begins`, visits},
		"too large a range":    {"0..9223372036854775807\n", "f.txt:1: ", visits},
		"UTF-16":               {"\xff\xfe1\x00\n\x00", "f.txt:1: not valid UTF-8: convert the file", visits},
		"a long line":          {"1\n#" + strings.Repeat("x", 64<<10), "f.txt:2: limit passed: a line of more than 65536 bytes", visits},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.input, c.opts)
			var at *dataidlist.InputError
			require.ErrorAs(t, err, &at)
			if name == "too large a range" {
				require.ErrorIs(t, err, dataidlist.ErrLimit)
				require.ErrorContains(t, err, c.message)
				return
			}
			require.EqualError(t, err, c.message)
		})
	}
	broken := errors.New("disk on fire")
	_, err := text.Read(table.Source{Name: "f.txt", R: io.MultiReader(strings.NewReader("1\n"), iotest.ErrReader(broken))}, visits)
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "f.txt:2: disk on fire")
}

func TestWrite(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{9}, 3, dataidlist.Reason{Text: "slew"}))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{1}, 1))
	l := b.List()
	var out bytes.Buffer
	require.NoError(t, text.Write(&out, l, &table.WriteOptions{}))
	require.Equal(t, "1\n9\n10\n11\n", out.String())
	full := errors.New("disk full")
	require.ErrorIs(t, text.Write(codectest.Failing{Err: full}, l, &table.WriteOptions{}), full)
}

func TestWriteRefuses(t *testing.T) {
	err := text.Write(io.Discard, dataidlist.NewBuilder(listtest.Group(t, "visit", "detector")).List(), &table.WriteOptions{})
	require.ErrorIs(t, err, dataidlist.ErrGroup)
	require.ErrorContains(t, err, "a text file holds one int dimension and the list is over {instrument, visit, detector}: write CSV or Parquet")
	err = text.Write(io.Discard, dataidlist.NewBuilder(listtest.Group(t, "instrument")).List(), &table.WriteOptions{})
	require.ErrorContains(t, err, "a text file holds one int dimension and the list is over {instrument}: write CSV or Parquet")
	b := dataidlist.NewBuilder(listtest.Group(t, "physical_filter", "detector"))
	require.NoError(t, b.AddRun([]string{"HSC", "r"}, []int64{1}, 1))
	require.NoError(t, b.AddRun([]string{"HSC", "g"}, []int64{1}, 1))
	err = text.Write(io.Discard, b.List(), &table.WriteOptions{})
	require.ErrorContains(t, err, "a text file has no place for instrument and physical_filter, of which the list has several values: write CSV or Parquet")
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
		for range rapid.IntRange(0, 20).Draw(t, "runs") {
			require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{rapid.Int64Range(0, 1<<62).Draw(t, "visit")}, rapid.Int64Range(1, 9).Draw(t, "length")))
		}
		l := b.List()
		var out bytes.Buffer
		require.NoError(t, text.Write(&out, l, &table.WriteOptions{}))
		got, err := read(out.String(), visits)
		require.NoError(t, err)
		require.Equal(t, l.Digest(), got.List.Digest())
		require.Equal(t, l.Count() > 0, text.Detect(out.Bytes()))
	})
}

func TestDetect(t *testing.T) {
	for input, want := range map[string]bool{
		"2025041700761\n": true, "# x\n\n1..5 # y\n": true, "\ufeff7": true,
		"": false, "# x": false, "visit\n1\n": false, "1,2\n": false, "1.0\n": false, "[1]": false,
	} {
		require.Equal(t, want, text.Detect([]byte(input)), input)
	}
}

func TestRealFiles(t *testing.T) {
	for path, count := range map[string]uint64{
		"rubin/DP2_bad_visits_in_visit_summary.txt":            39,
		"rubin/DP2_bad_visits_in_deep_coadd_input_summary.txt": 15,
		"dc2/DR6_Run2.2i_WFD_visits.txt":                       19852,
	} {
		t.Run(path, func(t *testing.T) {
			data, err := os.ReadFile("../../../../shared/data/" + path)
			if os.IsNotExist(err) {
				t.Skip("the shared data are not here")
			}
			require.NoError(t, err)
			require.True(t, text.Detect(data[:min(len(data), 64<<10)]))
			got, err := read(string(data), visits)
			require.NoError(t, err)
			require.Equal(t, count, got.List.Count())
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"1\n2..5:2\n", "# x\r\n7", "\ufeff9 # y\n", "65530..65540\n1..9223372036854775807:1000000000000000000\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		text.Detect(input)
		got, err := text.Read(table.Source{Name: "f", R: bytes.NewReader(input), Size: -1}, visits)
		if err != nil || got.List.Count() > 1<<16 {
			return
		}
		var out bytes.Buffer
		require.NoError(t, text.Write(&out, got.List, &table.WriteOptions{}))
		again, err := read(out.String(), visits)
		require.NoError(t, err)
		require.Equal(t, got.List.Digest(), again.List.Digest())
	})
}

func ExampleRead() {
	result, err := text.Read(table.Source{Name: "bad.txt", R: strings.NewReader("2025050600762\n2025052500596..2025052500599\n"), Size: -1}, &table.ReadOptions{
		Dimensions: []string{"visit"},
		Set:        map[string]string{"instrument": "LSSTCam"},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.List.Group(), result.List.Count())
	// Output: {instrument, visit} 5
}

func TestReasons(t *testing.T) {
	const in = "#EXPID Flag\n61200411 donuts\n61200412\t3\tlamp left on # by eye\n61200419..61200420 élan, perhaps\n61200421\n"
	got, err := text.Read(table.Source{Name: "f.txt", R: strings.NewReader(in)}, visits)
	require.NoError(t, err)
	require.EqualValues(t, 5, got.List.Count())
	found := map[string]string{}
	for d := range got.List.All() {
		visit, _ := d.Value("visit")
		for _, r := range got.List.ReasonsOf(d) {
			found[visit] += r.Text
		}
	}
	require.Equal(t, map[string]string{"61200411": "donuts", "61200412": "3\tlamp left on", "61200419": "élan, perhaps", "61200420": "élan, perhaps"}, found)
}

func TestStrings(t *testing.T) {
	got, err := text.Read(table.Source{Name: "f.txt", R: strings.NewReader("HSC\n\n LSST Cam # two words\n")}, &table.ReadOptions{Dimensions: []string{"instrument"}})
	require.NoError(t, err)
	var all []string
	for d := range got.List.All() {
		all = append(all, d.String())
	}
	require.Equal(t, []string{"instrument=HSC", `instrument="LSST Cam"`}, all)
}
