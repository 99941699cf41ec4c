package codec

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/compression"
)

// A foreign format is one that people have lists in, and that other software
// reads.
type foreign struct {
	name string
	is   func(head []byte) bool
	// command converts the input to a file whose name begins with {out}, or writes
	// it into a pipe.
	command string
}

// foreigns are told by their first bytes. What a command writes has the name of
// the input and a suffix, so that it replaces nothing that people have.
func foreigns() []foreign {
	return []foreign{
		// DuckDB's first bytes are a checksum, which may look like anything.
		{"DuckDB", isDuckDB, `python -c "import duckdb; duckdb.connect('{in}').table('NAME').write_parquet('{out}.parquet')"`},
		{"FITS", begins("SIMPLE  ="), `python -c "from astropy.table import Table; Table.read('{in}', hdu=1, format='fits').write('{out}.ecsv')"`},
		{"VOTable", isVOTable, `python -c "from astropy.table import Table; Table.read('{in}', format='votable').write('{out}.ecsv')"`},
		{"an Excel workbook (xlsx)", isZipOf(func(name string) bool { return strings.HasPrefix(name, "xl/") }), excel},
		{"an Excel workbook of before 2007 (xls)", begins("\xd0\xcf\x11\xe0"), excel},
		{"an archive of NumPy arrays (npz)", isZipOf(func(name string) bool { return strings.HasSuffix(name, ".npy") }),
			`python -c "import numpy, pandas; pandas.DataFrame(dict(numpy.load('{in}'))).to_csv('{out}.csv', index=False)"`},
		{"a zip archive", begins("PK\x03\x04"), `python -m zipfile -e '{in}' '{out}.d'`},
		{"a tar archive", isTar, `python -m tarfile -e '{in}' '{out}.d'`},
		{"ORC", both(begins("ORC"), isBinary), `python -c "import pandas; pandas.read_orc('{in}').to_parquet('{out}.parquet')"`},
		{"Avro", begins("Obj\x01"), `python -c "import polars; polars.read_avro('{in}').write_parquet('{out}.parquet')"`},
		{"HDF5", begins("\x89HDF"), `python -c "from astropy.table import Table; Table.read('{in}', path='NAME', format='hdf5').write('{out}.ecsv')", or, if pandas wrote it, ` +
			`python -c "import pandas; pandas.read_hdf('{in}', 'NAME').to_parquet('{out}.parquet')"`},
		{"a NumPy array (npy)", begins("\x93NUMPY"),
			`python -c "import numpy; a = numpy.load('{in}'); numpy.savetxt('{out}.txt', a, fmt='%s', delimiter=',', header=','.join(a.dtype.names or ()), comments='')"`},
		{"a pickle, which may run anything when Python reads it", isPickle, `python -c "import pandas; pandas.DataFrame(pandas.read_pickle('{in}')).to_parquet('{out}.parquet')"`},
		{"SQLite", begins("SQLite format 3"), `sqlite3 -header -csv '{in}' 'SELECT * FROM NAME' | dataidlist info -`},
		{"Feather of version 1", begins("FEA1"), `python -c "import pandas; pandas.read_feather('{in}').to_parquet('{out}.parquet')"`},
		{"compressed by gzip", isCompressed("gzip"), `gzip -dc '{in}' | dataidlist info -`},
		{"compressed by zstd", isCompressed("zstd"), `zstd -dc '{in}' | dataidlist info -`},
		{"compressed by bzip2", isCompressed("bzip2"), `bzip2 -dc '{in}' | dataidlist info -`},
		{"compressed by xz", begins("\xfd7zXZ\x00"), `xz -dc '{in}' | dataidlist info -`},
		{"compressed by LZ4", begins("\x04\x22\x4d\x18"), `lz4 -dc '{in}' | dataidlist info -`},
	}
}

// excel converts one sheet of a workbook.
const excel = `python -c "import pandas; pandas.read_excel('{in}', sheet_name=0).to_csv('{out}.csv', index=False)"`

// refuse returns an error for what is no format of lists, but easily made one. It
// may have been compressed by a program, which then comes first.
func refuse(head []byte, name, compressed string) error {
	var what, command string
	for _, f := range foreigns() {
		if f.is(head) {
			what, command = f.name+": convert it", f.command
			break
		}
	}
	if encoding := wideText(head); what == "" && encoding != "" {
		what, command = "text in "+encoding+": convert it to UTF-8", "iconv -f "+encoding+" -t UTF-8 '{in}' | dataidlist info -"
	}
	switch {
	case what == "":
		return nil
	case compressed != "":
		first := paste(compressed+" -dc '{in}' > '{out}.raw' && ", name)
		return fmt.Errorf("what the input has, compressed by %s, is %s first, as in %s", compressed, what, first+paste(command, paste("{out}.raw", name)))
	}
	return fmt.Errorf("the input is %s first, as in %s", what, paste(command, name))
}

// paste puts the name of an input into a command, so that a shell takes it as it
// is printed. A name that needs more than quotes is left to the user.
func paste(command, name string) string {
	special := func(r rune) bool { return strings.ContainsRune("'\"$`\\!", r) || !unicode.IsPrint(r) }
	if name == "-" || strings.Contains(name, "://") || strings.ContainsFunc(name, special) {
		name = "FILE"
	}
	out := path.Base(name)
	if strings.HasPrefix(name, "-") { // which a program would take for an option
		name = "./" + name
	}
	return strings.NewReplacer("{in}", name, "{out}", out).Replace(command)
}

func begins(magic string) func([]byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) }
}

func isCompressed(name string) func([]byte) bool {
	return func(head []byte) bool { return compression.Detect(head) == name }
}

func both(a, b func([]byte) bool) func([]byte) bool {
	return func(head []byte) bool { return a(head) && b(head) }
}

// isBinary reports whether no text begins so.
func isBinary(head []byte) bool {
	const end = utf8.UTFMax - 1 // of which a character may be cut off
	return bytes.IndexByte(head, 0) >= 0 || !utf8.Valid(head[:max(0, len(head)-end)])
}

// isVOTable looks for the first element of an XML document, whatever is before
// it.
func isVOTable(head []byte) bool {
	rest := bytes.TrimPrefix(head, []byte("\ufeff"))
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		end := ""
		switch {
		case bytes.HasPrefix(rest, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(rest, []byte("<!")):
			end = ">"
		default:
			name, ok := bytes.CutPrefix(rest, []byte("<"))
			if prefix, local, qualified := bytes.Cut(name, []byte(":")); qualified && !bytes.ContainsAny(prefix, " \t\r\n>\"") {
				name = local
			}
			rest, found := bytes.CutPrefix(name, []byte("VOTABLE"))
			return ok && found && (len(rest) == 0 || bytes.ContainsAny(rest[:1], " \t\r\n/>"))
		}
		_, rest, _ = bytes.Cut(rest, []byte(end))
	}
}

// isZipOf returns a test for a zip archive in which a file has such a name. The
// directory of an archive is at its end, but each file has its name before it,
// too.
func isZipOf(is func(name string) bool) func([]byte) bool {
	const magic, atLength, atName = "PK\x03\x04", 26, 30
	return func(head []byte) bool {
		if !bytes.HasPrefix(head, []byte(magic)) {
			return false
		}
		for {
			at := bytes.Index(head, []byte(magic))
			if at < 0 || len(head) < at+atName {
				return false
			}
			head = head[at:]
			end := atName + int(binary.LittleEndian.Uint16(head[atLength:]))
			if end <= len(head) && is(string(head[atName:end])) {
				return true
			}
			head = head[len(magic):]
		}
	}
}

func isTar(head []byte) bool { return len(head) > 257 && begins("ustar")(head[257:]) }

func isDuckDB(head []byte) bool { return len(head) > 8 && begins("DUCK")(head[8:]) && isBinary(head) }

// isPickle knows the protocols from 2 on; earlier ones look like text.
func isPickle(head []byte) bool {
	return len(head) > 1 && head[0] == 0x80 && head[1] >= 2 && head[1] <= 5
}
