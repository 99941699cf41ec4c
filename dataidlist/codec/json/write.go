package json

import (
	"bytes"
	stdjson "encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// flushSize is how much output is collected before it is written.
const flushSize = 64 << 10

// An output collects bytes for a writer.
type output struct {
	w   io.Writer
	buf []byte
}

// flush writes the bytes if they are more than limit.
func (o *output) flush(limit int) error {
	if len(o.buf) <= limit {
		return nil
	}
	_, err := o.w.Write(o.buf)
	o.buf = o.buf[:0]
	return err
}

// Write writes the envelope: each member of the header and each DataId on a
// line of its own, and no other white space. With opts.Bare it writes the
// plain array of DataIds, which has no reasons.
func Write(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	if opts = opts.OrZero(); opts.IDsOnly || opts.Bare {
		l = l.WithoutReasons()
	}
	out := &output{w: w}
	if opts.Bare {
		if err := out.array(l, nil); err != nil {
			return err
		}
		out.buf = append(out.buf, '\n')
		return out.flush(0)
	}
	if err := out.header(table.HeaderOf(l)); err != nil {
		return err
	}
	numbers, err := out.reasons(l)
	if err != nil {
		return err
	}
	out.member("dataIds", nil)
	err = out.array(l, func(dst []byte, r dataidlist.Reason) []byte {
		return strconv.AppendInt(dst, numbers[r], 10)
	})
	if err != nil {
		return err
	}
	out.buf = append(out.buf, "\n}\n"...)
	return out.flush(0)
}

// WriteLines writes JSON Lines: DataIds with their reasons as objects.
func WriteLines(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	if opts = opts.OrZero(); opts.IDsOnly {
		l = l.WithoutReasons()
	}
	out := &output{w: w}
	if err := out.rows(l, "\n", appendReason); err != nil {
		return err
	}
	if l.Count() > 0 {
		out.buf = append(out.buf, '\n')
	}
	return out.flush(0)
}

// member begins a member of the envelope that is not the first one, and with
// it a line.
func (o *output) member(name string, value []byte) {
	o.buf = appendString(append(o.buf, ",\n"...), name)
	o.buf = append(append(o.buf, ':'), value...)
}

// header begins the envelope.
func (o *output) header(h *table.Header) error {
	o.buf = appendString(append(o.buf, "{\n\"format\":"...), h.Format)
	o.member("universe", appendString(nil, h.Universe))
	o.member("strings", appendNames(nil, h.Strings))
	o.member("ints", appendNames(nil, h.Ints))
	o.member("count", strconv.AppendUint(nil, *h.Count, 10))
	o.member("digest", appendString(nil, h.Digest.String()))
	o.member("fullDigest", appendString(nil, h.FullDigest.String()))
	if h.Title != "" {
		o.member("title", appendString(nil, h.Title))
	}
	if h.Description != "" {
		o.member("description", appendString(nil, h.Description))
	}
	if h.Derivation == nil {
		return nil
	}
	var text bytes.Buffer
	e := stdjson.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(h.Derivation); err != nil {
		return err
	}
	o.member("derivation", bytes.TrimSpace(text.Bytes()))
	return nil
}

// reasons appends the reasons of the list, if there are any, and returns their
// numbers.
func (o *output) reasons(l *dataidlist.List) (map[dataidlist.Reason]int64, error) {
	numbers := make(map[dataidlist.Reason]int64, l.NumReasons())
	if l.NumReasons() == 0 {
		return numbers, nil
	}
	o.member("reasons", []byte{'['})
	for reason := range l.Reasons() {
		if len(numbers) > 0 {
			o.buf = append(o.buf, ',')
		}
		o.buf = appendReason(o.buf, reason)
		numbers[reason] = int64(len(numbers))
		if err := o.flush(flushSize); err != nil {
			return nil, err
		}
	}
	o.buf = append(o.buf, ']')
	return numbers, nil
}

// array appends the DataIds as an array.
func (o *output) array(l *dataidlist.List, reason func([]byte, dataidlist.Reason) []byte) error {
	if l.Count() == 0 {
		o.buf = append(o.buf, "[]"...)
		return nil
	}
	o.buf = append(o.buf, "[\n"...)
	if err := o.rows(l, ",\n", reason); err != nil {
		return err
	}
	o.buf = append(o.buf, "\n]"...)
	return nil
}

// rows appends the DataIds with a separator between them. What all DataIds of
// a run have in common is made once: the members up to the last int, and the
// reasons behind it.
func (o *output) rows(l *dataidlist.List, separator string, reason func([]byte, dataidlist.Reason) []byte) error {
	strs, ints := l.Group().Strings(), l.Group().Ints()
	k := len(ints)
	var before, behind []byte
	between := ""
	for run, reasons := range table.WithReasons(l) {
		before = append(before[:0], '{')
		for i, name := range strs {
			before = appendName(before, name)
			before = appendString(before, run.Strings[i])
		}
		for i, name := range ints {
			before = appendName(before, name)
			if i < k-1 {
				before = strconv.AppendInt(before, run.Ints[i], 10)
			}
		}
		behind = behind[:0]
		for i, r := range reasons {
			if i == 0 {
				behind = append(behind, `,"reasons":[`...)
			} else {
				behind = append(behind, ',')
			}
			behind = reason(behind, r)
		}
		if len(reasons) > 0 {
			behind = append(behind, ']')
		}
		behind = append(behind, '}')
		for i := range run.Len {
			o.buf = append(o.buf, between...)
			o.buf = append(o.buf, before...)
			if k > 0 {
				o.buf = strconv.AppendInt(o.buf, run.Ints[k-1]+i, 10)
			}
			o.buf = append(o.buf, behind...)
			between = separator
			if err := o.flush(flushSize); err != nil {
				return err
			}
		}
	}
	return nil
}

// appendName begins a member of an object whose begin is in dst.
func appendName(dst []byte, name string) []byte {
	if dst[len(dst)-1] != '{' {
		dst = append(dst, ',')
	}
	return append(appendString(dst, name), ':')
}

func appendNames(dst []byte, names []string) []byte {
	dst = append(dst, '[')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, name)
	}
	return append(dst, ']')
}

// appendString appends a string with only the escapes that it needs, as RFC
// 8785 has them. What is not UTF-8, which only titles can have, is replaced.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r >= ' ':
			dst = append(dst, string(r)...)
		case strings.ContainsRune("\b\t\n\f\r", r):
			dst = append(dst, '\\', "btn?fr"[r-'\b'])
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		}
	}
	return append(dst, '"')
}
