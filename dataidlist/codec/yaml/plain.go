package yaml

import (
	"bytes"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	maxPlain = dataidlist.MaxDims    // members of a plain item
	maxKey   = dataidlist.MaxNameLen // bytes of a plain key
)

// plain reads an item that is a mapping of simple keys to simple values, in
// braces on one line or one member a line, or a number where one dimension is
// told. It reports false, and nothing is
// wrong yet, if the item is anything else: that is for the parser that knows
// all of YAML.
func (r *reader) plain(item []byte, indent int) bool {
	p := plainItem{reader: r, text: item, at: indent + len("-")}
	r.cells, r.reasons = r.cells[:0], r.reasons[:0]
	if !p.skip(' ') {
		return false
	}
	if len(r.opts.Dimensions) == 1 && p.number() {
		r.names = append(r.names[:0], r.opts.Dimensions...)
		return true
	}
	if !p.members(indent + len("- ")) {
		return false
	}
	r.names = r.names[:len(r.cells)]
	return !p.renamed || !p.repeats()
}

// A plainItem is an item that is being read.
type plainItem struct {
	*reader
	text    []byte
	at      int
	renamed bool // the keys are not those of the item before
	listed  bool // there was a member reasons
}

// skip takes a byte if it comes next.
func (p *plainItem) skip(c byte) bool {
	if p.at == len(p.text) || p.text[p.at] != c {
		return false
	}
	p.at++
	return true
}

// spaces takes all spaces and returns how many there were.
func (p *plainItem) spaces() int {
	from := p.at
	for p.skip(' ') {
	}
	return p.at - from
}

// lineEnd takes the end of a line, or is at the end of the item.
func (p *plainItem) lineEnd() bool {
	p.skip('\r')
	return p.skip('\n') || p.at == len(p.text)
}

// isEnd reports whether only empty lines and comments follow.
func (p *plainItem) isEnd() bool {
	for line := range bytes.Lines(p.text[p.at:]) {
		if !isEmpty(line) {
			return false
		}
	}
	return true
}

// number reads an item that is a number alone, and takes nothing if it is not.
func (p *plainItem) number() bool {
	from := p.at
	if p.digits() {
		p.cells = append(p.cells, table.Cell{Kind: table.Text, Bytes: p.text[from:p.at]})
		if p.lineEnd() && p.isEnd() {
			return true
		}
	}
	p.at, p.cells = from, p.cells[:0]
	return false
}

// members reads the keys and values. Those without braces stand at that
// indent.
func (p *plainItem) members(indent int) bool {
	braces := p.skip('{')
	if braces {
		p.spaces()
	}
	for p.member() {
		p.spaces()
		switch {
		case braces && p.skip(','):
			p.spaces()
		case braces:
			return p.skip('}') && p.spaces() >= 0 && p.lineEnd() && p.isEnd()
		case !p.lineEnd():
			return false
		case p.isEnd():
			return true
		case p.spaces() != indent:
			return false
		}
	}
	return false
}

// member reads a key and its value.
func (p *plainItem) member() bool {
	key, ok := p.key()
	if !ok || !p.skip(':') || p.spaces() == 0 || string(key) == "dataId" || string(key) == "data_id" || len(p.cells) == maxPlain {
		return false
	}
	if string(key) == "reasons" {
		return p.indexes()
	}
	cell, ok := p.value()
	n := len(p.cells)
	if n == len(p.names) || p.names[n] != string(key) {
		p.names = append(p.names[:n], string(key))
		p.renamed = true
	}
	p.cells = append(p.cells, cell)
	return ok
}

// key reads a name, which may be in quotes.
func (p *plainItem) key() (name []byte, ok bool) {
	quoted, quote := false, byte('"')
	if quoted = p.skip(quote); !quoted {
		quote = '\''
		quoted = p.skip(quote)
	}
	from := p.at
	for p.at < len(p.text) && (isLetter(p.text[p.at]) || p.at > from && isDigit(p.text[p.at])) {
		p.at++
	}
	name = p.text[from:p.at]
	return name, len(name) > 0 && len(name) <= maxKey && (!quoted || p.skip(quote))
}

// value reads a number, a word that is not null, or a text in quotes without
// escapes.
func (p *plainItem) value() (table.Cell, bool) {
	from := p.at
	for _, quote := range []byte{'"', '\''} {
		if p.skip(quote) {
			from = p.at
			for p.at < len(p.text) && p.text[p.at] >= ' ' && p.text[p.at] <= '~' && p.text[p.at] != quote && p.text[p.at] != '\\' {
				p.at++
			}
			return table.Cell{Kind: table.Str, Bytes: p.text[from:p.at]}, p.skip(quote)
		}
	}
	if p.digits() {
		return table.Cell{Kind: table.Text, Bytes: p.text[from:p.at]}, true
	}
	for p.at < len(p.text) && (isLetter(p.text[p.at]) || p.at > from && (isDigit(p.text[p.at]) || p.text[p.at] == '-')) {
		p.at++
	}
	word := p.text[from:p.at]
	return table.Cell{Kind: table.Text, Bytes: word}, len(word) > 0 && !bytes.EqualFold(word, []byte("null"))
}

// digits takes a number without a leading zero, if one comes next.
func (p *plainItem) digits() bool {
	from := p.at
	for p.at < len(p.text) && isDigit(p.text[p.at]) {
		p.at++
	}
	return p.at == from+1 || p.at > from && p.text[from] != '0'
}

// indexes reads the numbers of reasons.
func (p *plainItem) indexes() bool {
	if p.listed || p.named("reasons") || !p.skip('[') {
		return false
	}
	p.listed = true
	for {
		from := p.at
		if !p.digits() {
			return false
		}
		i, err := dataidlist.ParseInt(string(p.text[from:p.at]))
		if err != nil || i >= int64(len(p.reader.listed)) {
			return false
		}
		p.reasons = append(p.reasons, p.reader.listed[i])
		if p.skip(']') {
			return true
		}
		if !p.skip(',') {
			return false
		}
		p.spaces()
	}
}

// repeats reports whether a key comes twice.
func (p *plainItem) repeats() bool {
	names := slices.Clone(p.names)
	slices.SortFunc(names, strings.Compare)
	return len(slices.Compact(names)) < len(p.names)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
