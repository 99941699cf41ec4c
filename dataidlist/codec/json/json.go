package json

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/ahead"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Names of the formats, as in [table.Result].
const (
	formatJSON   = "json"
	formatLines  = "jsonl"
	formatGolden = "golden"
)

// headSize is how much of a document must show what it is.
const headSize = 64 << 10

// Detect reports whether an input that begins like this is JSON of DataIds, as
// far as its first tokens tell: an object, or an array of objects, arrays,
// numbers or strings.
func Detect(head []byte) bool {
	s := strictjson.New(bytes.NewReader(head), strictjson.Options{})
	first, err := s.Next()
	if err == nil && first.Kind == strictjson.ArrayStart {
		switch first, err = s.Next(); first.Kind {
		case strictjson.ArrayEnd, strictjson.ArrayStart, strictjson.Number, strictjson.String:
			return err == nil
		}
	}
	if err != nil || first.Kind != strictjson.ObjectStart {
		return false
	}
	next, err := s.Peek()
	return err == nil && (next == strictjson.Key || next == strictjson.ObjectEnd)
}

// Read reads a list from any of the documents that the package knows. The
// group is that of the first DataId or of the envelope; for golden JSON, and
// where there are no DataIds, it is told by the options.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	return read(src, opts, ahead.PartSize)
}

// read is Read with parts of that size, see [ahead.New].
func read(src table.Source, opts *table.ReadOptions, part int) (*table.Result, error) {
	buffered := bufio.NewReaderSize(whole.Reader(src), headSize)
	head, err := buffered.Peek(headSize)
	if err != nil && err != io.EOF {
		return nil, &dataidlist.InputError{File: src.Name, Byte: int64(len(head)) + 1, Err: fmt.Errorf("reading failed: %w", err)}
	}
	doc := sniff(head)
	r := &reader{
		scanner:  strictjson.New(buffered, strictjson.Options{Lines: doc.kind == lines}),
		file:     src.Name,
		opts:     *opts.OrZero(),
		part:     part,
		types:    map[string]bool{},
		interned: map[string]string{},
	}
	r.exact = !r.named("reasons")
	return r.read(doc)
}

// read reads a document of the kind that its head has shown.
func (r *reader) read(doc document) (*table.Result, error) {
	var err error
	format := formatJSON
	switch doc.kind {
	case envelope:
		return r.envelope()
	case container:
		err = r.container()
	case golden:
		format = formatGolden
		err = r.golden()
	case tuples:
		err = r.tuples()
	case indexed:
		err = r.indexed()
	case columnar:
		err = r.byColumns()
	case splitted:
		err = r.split()
	case lines:
		format = formatLines
		fallthrough
	default:
		err = r.objects(doc)
	}
	if err != nil {
		return nil, err
	}
	return r.finish(format)
}

// finish makes the result of all that was read.
func (r *reader) finish(format string) (*table.Result, error) {
	if r.opts.Select != "" && !r.types[r.opts.Select] {
		return nil, &dataidlist.InputError{File: r.file, Err: r.noType()}
	}
	result, err := r.mapper.Finish(format)
	if err == nil {
		result.Selected = r.opts.Select != ""
	}
	return result, err
}
