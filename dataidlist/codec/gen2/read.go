package gen2

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// maxID is the largest length in bytes of a line, and of an id over several.
const maxID = 1 << 20

// Detect reports whether the input begins with an id.
func Detect(head []byte) bool {
	for line := range bytes.Lines(bytes.TrimPrefix(head, []byte("\ufeff"))) {
		if all := words(line); len(all) > 0 {
			return isFlag(all[0]) || pairPattern.Match(all[0])
		}
	}
	return false
}

var pairPattern = regexp.MustCompile(`^[A-Za-z_]\w*=[^=]`)

// isFlag reports whether a word begins an id.
func isFlag(word []byte) bool { return string(word) == "--id" || string(word) == "--selectId" }

// words gives the words of a line before a comment.
func words(line []byte) [][]byte {
	all := bytes.Fields(line)
	if i := slices.IndexFunc(all, func(w []byte) bool { return w[0] == '#' }); i >= 0 {
		all = all[:i]
	}
	return all
}

// Read reads a list.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	m, err := table.NewMapper(src.Name, opts)
	if err != nil {
		return nil, err
	}
	r := &reader{file: src.Name, mapper: m}
	lines := bufio.NewScanner(whole.Reader(src))
	lines.Buffer(nil, maxID)
	for lines.Scan() {
		text := lines.Bytes()
		if r.line++; r.line == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if !utf8.Valid(text) {
			return nil, r.fail(r.line, "", errors.New("not valid UTF-8: convert the file"))
		}
		if err := r.read(words(text)); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, r.fail(r.line+1, "", fmt.Errorf("%w: a line of more than %d bytes", dataidlist.ErrLimit, maxID))
	} else if err != nil {
		return nil, r.fail(r.line+1, "", err)
	}
	if err := r.end(); err != nil {
		return nil, err
	}
	return m.Finish("gen2")
}

// A reader reads one input.
type reader struct {
	file    string
	mapper  *table.Mapper
	line    int64
	flagged bool   // ids begin with a flag
	begun   bool   // some word was read
	rows    uint64 // combinations of the ids so far

	// The id that is being read.
	row   int64 // the line where it begins; 0 if there is none
	size  int
	names []string
	lists [][][]byte // the values of each name
	cells []table.Cell
}

func (r *reader) fail(row int64, column string, err error) error {
	return &dataidlist.InputError{File: r.file, Row: row, Column: column, Err: err}
}

// read takes the words of a line.
func (r *reader) read(all [][]byte) error {
	for _, word := range all {
		if !r.begun {
			r.begun, r.flagged = true, isFlag(word)
		}
		if isFlag(word) {
			if err := r.end(); err != nil {
				return err
			}
			r.row = r.line
			continue
		}
		if err := r.pair(word); err != nil {
			return err
		}
	}
	if r.flagged {
		return nil
	}
	return r.end()
}

// pair takes a word NAME=VALUES.
func (r *reader) pair(word []byte) error {
	if r.row == 0 {
		r.row = r.line
	}
	if r.size += len(word); r.size > maxID {
		return r.fail(r.line, "", fmt.Errorf("%w: an id of more than %d bytes", dataidlist.ErrLimit, maxID))
	}
	name, values, ok := bytes.Cut(word, []byte("="))
	switch {
	case bytes.IndexByte(word, 0) >= 0:
		return r.fail(r.line, "", errors.New("a zero byte: this is not a text file"))
	case !ok || len(name) == 0 || name[0] == '-':
		return r.fail(r.line, "", fmt.Errorf("%s: words NAME=VALUES are expected, and --id before them", dataidlist.Quote(string(word))))
	case slices.Contains(r.names, string(name)):
		return r.fail(r.line, string(name), errors.New("the name comes twice in one id: put ^ between its values"))
	case bytes.ContainsAny(word, `'"`):
		return r.fail(r.line, string(name), fmt.Errorf("a quote in %s: quotes are for the shell, leave them out", dataidlist.Quote(string(values))))
	}
	r.names = append(r.names, string(name))
	r.lists = append(r.lists, bytes.Split(bytes.Clone(values), []byte("^")))
	return nil
}

// end adds the DataIds of the id that is being read, if there is one: all
// combinations of its values.
func (r *reader) end() error {
	row, names, lists := r.row, r.names, r.lists
	r.row, r.size, r.names, r.lists = 0, 0, r.names[:0], r.lists[:0]
	if row == 0 {
		return nil
	}
	if len(names) == 0 {
		return r.fail(row, "", errors.New("an id without values"))
	}
	rows := uint64(1)
	for _, values := range lists {
		if rows *= uint64(len(values)); r.rows+rows > dataidlist.MaxRangeRuns {
			return r.fail(row, "", fmt.Errorf("%w: the ids stand for more than %d combinations of values and ranges", dataidlist.ErrLimit, dataidlist.MaxRangeRuns))
		}
	}
	r.rows += rows
	if err := r.mapper.Columns(row, names); err != nil {
		return err
	}
	r.cells = r.cells[:0]
	for range names {
		r.cells = append(r.cells, table.Cell{Kind: table.Text})
	}
	return r.combine(row, lists, 0)
}

// combine adds the combinations of the values from a name on.
func (r *reader) combine(row int64, lists [][][]byte, at int) error {
	if at == len(lists) {
		return r.mapper.Row(row, r.cells)
	}
	for _, value := range lists[at] {
		r.cells[at].Bytes = value
		if err := r.combine(row, lists, at+1); err != nil {
			return err
		}
	}
	return nil
}
