package delimited

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A splitter cuts the text of one record into the cells of its reader.
type splitter struct {
	reader *Reader
	text   []byte
	at     int // the next byte to look at
}

// add takes a cell.
func (s *splitter) add(text []byte, quoted bool) error {
	r := s.reader
	if r.Trim && !quoted {
		text = bytes.Trim(text, " \t")
	}
	if len(r.cells) == MaxColumns {
		return s.fail(s.at, fmt.Errorf("%w: more than %d columns", dataidlist.ErrLimit, MaxColumns))
	}
	r.cells = append(r.cells, table.Cell{Kind: table.Text, Bytes: text})
	return nil
}

// fail names the line of a byte of the record and the column of the cell that
// is looked at.
func (s *splitter) fail(at int, err error) error {
	line := s.reader.row + int64(bytes.Count(s.text[:min(at, len(s.text))], []byte{'\n'}))
	return s.reader.fail(line, len(s.reader.cells), err)
}

// plain cuts a record without quotes.
func (s *splitter) plain() error {
	for rest := s.text; ; {
		cell := rest
		end := bytes.IndexByte(rest, s.reader.Delimiter)
		if end >= 0 {
			cell, rest = rest[:end], rest[end+1:]
		}
		if bytes.IndexByte(cell, '\r') >= 0 {
			return s.fail(0, errBareCR)
		}
		if err := s.add(cell, false); err != nil || end < 0 {
			return err
		}
	}
}

var errBareCR = errors.New("a carriage return that does not end the line: put the value in quotes, or convert the line ends")

// quoted cuts any record, one cell after the other.
func (s *splitter) quoted() error {
	spaces := s.reader.Delimiter == ' '
	for {
		if s.reader.Trim || spaces {
			s.skipSpaces()
		}
		if spaces && s.at == len(s.text) {
			return nil // spaces at the end of the line
		}
		cut := s.bareCell
		if s.at < len(s.text) && s.text[s.at] == '"' {
			cut = s.quotedCell
		}
		if err := cut(); err != nil {
			return err
		}
		if s.at == len(s.text) {
			return nil
		}
		s.at++ // the delimiter
	}
}

func (s *splitter) skipSpaces() {
	for s.at < len(s.text) && s.isSpace(s.at) {
		s.at++
	}
}

// isSpace reports whether there is a space, or a tab that is one.
func (s *splitter) isSpace(at int) bool {
	return s.text[at] == ' ' || s.reader.Gap > 0 && s.text[at] == '\t'
}

// ends reports whether a cell without quotes ends before a byte.
func (s *splitter) ends(at int) bool {
	switch {
	case s.reader.Gap == 0:
		return s.text[at] == s.reader.Delimiter
	case !s.isSpace(at):
		return false
	}
	return s.reader.Gap == 1 || s.text[at] == '\t' || at+1 == len(s.text) || s.isSpace(at+1)
}

// bareCell takes a cell up to the next delimiter.
func (s *splitter) bareCell() error {
	start := s.at
	for ; s.at < len(s.text) && !s.ends(s.at); s.at++ {
		switch s.text[s.at] {
		case '"':
			return s.fail(s.at, fmt.Errorf("a quote inside the value %s: put the whole value in quotes and double the quote", dataidlist.Quote(string(s.text[start:s.at+1]))))
		case '\r':
			return s.fail(s.at, errBareCR)
		}
	}
	return s.add(s.text[start:s.at], false)
}

// quotedCell takes a cell that begins with a quote. It writes the value over
// the quoted text, which is never shorter.
func (s *splitter) quotedCell() error {
	open := s.at
	s.at++
	value := s.text[s.at:s.at]
	for {
		end := bytes.IndexByte(s.text[s.at:], '"')
		if end < 0 {
			return s.fail(open, errors.New("the quote that opens here is not closed"))
		}
		value = append(value, s.text[s.at:s.at+end]...)
		s.at += end + 1
		if s.at == len(s.text) || s.text[s.at] != '"' {
			break
		}
		value = append(value, '"')
		s.at++
	}
	if s.reader.Trim {
		s.skipSpaces()
	}
	if s.at < len(s.text) && s.text[s.at] != s.reader.Delimiter {
		// With a space for delimiter the skipped ones were it.
		if s.reader.Delimiter != ' ' || !s.isSpace(s.at-1) {
			return s.fail(s.at, fmt.Errorf("text after the closing quote of %s", dataidlist.Quote(string(value))))
		}
		s.at--
	}
	return s.add(value, true)
}
