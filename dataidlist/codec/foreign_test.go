package codec_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
)

// threeRows is what the files of foreign formats hold.
const threeRows = "instrument,visit,detector\nLSSTCam,2025081700113,31\nLSSTCam,2025081700114,150\nLSSTCam,2025082000042,7\n"

// foreignFiles are made by other software, and read by it again as the errors
// say: each by a program that has t, the rows as a DataFrame, and writes the file
// f, with some module that is not always there.
var foreignFiles = []struct{ file, format, module, program string }{
	{"ids.fits", "FITS", "astropy", "Table.from_pandas(t).write(f)"},
	{"fits.csv", "FITS", "astropy", "Table.from_pandas(t).write(f, format='fits')"},
	{"my ids (1).fits", "FITS", "astropy", "Table.from_pandas(t).write(f, format='fits')"},
	{"ids.vot", "VOTable", "astropy", "Table.from_pandas(t).write(f, format='votable')"},
	{"votable.xml", "VOTable", "astropy", "Table.from_pandas(t).write(f, format='votable', tabledata_format='binary2')"},
	{"-ids.orc", "ORC", "pyarrow", "t.to_orc(f)"},
	{"ids.avro", "Avro", "polars", "polars.from_pandas(t).write_avro(f)"},
	{"ids.npy", "npy", "numpy", "numpy.save(f, t.to_records(index=False).astype([('instrument', 'U7'), ('visit', 'i8'), ('detector', 'i2')]))"},
	{"array.npy", "npy", "numpy", "numpy.save(f, t[['visit', 'detector']].to_numpy())"},
	{"ids.npz", "npz", "numpy", "numpy.savez(f, instrument=t.instrument.to_numpy().astype('U7'), visit=t.visit, detector=t.detector)"},
	{"ids.pkl", "pickle", "pandas", "t.to_pickle(f)"},
	{"rows.pickle", "pickle", "pickle", "pickle.dump(t.to_dict('records'), open(f, 'wb'), protocol=2)"},
	{"ids.db", "SQLite", "sqlite3", "c = sqlite3.connect(f); t.to_sql('NAME', c, index=False); c.close()"},
	{"ids.duckdb", "DuckDB", "duckdb", "c = duckdb.connect(f); c.execute('CREATE TABLE NAME AS SELECT * FROM t'); c.close()"},
	{"ids.feather", "Feather", "pyarrow.feather", "pyarrow.feather.write_feather(t, f, version=1)"},
	{"ids.csv.zip", "zip", "zipfile", "z = zipfile.ZipFile(f, 'w'); z.write('rows', 'ids.csv'); z.close()"},
	{"ids.tar", "tar", "tarfile", "z = tarfile.open(f, 'w'); z.add('rows', 'ids.csv'); z.close()"},
	{"ids.xlsx", "xlsx", "openpyxl", "t.to_excel(f, index=False)"},
	{"book.csv", "xlsx", "openpyxl", "t.to_excel(open(f, 'wb'), index=False)"},
	{"ids.hdf5", "HDF5", "h5py", "Table.from_pandas(t).write(f, path='NAME', serialize_meta=True)"},
	{"pandas.h5", "HDF5", "tables", "t.set_index('visit').to_hdf(f, key='NAME')"},
	{"wide.csv", "UTF-16", "pandas", "t.to_csv(f, index=False, encoding='utf-16')"},
	{"wide.txt", "UTF-16LE", "pandas", "t.to_csv(f, index=False, sep='\\t', encoding='utf-16-le')"},
	{"wide.json", "UTF-16BE", "pandas", "open(f, 'w', encoding='utf-16-be').write(t.to_json(orient='records'))"},
	{"wide.tsv", "UTF-32", "pandas", "t.to_csv(f, index=False, sep='\\t', encoding='utf-32')"},
}

// makeForeign writes those files to a folder, but for what Python lacks.
const makeForeign = `import sys, json, importlib, numpy, pandas
from astropy.table import Table
t = pandas.read_csv('rows')
for f, _, module, program in json.load(sys.stdin):
    try:
        globals()[module.split('.')[0]] = importlib.import_module(module.split('.')[0])
        importlib.import_module(module)
    except ImportError:
        continue
    exec(program)
`

// Whoever does what an error says has the list.
func TestTheAdviceForForeignFormatsIsGood(t *testing.T) {
	python, dir := pyenv.Python(t), t.TempDir()
	run := func(input, command string, args ...string) {
		cmd := exec.CommandContext(t.Context(), command, args...)
		cmd.Dir, cmd.Env, cmd.Stdin = dir, append(os.Environ(), "PYTHON="+python), strings.NewReader(input)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "rows"), []byte(threeRows), 0o600))
	want, err := readAs(t, dir, "rows", "csv")
	require.NoError(t, err)
	var asked [][]string
	for _, c := range foreignFiles {
		asked = append(asked, []string{c.file, c.format, c.module, c.program})
	}
	input, err := json.Marshal(asked)
	require.NoError(t, err)
	run(string(input), python, "-c", makeForeign)

	// Programs of Python are collected, to start it once only.
	script := "python() { case $1 in -c) printf '%s\\n' \"$2\" >> programs;; *) \"$PYTHON\" \"$@\";; esac; }\ndataidlist() { cat > \"$result\"; }\n"
	var made []string
	for _, c := range foreignFiles {
		if _, err := os.Stat(filepath.Join(dir, c.file)); errors.Is(err, fs.ErrNotExist) {
			t.Logf("%s: Python has no %s", c.file, c.module)
			continue
		}
		_, before := readAs(t, dir, c.file, "")
		require.ErrorContains(t, before, c.format)
		for _, from := range []string{"parquet", "csv", "json", "text"} {
			_, err := readAs(t, dir, c.file, from)
			require.EqualError(t, err, before.Error(), from)
		}
		_, advice, _ := strings.Cut(before.Error(), ", as in ")
		if first, second, several := strings.Cut(advice, ", or, if pandas wrote it, "); several {
			if advice = first; c.module == "tables" {
				advice = second
			}
		}
		script += fmt.Sprintf("result='%s.piped'\n%s\n", c.file, advice)
		made = append(made, c.file)
	}
	run(script, "sh", "-e")
	run("", python, "-W", "ignore", "programs")
	for _, file := range made {
		results, err := fs.Glob(os.DirFS(dir), file+".*")
		require.NoError(t, err)
		require.Len(t, results, 1, file)
		if folder, found := strings.CutSuffix(results[0], ".d"); found {
			results[0] = folder + ".d/ids.csv"
		}
		got, err := readAs(t, dir, results[0], "")
		require.NoError(t, err)
		assert.Equal(t, want.List.Digest(), got.List.Digest(), file)
	}
}

// readAs reads a file by its name in a folder. An array has no names.
func readAs(t *testing.T, dir, name, from string) (*table.Result, error) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, name))
	require.NoError(t, err)
	defer file.Close()
	opts := &table.ReadOptions{}
	if strings.HasPrefix(name, "array") {
		opts = &table.ReadOptions{Dimensions: []string{"visit", "detector"}, Set: map[string]string{"instrument": "LSSTCam"}}
	}
	return codec.Read(t.Context(), table.Source{Name: name, R: file}, from, opts)
}

// What is in a shell's or Python's way is for the user to write.
func TestNamesInAdviceCanBePasted(t *testing.T) {
	const program = `python -c "import pandas; pandas.read_orc('%s').to_parquet('%s.parquet')"`
	for name, want := range map[string][2]string{
		"ids.orc":         {"ids.orc", "ids.orc"},
		"lists/my ids":    {"lists/my ids", "my ids"},
		"-":               {"FILE", "FILE"},
		"-x":              {"./-x", "-x"},
		"it's.orc":        {"FILE", "FILE"},
		`a".orc`:          {"FILE", "FILE"},
		"$(reboot).orc":   {"FILE", "FILE"},
		"`reboot`.orc":    {"FILE", "FILE"},
		`a\`:              {"FILE", "FILE"},
		"line\nend":       {"FILE", "FILE"},
		"{in}{out}":       {"{in}{out}", "{in}{out}"},
		"s3://lists/x.or": {"FILE", "FILE"},
	} {
		_, err := codec.Detect([]byte("ORC\n\x00"), name)
		assert.ErrorContains(t, err, "the input is ORC: convert it first, as in "+fmt.Sprintf(program, want[0], want[1]))
	}
}

// What only looks like a foreign format is none.
func TestTextIsNoForeignFormat(t *testing.T) {
	for _, head := range []string{"ORC\n1\n", "ORC,visit\nx,1\n", "HSC visitDUCK\n", "SIMPLE,visit\nx,1\n", "PK,visit\nx,1\n", "BZh9,visit\nx,1\n", "<VOTABLES>", "<a:b VOTABLE>", "<VOTABLE2", "<?xml", "<!--", "<", "1\x00", "\x80"} {
		_, err := codec.Detect([]byte(head), "x.csv")
		assert.NoError(t, err, "%q", head)
	}
	for head, want := range map[string]string{
		"<VOTABLE/>": "VOTable",
		"\ufeff\n<!DOCTYPE VOTABLE>\n<v:VOTABLE version": "VOTable",
		"<?xml version='1.0'?>\n<!-- <a> -->\n<VOTABLE>": "VOTable",
		"PK\x03\x04":                 "a zip archive",
		"\xd0\xcf\x11\xe0":           "an Excel workbook of before 2007",
		"\x80\x05\x95":               "a pickle",
		"1\x00\n\x00":                "text in UTF-16LE",
		"\x001\x00\n":                "text in UTF-16BE",
		"v\x00\x00\x00,\x00\x00\x00": "text in UTF-32LE",
		"\x00\x00\x00v\x00\x00\x00,": "text in UTF-32BE",
		"\xff\xfe":                   "text in UTF-16:",
		"\xff\xfe\x00\x00":           "text in UTF-32:",
		"\x04\x22\x4d\x18":           "compressed by LZ4",
	} {
		for _, name := range []string{"x.csv", "x"} {
			_, err := codec.Detect([]byte(head), name)
			assert.ErrorContains(t, err, want, "%q", head)
		}
	}
}

// What a reader knows for sure is not foreign, whatever else it begins like.
func TestABitmapMayBeginAsGzipDoes(t *testing.T) {
	const buckets = 0x8b1f
	head := binary.LittleEndian.AppendUint64(nil, buckets)
	head = append(head, 0, 0, 0, 0, 0x3a, 0x30, 0, 0)
	f, err := codec.Detect(head, "x.roaring")
	require.NoError(t, err)
	assert.Equal(t, "roaring", f.Name)
	_, err = codec.Read(t.Context(), table.Source{Name: "x", R: bytes.NewReader(head)}, "roaring", &table.ReadOptions{Dimensions: []string{"htm7"}})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "gzip")
}
