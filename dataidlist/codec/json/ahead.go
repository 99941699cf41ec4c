package json

import (
	"bytes"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/ahead"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// An input is the scanner between two elements of an array or two lines.
type input struct {
	scanner *strictjson.Scanner
	lines   bool
	element int64 // number of the last element
}

// ahead returns a reader of the plain objects in the input, which finds none
// if DataIds are in other objects or not all are wanted.
func (r *reader) ahead(in *input, wrapped int) *ahead.Reader {
	part := r.part
	if wrapped > 0 || r.opts.Select != "" {
		part = 0
	}
	return ahead.New(in, &plainObjects{lines: in.lines}, r.mapper, part)
}

func (in *input) Offset() int64 { return in.scanner.Position() }

func (in *input) Number() int64 {
	if in.lines {
		return in.scanner.Line()
	}
	return in.element
}

func (in *input) Ahead(n int) []byte { return in.scanner.Ahead(n) }

func (in *input) Advance(n int, rows int64) {
	in.scanner.Advance(n)
	in.element += rows
}

// plainObjects are the DataIds that are read ahead, in parallel: objects that
// are written as one before them, with the same members in the same order and
// the same spaces and line ends, with ints in plain digits and strings without
// escapes. What is between the values is then the same in all of them, and is
// not read but compared. All other objects are left to the scanner, which also
// says what is wrong. A row is what follows an object, up to the end of the
// next one.
type plainObjects struct {
	lines   bool
	kinds   []table.Kind
	strings []bool   // which values are strings
	between [][]byte // before each value and behind the last one, with the quotes of strings
	joint   []byte   // between the values of two rows
	count   int      // by how much a row's number is above that of the one before
}

// Learn takes what is between the values from the first row.
func (p *plainObjects) Learn(columns table.Plain, text []byte) bool {
	text = bytes.Clone(text[:min(len(text), headSize)])
	p.kinds, p.strings, p.between = columns.Kinds, p.strings[:0], p.between[:0]
	start, ok := p.separator(text)
	if !ok {
		return false
	}
	s := strictjson.New(bytes.NewReader(text[start:]), strictjson.Options{Lines: p.lines})
	end := 0 // of the last value
	for key, err := range s.Object() {
		i := len(p.strings)
		if err != nil || i == len(columns.Names) || string(key) != columns.Names[i] {
			return false
		}
		value, err := s.Next()
		isString := value.Kind == strictjson.String
		if err != nil || !isString && value.Kind != strictjson.Number {
			return false
		}
		if p.kinds[i] != table.Null && isString != (p.kinds[i] == table.Text) {
			return false
		}
		at := start + int(value.Offset)
		next := at + len(value.Text)
		if isString {
			at++
			if next, _ = ahead.Text(text, at, '"', '\\'); text[next] != '"' {
				return false // it has escapes
			}
		}
		p.strings = append(p.strings, isString)
		p.between = append(p.between, text[end:at])
		end = next
	}
	if len(p.strings) < len(columns.Names) {
		return false
	}
	p.between = append(p.between, text[end:start+int(s.Offset())+1])
	p.joint = append(bytes.Clone(p.between[len(p.strings)]), p.between[0]...)
	return true
}

// separator finds what is between the object that was read last and the next
// one: a comma in an array, a line end in JSON Lines, and white space.
func (p *plainObjects) separator(text []byte) (end int, ok bool) {
	object := bytes.IndexByte(text, '{')
	if object < 0 {
		return 0, false
	}
	want := ","
	if p.count = 1; p.lines {
		want = ""
		p.count = bytes.Count(text[:object], []byte{'\n'})
	}
	return object, p.count > 0 && string(bytes.Trim(text[:object], " \t\r\n")) == want
}

// Border is the end of the last object that is followed by another one, unless
// that is in a string.
func (p *plainObjects) Border(text []byte) int {
	at := bytes.LastIndex(text, p.joint)
	if at < 0 {
		return 0
	}
	return at + len(p.between[len(p.strings)])
}

// Parse compares what is between the values and reads these.
func (p *plainObjects) Parse(rows *ahead.Rows) {
	text := rows.Text()
	for at := 0; ; {
		column, next := rows.Begin(at)
		if next == at {
			if !bytes.HasPrefix(text[at:], p.between[0]) {
				return
			}
			next += len(p.between[0])
		}
		for at = next; column < len(p.kinds); column++ {
			end, ok := p.value(rows, column, at)
			if behind := p.between[column+1]; ok && bytes.HasPrefix(text[end:], behind) {
				at = end + len(behind)
			} else {
				return
			}
		}
		rows.Add(at, p.count)
	}
}

// value reads the value at a place in the text and returns its end.
func (p *plainObjects) value(rows *ahead.Rows, column, at int) (end int, ok bool) {
	switch {
	case p.kinds[column] == table.Int:
		v, end := ahead.Int(rows.Text(), at)
		rows.SetInt(column, at, v)
		return end, end > at
	case p.strings[column]:
		end, ok := ahead.Text(rows.Text(), at, '"', '\\')
		if p.kinds[column] == table.Text {
			rows.SetText(column, at, end)
		}
		return end, ok
	}
	_, end = ahead.Int(rows.Text(), at)
	return end, end > at
}
