package listmeta

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listheader"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Meta is the metadata of a file that is being read.
type Meta struct {
	file       string
	claims     listheader.Claims
	header     *table.Header
	reasons    string
	hasReasons bool
	hasColumn  bool // of reasons, which was read where claims are hints
}

// Start makes the mapper for a file with these columns and tells it their
// names. lookup gives a value of the file's metadata, and claims what that is
// worth. The Meta is nil if the file has no header, or if the options make
// another list of the rows than the one that the header describes. Errors are
// [*dataidlist.InputError].
func Start(file string, opts *table.ReadOptions, columns []string, claims listheader.Claims, lookup func(key string) (string, bool)) (*table.Mapper, *Meta, error) {
	opts = opts.OrZero()
	claims.Hints = claims.Hints || opts.IgnoreHeader
	meta, err := parse(file, claims, lookup)
	if err != nil {
		return nil, nil, err
	}
	if meta != nil && meta.hasReasons && slices.Contains(opts.Ignore, table.DefaultReasonColumn) {
		meta = nil // the list is wanted without its reasons
	}
	if meta == nil {
		m, err := start(file, opts, columns)
		return m, nil, err
	}
	meta.hasColumn = slices.Contains(columns, table.DefaultReasonColumn)
	if claims.Hints {
		return meta.startHinted(opts, columns)
	}
	return meta.start(opts, columns)
}

// start makes the mapper of a file whose header binds.
func (m *Meta) start(opts *table.ReadOptions, columns []string) (*table.Mapper, *Meta, error) {
	group, err := m.header.Group(opts.Universe)
	if err != nil {
		return nil, nil, m.fail(HeaderKey, err)
	}
	plain := *opts
	plain.Universe = group.Universe()
	own := plain
	ours := opts.ReasonColumn == table.DefaultReasonColumn || !slices.Contains(columns, opts.ReasonColumn)
	if m.hasReasons && ours && m.hasColumn {
		own.Ignore = append(slices.Clone(opts.Ignore), table.DefaultReasonColumn)
		if own.ReasonColumn == table.DefaultReasonColumn {
			own.ReasonColumn = ""
		}
	}
	mapper, err := start(m.file, &own, columns)
	if err == nil && !mapper.Altered() {
		if !mapper.Group().Equal(group) {
			err = m.fail(HeaderKey, fmt.Errorf("%w: it names the dimensions of %s and the columns are %s", table.ErrMismatch, group, mapper.Group()))
		}
		return mapper, m, err
	}
	mapper, err = start(m.file, &plain, columns)
	return mapper, nil, err
}

// startHinted makes the mapper of a file whose header is a hint: all that counts
// is columns, and the header's universe, if it has them.
func (m *Meta) startHinted(opts *table.ReadOptions, columns []string) (*table.Mapper, *Meta, error) {
	hinted := *opts
	if group, err := m.header.Group(opts.Universe); err == nil {
		hinted.Universe = group.Universe()
	}
	mapper, err := start(m.file, &hinted, columns)
	if err != nil || mapper.Altered() {
		m = nil
	}
	return mapper, m, err
}

func start(file string, opts *table.ReadOptions, columns []string) (*table.Mapper, error) {
	m, err := table.NewMapper(file, opts)
	if err != nil {
		return nil, err
	}
	return m, m.Columns(0, columns)
}

// parse reads the header. It returns nil if there is none, or only one that is
// no more than a hint and says nothing.
func parse(file string, claims listheader.Claims, lookup func(key string) (string, bool)) (*Meta, error) {
	text, ok := lookup(HeaderKey)
	if !ok {
		return nil, nil
	}
	meta := &Meta{file: file, claims: claims}
	meta.reasons, meta.hasReasons = lookup(ReasonsKey)
	var err error
	if meta.header, err = listheader.Parse(strings.NewReader(text)); err == nil {
		return meta, nil
	}
	if claims.Hints {
		return nil, nil
	}
	return nil, meta.fail(HeaderKey, err)
}

// fail puts the place to an error.
func (m *Meta) fail(key string, err error) error {
	return &dataidlist.InputError{File: m.file, Err: fmt.Errorf("metadata %s: %w", key, err)}
}

// Binds reports whether the file has a header that must be true.
func (m *Meta) Binds() bool { return m != nil && !m.claims.Hints }

// Finish gives the list that was read its reasons, title, description and
// derivation, as far as what the header states binds or helps
// ([listheader.Claims]). A nil Meta changes nothing.
func (m *Meta) Finish(r *table.Result) error {
	if m == nil {
		return nil
	}
	if m.hasReasons {
		list, err := m.withReasons(r.List)
		if err != nil {
			return m.fail(ReasonsKey, err)
		}
		r.List = list
	}
	if err := m.claims.Settle(r, m.header); err != nil {
		return &dataidlist.InputError{File: m.file, Err: err}
	}
	return nil
}

// withReasons gives a list the reasons of the metadata.
func (m *Meta) withReasons(l *dataidlist.List) (*dataidlist.List, error) {
	if !m.claims.Hints {
		return addReasons(l, m.reasons)
	}
	if !m.hasColumn || !m.sameGroup(l) {
		return l, nil
	}
	return restoreReasons(l, m.reasons)
}

// sameGroup reports whether a list is over the dimensions of the header.
func (m *Meta) sameGroup(l *dataidlist.List) bool {
	return slices.Equal(l.Group().Strings(), m.header.Strings) && slices.Equal(l.Group().Ints(), m.header.Ints)
}

// Adopt makes a result of a list that was opened by an index of the file, of
// whose columns the mapper knows. The list is still to be checked ([Meta.Check]).
func (m *Meta) Adopt(format string, l *dataidlist.List, mapper *table.Mapper) (*table.Result, error) {
	result, err := mapper.Adopt(format, l, l.Count())
	if err != nil {
		return nil, err
	}
	result.Indexed = true
	listheader.Describe(result, m.header)
	return result, nil
}

// Check compares a list that was adopted with what the header states. The error
// wraps [table.ErrMismatch].
func (m *Meta) Check(l *dataidlist.List) error { return m.header.Check(l) }

// addReasons gives a list the reasons of an array that appendReasons wrote. They
// must be for its DataIds.
func addReasons(l *dataidlist.List, text string) (*dataidlist.List, error) {
	var failed error
	with, err := l.WithReasons(func(yield func(dataidlist.Reason, *dataidlist.List) bool) {
		for entry, err := range entriesOf(text, l.Group()) {
			if err == nil {
				err = entry.within(l)
			}
			if err != nil {
				failed = err
				return
			}
			if !yield(entry.reason, entry.ids) {
				return
			}
		}
	})
	if failed != nil {
		return nil, failed
	}
	return with, err
}

// An entry is a reason and the DataIds that have it.
type entry struct {
	reason dataidlist.Reason
	ids    *dataidlist.List
}

// within returns an error if the reason is for other DataIds than those of l.
func (e entry) within(l *dataidlist.List) error {
	inside, err := e.ids.SubsetOf(l)
	if err == nil && !inside {
		err = fmt.Errorf("%w: a reason is for DataIds that are not among the rows", table.ErrMismatch)
	}
	return err
}

// entriesOf reads the array of appendReasons. It ends after an error.
func entriesOf(text string, g *dataidlist.Group) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		s := strictjson.New(strings.NewReader(text), strictjson.Options{})
		n := 0
		for _, err := range s.Array() {
			if n++; err == nil && n > dataidlist.MaxReasons {
				err = fmt.Errorf("%w: more than %d reasons", dataidlist.ErrLimit, dataidlist.MaxReasons)
			}
			var e entry
			if err == nil {
				e, err = readEntry(s, g)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := s.End(); err != nil {
			yield(entry{}, err)
		}
	}
}

// readEntry reads a reason and the DataIds that have it.
func readEntry(s *strictjson.Scanner, g *dataidlist.Group) (e entry, err error) {
	for key, err := range s.Object() {
		if err != nil {
			return e, err
		}
		if string(key) == "dataIds" {
			e.ids, err = readRuns(s, g)
		} else {
			err = readMember(s, string(key), &e.reason)
		}
		if err != nil {
			return e, err
		}
	}
	if e.ids == nil {
		return e, s.Errorf("a reason without dataIds")
	}
	return e, nil
}

func readMember(s *strictjson.Scanner, key string, r *dataidlist.Reason) error {
	members := map[string]*string{"text": &r.Text, "source": &r.Source, "author": &r.Author, "url": &r.URL}
	if members[key] == nil && key != "time" {
		return s.Errorf("a reason has no member %s", dataidlist.Quote(key))
	}
	text, err := s.ReadString()
	if err != nil {
		return err
	}
	if key != "time" {
		*members[key] = string(text)
		return nil
	}
	if r.Time, err = dataidlist.ParseReasonTime(string(text)); err != nil {
		return s.Errorf("%v", err)
	}
	return nil
}

// readRuns reads runs of DataIds.
func readRuns(s *strictjson.Scanner, g *dataidlist.Group) (*dataidlist.List, error) {
	b := dataidlist.NewBuilder(g)
	strs, ints := make([]string, len(g.Strings())), make([]int64, len(g.Ints())+1)
	for _, err := range s.Array() {
		if err != nil {
			return nil, err
		}
		if err := readRun(s, strs, ints); err != nil {
			return nil, err
		}
		k := len(ints) - 1
		if err := b.AddRun(strs, ints[:k], ints[k]); err != nil {
			return nil, err
		}
	}
	return b.List(), nil
}

// readRun reads string values, int values and the length.
func readRun(s *strictjson.Scanner, strs []string, ints []int64) error {
	n := 0
	for i, err := range s.Array() {
		if err != nil {
			return err
		}
		switch {
		case i < len(strs):
			var text []byte
			if text, err = s.ReadString(); err == nil && string(text) != strs[i] {
				strs[i] = string(text)
			}
		case i < len(strs)+len(ints):
			ints[i-len(strs)], err = s.ReadInt64()
		default:
			err = errors.New("a run has more values than dimensions and a length")
		}
		if err != nil {
			return err
		}
		n++
	}
	if n != len(strs)+len(ints) {
		return s.Errorf("a run of %d values: %d are expected", n, len(strs)+len(ints))
	}
	return nil
}
