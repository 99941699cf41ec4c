package parquet

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

const (
	// pageRows is the number of rows in each page but the last of a column.
	pageRows = 1 << 17
	// maxPlainPage ends a page of plain strings earlier, when it has that many
	// bytes.
	maxPlainPage = 1 << 20
	// Limits of the dictionaries that are written: values, and bytes.
	maxDictInts  = 1 << 16
	maxDictBytes = 4 << 20
)

// An encodedColumn is a column of a row group as pages that are still to be
// compressed.
type encodedColumn struct {
	dictionary []byte // plain; nil if there is none
	dictValues int
	encoding   format.Encoding // of the pages
	pages      []encodedPage
	compare    func(a, b []byte) int // of bounds; nil if there are none
}

type encodedPage struct {
	rows     int
	data     []byte
	min, max []byte // the bounds, plain
}

// encode writes a column with few values as indexes of a dictionary, and
// another, which is then sorted or nearly so, as differences.
func (c *intColumn) encode() (encodedColumn, error) {
	e := encodedColumn{compare: compareInts, encoding: format.DeltaBinaryPacked}
	index, dict := c.dictionary()
	if index != nil {
		e.encoding = format.RLEDictionary
		e.dictValues = len(dict)
		for _, v := range dict {
			e.dictionary = binary.LittleEndian.AppendUint64(e.dictionary, uint64(v))
		}
	}
	for from := 0; from < len(c.values); from += pageRows {
		values := c.values[from:min(from+pageRows, len(c.values))]
		least, most := values[0], values[0]
		for _, v := range values {
			least, most = min(least, v), max(most, v)
		}
		p := encodedPage{rows: len(values), min: binary.LittleEndian.AppendUint64(nil, uint64(least)), max: binary.LittleEndian.AppendUint64(nil, uint64(most))}
		var err error
		if index != nil {
			p.data, err = encodeIndex(index[from:from+len(values)], len(dict))
		} else {
			p.data, err = new(delta.BinaryPackedEncoding).EncodeInt64(nil, values)
		}
		if err != nil {
			return e, err
		}
		e.pages = append(e.pages, p)
	}
	return e, nil
}

// dictionary gives the distinct values in the order in which they come first,
// and the place of each value among them; or nil, if they are too many.
func (c *intColumn) dictionary() (index []int32, dict []int64) {
	most := min(maxDictInts, len(c.values)/2)
	places := map[int64]int32{}
	index = make([]int32, 0, len(c.values))
	var last int32
	for i, v := range c.values {
		if i == 0 || v != c.values[i-1] {
			at, ok := places[v]
			if !ok {
				if len(dict) == most {
					return nil, nil
				}
				at = int32(len(dict))
				places[v] = at
				dict = append(dict, v)
			}
			last = at
		}
		index = append(index, last)
	}
	return index, dict
}

// encodeIndex writes places in a dictionary of that size.
func encodeIndex(index []int32, size int) ([]byte, error) {
	width := bits.Len(uint(size - 1))
	data, err := (&rle.Encoding{BitWidth: width}).EncodeInt32(nil, index)
	return append([]byte{byte(width)}, data...), err
}

// compareInts compares plain values that are not negative.
func compareInts(a, b []byte) int {
	x, y := binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(b)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// encode writes a string column as indexes of a dictionary, or plain if the
// dictionary is too large. The column of reasons has no bounds: nobody looks
// for those, and they are long.
func (c *wordColumn) encode() (encodedColumn, error) {
	e := encodedColumn{encoding: format.Plain}
	if !c.isReason {
		e.compare = bytes.Compare
	}
	var places []int32 // in the dictionary, of each word
	if places, e.dictionary, e.dictValues = c.dictionary(); places != nil {
		e.encoding = format.RLEDictionary
	}
	for from := 0; from < len(c.index); {
		to := min(from+pageRows, len(c.index))
		var p encodedPage
		if places == nil {
			p, to = c.plainPage(from, to)
		} else {
			index := make([]int32, 0, to-from)
			for _, at := range c.index[from:to] {
				index = append(index, places[at])
			}
			var err error
			if p.data, err = encodeIndex(index, e.dictValues); err != nil {
				return e, err
			}
		}
		p.rows = to - from
		if e.compare != nil {
			p.min, p.max = c.bounds(from, to)
		}
		e.pages = append(e.pages, p)
		from = to
	}
	return e, nil
}

// dictionary gives the place of each word in a dictionary, its plain values and
// their number; or nil, if there are too many.
func (c *wordColumn) dictionary() (places []int32, plain []byte, n int) {
	seen := map[string]int32{}
	for _, word := range c.words {
		at, ok := seen[word]
		if !ok {
			if len(plain) > maxDictBytes {
				return nil, nil, 0
			}
			at = int32(len(seen))
			seen[word] = at
			plain = appendPlain(plain, word)
		}
		places = append(places, at)
	}
	return places, plain, len(seen)
}

func appendPlain(dst []byte, word string) []byte {
	return append(binary.LittleEndian.AppendUint32(dst, uint32(len(word))), word...)
}

// plainPage writes rows until the page is full.
func (c *wordColumn) plainPage(from, to int) (p encodedPage, end int) {
	for end = from; end < to && len(p.data) < maxPlainPage; end++ {
		p.data = appendPlain(p.data, c.words[c.index[end]])
	}
	return p, end
}

// bounds gives the least and the largest value of rows.
func (c *wordColumn) bounds(from, to int) (least, most []byte) {
	words := c.words[c.index[from] : c.index[to-1]+1]
	low, high := words[0], words[0]
	for _, word := range words {
		low, high = min(low, word), max(high, word)
	}
	return []byte(low), []byte(high)
}
