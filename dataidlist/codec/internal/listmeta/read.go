package listmeta

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// maxHeader is the largest length in bytes of a header.
const maxHeader = 64 << 20

// Meta is the metadata of a file that is being read.
type Meta struct {
	file       string
	header     *table.Header
	stated     map[string]json.RawMessage // the members of the header
	reasons    string
	hasReasons bool
}

// Start makes the mapper for a file with these columns and tells it their
// names. lookup gives a value of the file's metadata. The Meta is nil if the
// file has no header, or if the options make another list of the rows than the
// one that the header describes. Errors are [*dataidlist.InputError].
func Start(file string, opts *table.ReadOptions, columns []string, lookup func(key string) (string, bool)) (*table.Mapper, *Meta, error) {
	meta, err := parse(file, lookup)
	if err != nil {
		return nil, nil, err
	}
	opts = opts.OrZero()
	plain := *opts
	if meta != nil && meta.hasReasons && slices.Contains(opts.Ignore, table.DefaultReasonColumn) {
		meta = nil // the list is wanted without its reasons
	}
	if meta != nil {
		group, err := meta.header.Group(opts.Universe)
		if err != nil {
			return nil, nil, meta.fail(HeaderKey, err)
		}
		plain.Universe = group.Universe()
		own := plain
		ours := opts.ReasonColumn == table.DefaultReasonColumn || !slices.Contains(columns, opts.ReasonColumn)
		if meta.hasReasons && ours && slices.Contains(columns, table.DefaultReasonColumn) {
			own.Ignore = append(slices.Clone(opts.Ignore), table.DefaultReasonColumn)
		}
		m, err := start(file, &own, columns)
		if err == nil && !m.Altered() {
			if !m.Group().Equal(group) {
				err = meta.fail(HeaderKey, fmt.Errorf("%w: it names the dimensions of %s and the columns are %s", table.ErrMismatch, group, m.Group()))
			}
			return m, meta, err
		}
	}
	m, err := start(file, &plain, columns)
	return m, nil, err
}

func start(file string, opts *table.ReadOptions, columns []string) (*table.Mapper, error) {
	m, err := table.NewMapper(file, opts)
	if err != nil {
		return nil, err
	}
	return m, m.Columns(0, columns)
}

// parse reads the header. It returns nil if there is none.
func parse(file string, lookup func(key string) (string, bool)) (*Meta, error) {
	text, ok := lookup(HeaderKey)
	if !ok {
		return nil, nil
	}
	meta := &Meta{file: file, header: &table.Header{}}
	meta.reasons, meta.hasReasons = lookup(ReasonsKey)
	s := strictjson.New(strings.NewReader(text), strictjson.Options{MaxToken: maxHeader})
	raw, err := s.Raw(maxHeader)
	if err == nil {
		err = json.Unmarshal(raw, meta.header)
	}
	if err == nil {
		err = json.Unmarshal(raw, &meta.stated)
	}
	if err == nil {
		err = s.End()
	}
	if err != nil {
		return nil, meta.fail(HeaderKey, err)
	}
	return meta, nil
}

// fail puts the place to an error.
func (m *Meta) fail(key string, err error) error {
	return &dataidlist.InputError{File: m.file, Offset: -1, Err: fmt.Errorf("metadata %s: %w", key, err)}
}

// Finish gives the list that was read its reasons, title, description and
// derivation, and compares it with what the header states. The error wraps
// [table.ErrMismatch] if they differ. A nil Meta changes nothing.
func (m *Meta) Finish(r *table.Result) error {
	if m == nil {
		return nil
	}
	list := r.List.WithInfo(m.header.Info())
	if m.hasReasons {
		var err error
		if list, err = addReasons(list, m.reasons); err != nil {
			return m.fail(ReasonsKey, err)
		}
	}
	if m.stated["count"] == nil {
		m.header.Count = list.Count()
	}
	if m.stated["digest"] == nil {
		m.header.Digest = list.Digest()
	}
	if m.stated["fullDigest"] == nil {
		m.header.FullDigest = list.FullDigest()
	}
	if err := m.header.Check(list); err != nil {
		return &dataidlist.InputError{File: m.file, Offset: -1, Err: err}
	}
	r.List, r.Header = list, m.header
	return nil
}

// Adopt makes a result of a list that was opened by an index of the file, of
// whose columns the mapper knows. The error wraps [table.ErrMismatch] if it is
// not the list of the header.
func (m *Meta) Adopt(format string, l *dataidlist.List, mapper *table.Mapper) (*table.Result, error) {
	if err := m.header.Check(l); err != nil {
		return nil, err
	}
	result, err := mapper.Adopt(format, l.WithInfo(m.header.Info()), l.Count())
	if err == nil {
		result.Header, result.Indexed = m.header, true
	}
	return result, err
}

// addReasons gives a list the reasons of an array that appendReasons wrote.
func addReasons(l *dataidlist.List, text string) (*dataidlist.List, error) {
	s := strictjson.New(strings.NewReader(text), strictjson.Options{})
	var failed error
	var pairs iter.Seq2[dataidlist.Reason, *dataidlist.List] = func(yield func(dataidlist.Reason, *dataidlist.List) bool) {
		n := 0
		for _, err := range s.Array() {
			if n++; err == nil && n > dataidlist.MaxReasons {
				err = fmt.Errorf("%w: more than %d reasons", dataidlist.ErrLimit, dataidlist.MaxReasons)
			}
			if err != nil {
				failed = err
				return
			}
			reason, ids, err := readReason(s, l)
			if err != nil {
				failed = err
				return
			}
			if !yield(reason, ids) {
				return
			}
		}
		failed = s.End()
	}
	with, err := l.WithReasons(pairs)
	if failed != nil {
		return nil, failed
	}
	return with, err
}

// readReason reads a reason and the list of the DataIds that have it.
func readReason(s *strictjson.Scanner, l *dataidlist.List) (reason dataidlist.Reason, ids *dataidlist.List, err error) {
	for key, err := range s.Object() {
		if err != nil {
			return reason, nil, err
		}
		if string(key) == "dataIds" {
			ids, err = readRuns(s, l)
		} else {
			err = readMember(s, string(key), &reason)
		}
		if err != nil {
			return reason, nil, err
		}
	}
	if ids == nil {
		return reason, nil, s.Errorf("a reason without dataIds")
	}
	return reason, ids, nil
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

// readRuns reads runs of DataIds, which must be in the list.
func readRuns(s *strictjson.Scanner, l *dataidlist.List) (*dataidlist.List, error) {
	g := l.Group()
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
	ids := b.List()
	inside, err := ids.SubsetOf(l)
	if err == nil && !inside {
		err = fmt.Errorf("%w: a reason is for DataIds that are not among the rows", table.ErrMismatch)
	}
	return ids, err
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
