package yaml

import (
	"bufio"
	"io"
	"strconv"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Write writes the mapping with the list header and dataIds or, with
// opts.Bare, the sequence of DataIds without reasons.
func Write(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	if opts = opts.OrZero(); opts.IDsOnly || opts.Bare {
		l = l.WithoutReasons()
	}
	out := &output{w: bufio.NewWriterSize(w, 64<<10), numbers: map[dataidlist.Reason]int{}}
	if !opts.Bare {
		out.header(table.HeaderOf(l))
		out.reasons(l)
		out.text(`"dataIds":`)
		if l.Count() == 0 {
			out.text(" ")
		} else {
			out.text("\n")
		}
	}
	if l.Count() == 0 {
		out.text("[]\n")
	}
	out.rows(l)
	if out.err != nil {
		return out.err
	}
	return out.w.Flush()
}

// An output collects what is written and keeps the first error.
type output struct {
	w       *bufio.Writer
	err     error
	numbers map[dataidlist.Reason]int // places in the list of reasons
}

func (o *output) text(s string) {
	if o.err == nil {
		_, o.err = o.w.WriteString(s)
	}
}

// json writes a value as JSON.
func (o *output) json(v any) {
	if o.err == nil {
		var text []byte
		if text, o.err = yamltree.AppendJSON(nil, v); o.err == nil {
			_, o.err = o.w.Write(text)
		}
	}
}

// member writes a member of the header.
func (o *output) member(name string, value any) {
	o.text(`"` + name + `": `)
	o.json(value)
	o.text("\n")
}

// header writes the members of the list header.
func (o *output) header(h *table.Header) {
	o.member("format", h.Format)
	o.member("universe", h.Universe)
	o.member("strings", h.Strings)
	o.member("ints", h.Ints)
	o.member("count", h.Count)
	o.member("digest", h.Digest)
	o.member("fullDigest", h.FullDigest)
	if h.Title != "" {
		o.member("title", h.Title)
	}
	if h.Description != "" {
		o.member("description", h.Description)
	}
	if h.Derivation != nil {
		o.member("derivation", h.Derivation)
	}
}

// A reasonObject is a reason as files have it (FORMAT.md 4.0.3).
type reasonObject struct {
	Text   string `json:"text"`
	Source string `json:"source,omitempty"`
	Author string `json:"author,omitempty"`
	Time   string `json:"time,omitempty"`
	URL    string `json:"url,omitempty"`
}

// reasons writes the list of reasons, one a line, if there are any.
func (o *output) reasons(l *dataidlist.List) {
	for r := range l.Reasons() {
		if len(o.numbers) == 0 {
			o.text("\"reasons\":\n")
		}
		o.numbers[r] = len(o.numbers)
		object := reasonObject{Text: r.Text, Source: r.Source, Author: r.Author, URL: r.URL}
		if !r.Time.IsZero() {
			object.Time = r.Time.UTC().Format(time.RFC3339Nano)
		}
		o.text("- ")
		o.json(object)
		o.text("\n")
	}
}

// rows writes the DataIds. What all DataIds of a run have in common is made
// once: the members up to the last int value, and what follows it.
func (o *output) rows(l *dataidlist.List) {
	if o.err != nil {
		return
	}
	names, k := l.Group().Dimensions(), len(l.Group().Ints())
	var before, behind []byte
	for run, reasons := range table.WithReasons(l) {
		before = append(before[:0], "- {"...)
		for i, name := range names {
			if i > 0 {
				before = append(before, ", "...)
			}
			before = append(append(append(before, '"'), name...), `": `...)
			if n := i - len(run.Strings); n < 0 {
				if before, o.err = yamltree.AppendJSON(before, run.Strings[i]); o.err != nil {
					return
				}
			} else if n < k-1 {
				before = strconv.AppendInt(before, run.Ints[n], 10)
			}
		}
		behind = behind[:0]
		for i, r := range reasons {
			behind = append(behind, [2]string{", \"reasons\": [", ", "}[min(i, 1)]...)
			behind = strconv.AppendInt(behind, int64(o.numbers[r]), 10)
		}
		if len(reasons) > 0 {
			behind = append(behind, ']')
		}
		behind = append(behind, "}\n"...)
		for i := range run.Len {
			line := before
			if k > 0 {
				line = strconv.AppendInt(line, run.Ints[k-1]+i, 10)
			}
			if _, o.err = o.w.Write(append(line, behind...)); o.err != nil {
				return
			}
		}
	}
}
