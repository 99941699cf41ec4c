package refusals_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/require"
)

// An indexPlace is the value of the key dataidlist.index.
type indexPlace struct {
	Codec  string `json:"codec"`
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
	Pages  string `json:"pages,omitempty"`
}

// placeOf gives where the index of a file is, and its number in the metadata.
func placeOf(t *testing.T, meta *format.FileMetaData) (at indexPlace, i int) {
	t.Helper()
	i = slices.IndexFunc(meta.KeyValueMetadata, func(kv format.KeyValue) bool { return kv.Key == "dataidlist.index" })
	require.GreaterOrEqual(t, i, 0)
	require.NoError(t, json.Unmarshal([]byte(meta.KeyValueMetadata[i].Value), &at))
	return at, i
}

// inPlace changes what the metadata say of the index.
func inPlace(change func(*indexPlace)) edit {
	return func(t *testing.T, data string) string {
		t.Helper()
		before, meta := footer(t, data)
		at, i := placeOf(t, meta)
		change(&at)
		value, err := json.Marshal(at)
		require.NoError(t, err)
		meta.KeyValueMetadata[i].Value = string(value)
		return withFooter(t, before, meta)
	}
}

// inIndex edits the index of a file, whose checksum is then that of the new one.
func inIndex(e edit) edit {
	return func(t *testing.T, data string) string {
		t.Helper()
		before, meta := footer(t, data)
		at, _ := placeOf(t, meta)
		end := at.Offset + at.Length
		unpack, err := zstd.NewReader(nil)
		require.NoError(t, err)
		defer unpack.Close()
		index, err := unpack.DecodeAll([]byte(before[at.Offset:end]), nil)
		require.NoError(t, err)

		text := e(t, string(index))
		body := frame(text)
		moved := int64(len(body)) - at.Length // by which the page index behind it moves
		for _, g := range meta.RowGroups {
			for j := range g.Columns {
				c := &g.Columns[j]
				c.OffsetIndexOffset += moved
				if c.ColumnIndexOffset > 0 {
					c.ColumnIndexOffset += moved
				}
			}
		}
		return inPlace(func(at *indexPlace) {
			at.Length, at.Size, at.SHA256 = int64(len(body)), len(text), fmt.Sprintf("%x", sha256.Sum256([]byte(body)))
		})(t, withFooter(t, before[:at.Offset]+body+before[end:], meta))
	}
}

// frame is a zstd frame of one block that is not compressed: the same bytes
// whatever the version of a compressor.
func frame(data string) string {
	out := []byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0} // one segment, whose length has four bytes
	out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
	block := len(data)<<3 | 1 // raw, the last
	return string(append(out, byte(block), byte(block>>8), byte(block>>16))) + data
}

// splice replaces n bytes from an offset on.
func splice(offset, n int, after string) edit {
	return func(_ *testing.T, data string) string { return data[:offset] + after + data[offset+n:] }
}

// Parts of the index of the valid file, and where they begin.
const (
	partition = "\x07LSSTCam" + "\x01" + firstHead + firstTails // at 4
	firstHead = "\xeb\xfb\xdd\x0e"
	// firstTails are runs: skip, length - 1.
	firstTails = "\x06" + "\x80\x82\x97\x06\x01" + "\xb9\x05\x00"
	atHead     = 13
	atTails    = 17
	atChunks   = 26
	atReasons  = 60
	donuts     = "\x11" + `{"text":"donuts"}` + "\x3f\x08\x01\x07LSSTCam\x01\xeb\xfb\xdd\x0e\x03\x81\x82\x97\x06\x00"
	trailed    = "\x12" + `{"text":"trailed"}` + "\x3f\x08\x01\x07LSSTCam\x01\xeb\xfb\xdd\x0e\x03\x80\x82\x97\x06\x01"
)

// another is the list because with detector 187 instead of 188.
var another = list{"dil1:6454bb3b2f4bcce09fe25e5a50e10d78468475b4a472a19d8bd9e78020e1e1e6", "dilr1:8b52622cb4f09e775ece2accc2922592635b49b699fbd85d17e6dfe576695aad"}

func indexFamilies(t *testing.T) []family {
	valid := validParquet(t)
	damage := func(name string, e edit, words string) fault {
		return fault{name, inIndex(e), "4.11", index, nowhere, words}
	}
	place := func(name string, change func(*indexPlace), words string) fault {
		return fault{"place-" + name, inPlace(change), "4.11", index, nowhere, words}
	}
	// The tails of the valid file in the other forms.
	const bits = "\x3a\x30\x00\x00\x01\x00\x00\x00\xc5\x00\x02\x00\x10\x00\x00\x00" + "\x00\xc1\x01\xc1\xbc\xc3"
	steps := inIndex(to(firstTails, "\x08"+"\x80\x82\x97\x06\x01\x00"+"\xb9\x05\x00\x00"))(t, valid)
	bitmap := inIndex(to(firstTails, "\x07\x16"+bits))(t, valid)
	passed := doors{Open: pass, Rows: pass}
	return []family{
		// Damaged indexes: a reader goes to the rows.
		{name: "index", suffix: ".parquet", format: "parquet", valid: valid, list: because, doors: passed, faults: []fault{
			{"place-json", inMetadata("dataidlist.index", cut(1)), "4.11", index, nowhere, "a place that is not JSON"},
			place("codec", func(at *indexPlace) { at.Codec = "lz4" }, "another codec"),
			place("length", func(at *indexPlace) { at.Length = 1 << 20 }, "an index that is longer than the file"),
			place("size", func(at *indexPlace) { at.Size++ }, "another size than that of the index"),
			place("sum", func(at *indexPlace) { at.SHA256 = strings.Repeat("0", 64) }, "a checksum that is not that of the index"),
			place("sum-upper-case", func(at *indexPlace) { at.SHA256 = strings.ToUpper(at.SHA256) }, "upper-case digits in a checksum"),
			{"place-pages", inPlace(func(at *indexPlace) { at.Pages = strings.Repeat("0", 64) }), "4.11", claims, nowhere, "an index that was made for other pages"},
			{"place-offset", inPlace(func(at *indexPlace) { at.Offset++ }), "4.11", pass, nowhere, "none: an index that is not where it is said to be, as in a copy"},
			{"version", inIndex(at(0, "\x09")), "4.11", pass, nowhere, "none: an index of another version"},
			{"bytes", func(t *testing.T, data string) string {
				_, meta := footer(t, data)
				place, _ := placeOf(t, meta)
				return at(int(place.Offset)+60, "\x00")(t, data)
			}, "4.11", index, nowhere, "a byte of the index is another"},
			damage("cut", cut(1), "the last byte is missing"),
			damage("rest", add("\x00"), "a byte after the end"),
			damage("width", at(2, "\x09"), "a width that is no class"),
			damage("width-first", at(1, "\x20"), "a width of the first int dimension that is not 63"),
			damage("partition-empty", splice(12, 14, "\x00"), "a partition without blocks"),
			damage("partition-twice", splice(3, 1+len(partition), "\x02"+partition+partition), "a partition twice"),
			damage("partition-order", splice(3, 1+len(partition), "\x02"+partition+"\x03HSC"+partition[8:]), "partitions that are out of order"),
			damage("string-empty", splice(4, 8, "\x00"), "an empty string"),
			damage("string-utf8", at(5, "\xff"), "a string that is not UTF-8"),
			damage("block-empty", splice(atTails, len(firstTails), "\x00"), "a block without runs"),
			damage("block-twice", splice(12, 14, "\x02"+firstHead+firstTails+"\x00"+firstTails), "two blocks with one head"),
			damage("head-large", splice(atHead, 4, "\xff\xff\xff\xff\xff\xff\xff\x7f"), "a head that is larger than there are"),
			damage("tail-large", splice(atTails+6, 2, "\xff\xff\xff\x0f"), "a tail that is larger than there are"),
			damage("number-long", splice(atHead, 4, "\xeb\xfb\xdd\x8e\x00"), "a number in more bytes than it needs"),
			damage("number-large", splice(atHead, 4, strings.Repeat("\xff", 9)+"\x7f"), "a number above 2^64-1"),
			damage("chunks-more", at(atChunks, "\x02"), "a table of more chunks than there are"),
			damage("chunks-fewer", at(atChunks, "\x00"), "a table of fewer chunks than there are"),
			damage("reasons-more", at(atReasons, "\x03"), "fewer reasons than are said"),
			damage("reasons-order", splice(atReasons+1, len(donuts+trailed), trailed+donuts), "reasons that are out of order"),
			damage("reasons-twice", splice(atReasons+1, len(donuts+trailed), donuts+donuts), "a reason twice"),
			damage("reason-json", splice(atReasons+1, 18, "\x12"+`{"text": "donuts"}`), "a reason that is not in canonical JSON"),
			damage("reason-text", splice(atReasons+1, 18, "\x13"+`{"author":"donuts"}`), "a reason without text"),
			damage("reason-empty", to(donuts, donuts[:18]+"\x3f\x08\x00"), "a reason that no DataId has"),
		}},
		{name: "index-steps", suffix: ".parquet", format: "parquet", valid: steps, list: because, doors: passed, faults: []fault{
			damage("more", to("\xb9\x05\x00\x00", "\xb9\x05\x00\x01"), "more runs than are said"),
			damage("repetitions", to("\x08\x80\x82\x97\x06\x01\x00\xb9\x05\x00\x00", "\xc8\x01\x80\x82\x97\x06\x01\x00\xb9\x05\x00\x40"), "a step of 65 repetitions"),
		}},
		{name: "index-bitmap", suffix: ".parquet", format: "parquet", valid: bitmap, list: because, doors: passed, faults: []fault{
			damage("runs", to("\x07\x16"+bits, "\x0a\x16"+bits), "fewer runs than are said"),
			damage("cut", to("\x07\x16"+bits, "\x07\x15"+bits[:len(bits)-1]), "a bitmap that is cut off"),
			damage("rest", to("\x07\x16"+bits, "\x07\x17"+bits+"\x00"), "bytes after a bitmap"),
			damage("order", to("\x00\xc1\x01\xc1", "\x01\xc1\x00\xc1"), "values that are out of order"),
			damage("cookie", to("\x3a\x30\x00\x00", "\x3c\x30\x00\x00"), "a bitmap that begins with no known number"),
		}},
		// Sound indexes of another list than that of header and rows.
		{name: "index-other", suffix: ".parquet", format: "parquet", valid: valid, list: because, doors: doors{Open: claims, Rows: pass}, faults: []fault{
			damage("dataids", at(atTails+6, "\xb8"), "another DataId"),
			damage("count", at(atTails+8, "\x01"), "one more DataId"),
			damage("reason-text", to("donuts", "donutz"), "another text of a reason"),
			damage("reason-dataids", to(donuts, donuts[:len(donuts)-5]+"\x80\x82\x97\x06\x00"), "a reason of another DataId of the list"),
			damage("reason-alien", to(donuts, donuts[:len(donuts)-5]+"\x82\x82\x97\x06\x00"), "a reason of a DataId that is not in the list"),
			damage("reasons-none", splice(atReasons, 1+len(donuts+trailed), "\x00"), "no reasons"),
		}},
		{name: "index-table", suffix: ".parquet", format: "parquet", valid: valid, list: because, doors: doors{Rows: pass}, faults: []fault{
			damage("sum", at(atChunks+2, "\x42"), "another checksum of a chunk than its DataIds give"),
			damage("runs", at(atChunks+1, "\x03"), "another number of runs of a chunk than its DataIds have"),
		}},
		// What only the rows tell.
		{name: "rows", suffix: ".parquet", format: "parquet", valid: valid, list: because, doors: doors{Open: pass}, faults: []fault{
			{"page", at(60, "\x00"), "4.1", container, nowhere, "a byte of a page is another"},
		}},
		{name: "rows-other", suffix: ".parquet", format: "parquet", valid: stored(t, "rows-other-valid.parquet", func(t *testing.T) string { return written(t, reasoned(t, 187), "parquet") }), list: another, doors: doors{Open: pass}, faults: []fault{
			{"list", forge(valid), "4.11", claims, nowhere, "the rows of another list than that of header and index"},
		}},
	}
}

// forge gives another file the header and the index of this one.
func forge(other string) edit {
	return func(t *testing.T, data string) string {
		t.Helper()
		forged := inIndex(func(*testing.T, string) string {
			var index string
			inIndex(func(_ *testing.T, own string) string { index = own; return own })(t, data)
			return index
		})(t, other)
		_, meta := footer(t, data)
		for _, kv := range meta.KeyValueMetadata {
			if strings.HasPrefix(kv.Key, "dataidlist") && kv.Key != "dataidlist.index" {
				forged = inMetadata(kv.Key, func(*testing.T, string) string { return kv.Value })(t, forged)
			}
		}
		return forged
	}
}
