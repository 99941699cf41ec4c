package codec_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func zstdOf(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// compressions give data by each method, as its suffix says; bzip2 by the program
// only, if there is one.
func compressions(t testing.TB, data []byte) map[string][]byte {
	t.Helper()
	all := map[string][]byte{".gz": gzipped(t, data), ".zst": zstdOf(t, data)}
	cmd := exec.Command("bzip2", "-c")
	cmd.Stdin = bytes.NewReader(data)
	if out, err := cmd.Output(); err == nil {
		all[".bz2"] = out
	}
	return all
}

// A list is the same list when its file is compressed, whatever its format, name
// and way of access.
func TestCompressedListsAreRead(t *testing.T) {
	rng := listtest.Rand(t)
	for _, f := range codec.Formats() {
		dims := []string{"visit"}
		if f.Name == "golden" || f.Name == "grl" {
			dims = []string{"visit", "detector"}
		}
		l, _ := listtest.Random(rng, listtest.Group(t, dims...), listtest.OnePartition)
		if l = l.WithoutReasons(); l.Count() == 0 {
			continue // of which not every format says what it is
		}
		var b bytes.Buffer
		require.NoError(t, codec.Write(&b, l, f.Name, nil), f.Name)
		opts := &table.ReadOptions{}
		switch f.Name {
		case "text", "segments", "roaring", "golden", "grl":
			opts = told(l)
		}
		for suffix, data := range compressions(t, b.Bytes()) {
			for name, from := range map[string]string{"list" + f.Suffixes[0] + suffix: "", "s3://b/LIST" + strings.ToUpper(f.Suffixes[0]+suffix) + "?x=.csv": "", "-": f.Name, "list" + f.Suffixes[0]: ""} {
				for how, r := range map[string]io.Reader{"file": bytes.NewReader(data), "pipe": struct{ io.Reader }{bytes.NewReader(data)}} {
					got, err := codec.Read(t.Context(), table.Source{Name: name, R: r}, from, opts)
					if assert.NoError(t, err, "%s %s", name, how) {
						assert.Equal(t, l.Digest(), got.List.Digest(), "%s %s", name, how)
					}
				}
			}
		}
	}
}

func TestCompressedFilesAreRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.csv.gz")
	require.NoError(t, os.WriteFile(path, gzipped(t, []byte("instrument,visit\nHSC,5\n")), 0o600))
	result, err := codec.ReadFile(t.Context(), path, "", nil)
	require.NoError(t, err)
	assert.Equal(t, uint64(1), result.List.Count())
	assert.Equal(t, "csv", result.Format)

	src, file, err := codec.Open(path)
	require.NoError(t, err)
	defer file.Close()
	rows, err := codec.OpenRows(t.Context(), src, "", nil)
	require.NoError(t, err)
	defer rows.Close()
	for range 2 {
		names, err := rows.Columns(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []string{"instrument", "visit"}, names)
	}
}

// The name of a file says that it is compressed, and it no longer is.
func TestWhatIsCompressedByItsNameOnlyIsRead(t *testing.T) {
	result, err := codec.Read(t.Context(), table.Source{Name: "x.segments.gz", R: strings.NewReader("5 94\n")}, "", &table.ReadOptions{Dimensions: []string{"htm7"}})
	require.NoError(t, err)
	assert.Equal(t, "segments", result.Format)
}

// A list is that of the whole input or none.
func TestDamagedCompressedInputs(t *testing.T) {
	const csv = "instrument,visit\nHSC,5\nHSC,6\n"
	long := csv + strings.Repeat("HSC,7\n", 40_000)
	for _, content := range []string{csv, long} {
		for suffix, whole := range compressions(t, []byte(content)) {
			name := "list.csv" + suffix
			for what, data := range map[string][]byte{
				"cut":   whole[:len(whole)-1],
				"more":  append(bytes.Clone(whole), "visit\n"...),
				"zeros": append(bytes.Clone(whole), make([]byte, 512)...),
			} {
				_, err := codec.Read(t.Context(), table.Source{Name: name, R: bytes.NewReader(data)}, "", nil)
				var placed *dataidlist.InputError
				require.ErrorAs(t, err, &placed, "%s %s", suffix, what)
				assert.Equal(t, name, placed.File)
				assert.Greater(t, placed.Byte, int64(1), "%s %s", suffix, what)
				assert.Zero(t, placed.Row, "the list has no fault")
				require.Regexp(t, `^list.csv\S+: byte \d+: (gzip|zstd|bzip2): `, err.Error())
			}
			_, err := codec.Read(t.Context(), table.Source{Name: name, R: bytes.NewReader(append(bytes.Clone(whole), whole...))}, "", nil)
			require.Error(t, err, "the names come twice in the list of two streams")
			assert.ErrorContains(t, err, name+":")
		}
	}
}

// What is within is told as it would be without.
func TestForeignFormatsWithinCompressedInputs(t *testing.T) {
	for input, want := range map[string]string{
		string(gzipped(t, []byte("SIMPLE  =   T"))): "x.gz: what the input has, compressed by gzip, is FITS: convert it first, as in gzip -dc 'x.gz' > 'x.gz.raw' && python -c \"from astropy",
		string(zstdOf(t, []byte("1\x00\n\x00"))):    "x.gz: what the input has, compressed by zstd, is text in UTF-16LE: convert it to UTF-8 first, as in zstd -dc 'x.gz' > 'x.gz.raw' && iconv -f UTF-16LE -t UTF-8 'x.gz.raw' | dataidlist info -",
		string(gzipped(t, gzipped(t, nil))):         "x.gz: what the input has, compressed by gzip, is compressed by gzip: convert it first, as in gzip -dc 'x.gz' > 'x.gz.raw' && gzip -dc 'x.gz.raw' | dataidlist info -",
		string(gzipped(t, nil)):                     "x.gz: the input is empty",
		string(gzipped(t, []byte("\x00"))):          "x.gz: the format is not recognised",
	} {
		_, err := codec.Read(t.Context(), table.Source{Name: "x.gz", R: strings.NewReader(input)}, "", nil)
		assert.ErrorContains(t, err, want)
	}
}

// An endingSink ends a context with the first row.
type endingSink struct {
	end  context.CancelFunc
	rows int
}

func (s *endingSink) Columns(_ int64, names []string) ([]table.Kind, error) {
	return make([]table.Kind, len(names)), nil
}

func (s *endingSink) Row(int64, []table.Cell, []dataidlist.Reason) error {
	s.rows++
	s.end()
	return nil
}

// A bomb ends with its context, however little of the input is left to read.
func TestDecompressingEndsWithItsContext(t *testing.T) {
	const rows = 6 << 20
	ctx, end := context.WithCancel(t.Context())
	sink := endingSink{end: end}
	data := zstdOf(t, append([]byte("instrument,visit\n"), bytes.Repeat([]byte("HSC,7\n"), rows)...))
	_, err := codec.Read(ctx, table.Source{Name: "f", R: bytes.NewReader(data)}, "csv", &table.ReadOptions{Sink: &sink})
	require.ErrorIs(t, err, context.Canceled)
	assert.Less(t, sink.rows, rows/2)
}

func TestNothingIsWrittenCompressed(t *testing.T) {
	l, _ := listtest.Random(listtest.Rand(t), listtest.Group(t, "htm7"), listtest.Runs)
	for _, name := range []string{"list.csv.gz", "list.GZ", "list.csv.zst", "list.json.bz2", "list.csv.xz"} {
		for _, format := range []string{"", "csv"} {
			path := filepath.Join(t.TempDir(), name)
			err := codec.WriteFile(t.Context(), path, l, format, nil, atomicfile.Options{})
			require.ErrorContains(t, err, path+": files are read compressed by ")
			assert.NoFileExists(t, path)
		}
	}
	require.Error(t, codec.CheckOutput("s3://b/list.csv.gz?region=x"))
	require.NoError(t, codec.CheckOutput("s3://b/list.csv?x=.gz"))
	require.NoError(t, codec.CheckOutput("gz"))
}

// An input is read in the same way whether it is compressed or not.
func FuzzCompressed(f *testing.F) {
	for _, input := range []string{"instrument,visit\nHSC,5\n", `[{"instrument":"HSC","visit":5}]`, "visit=5^7 instrument=HSC\n", "- {htm7: 5}\n", "SIMPLE  =", "PAR1", ""} {
		f.Add([]byte(input))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		plain, errPlain := codec.Read(t.Context(), table.Source{Name: "f", R: bytes.NewReader(input)}, "", nil)
		if strings.HasPrefix(string(input), "\x1f\x8b") || strings.HasPrefix(string(input), "\x28\xb5\x2f\xfd") || strings.HasPrefix(string(input), "BZh") {
			return // which is then compressed twice
		}
		for _, data := range [][]byte{gzipped(t, input), zstdOf(t, input)} {
			got, err := codec.Read(t.Context(), table.Source{Name: "f", R: bytes.NewReader(data)}, "", nil)
			require.Equal(t, errPlain == nil, err == nil, "%v and %v", errPlain, err)
			if err == nil {
				require.Equal(t, plain.List.Digest(), got.List.Digest())
				require.Equal(t, plain.Format, got.Format)
			}
		}
	})
}
