package dataidlist

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Reason says why DataIds are in a list (FORMAT.md 1.5). Two reasons are the
// same if all their fields are. A Reason can be a map key once it has gone
// through [Reason.Normal].
type Reason struct {
	Text   string    // what the matter is; never empty
	Source string    // where that comes from: a file, a query, a notebook
	Author string    // who says so
	Time   time.Time // when, in UTC; zero if not known
	URL    string    // where to read more
}

// Normal checks the reason and returns it with its time in UTC. It returns an
// error that wraps [ErrValue] if the text is empty, a field is not valid UTF-8
// or longer than [MaxReasonLen], or the year is not 1000 to 9999.
func (r Reason) Normal() (Reason, error) {
	if r.Text == "" {
		return r, fmt.Errorf("%w: a reason without text", ErrValue)
	}
	for _, s := range []string{r.Text, r.Source, r.Author, r.URL} {
		if !utf8.ValidString(s) {
			return r, fmt.Errorf("%w: a reason with %s, which is not valid UTF-8", ErrValue, Quote(s))
		}
		if len(s) > MaxReasonLen {
			return r, fmt.Errorf("%w: a reason with a text of %d bytes: %w of %d", ErrValue, len(s), ErrLimit, MaxReasonLen)
		}
	}
	if r.Time.IsZero() {
		r.Time = time.Time{}
		return r, nil
	}
	r.Time = r.Time.UTC().Round(0)
	return r, checkYear(r.Time)
}

// ParseReasonTime reads the time of a reason as files have it: an RFC 3339
// date-time that goes to nanoseconds at most and has a year of 1000 to 9999 in
// UTC (FORMAT.md 1.5). No text is no time. The error wraps [ErrValue].
func ParseReasonTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || !isStrict(text) {
		return time.Time{}, fmt.Errorf("%w: %s is not a time as in RFC 3339, to nanoseconds at most, such as 2025-06-29T04:05:06Z", ErrValue, Quote(text))
	}
	return t.UTC(), checkYear(t)
}

// isStrict refuses what [time.Parse] takes for RFC 3339 and is not: an hour of
// one digit, a comma, and offsets of 24 hours or 60 minutes. It also refuses a
// fraction that is finer than nanoseconds.
func isStrict(text string) bool {
	const hour, second = len("2006-01-02T15"), len("2006-01-02T15:04:05")
	if text[hour] != ':' || text[second] == ',' {
		return false
	}
	zone := strings.LastIndexAny(text, "Z+-")
	offset := text[zone+1:]
	return zone-second <= len(".123456789") && (offset == "" || offset < "24" && offset[len("23:"):] < "60")
}

// checkYear refuses the years that have no normal form (FORMAT.md 1.5).
func checkYear(t time.Time) error {
	if year := t.UTC().Year(); year < 1000 || year > 9999 {
		return fmt.Errorf("%w: a reason of the year %d", ErrValue, year)
	}
	return nil
}

// size gives the bytes of all fields.
func (r Reason) size() int { return len(r.Text) + len(r.Source) + len(r.Author) + len(r.URL) }

// AppendJSON appends the canonical JSON (RFC 8785) of the reason: an object
// with its fields that are not empty, as the full digest covers it
// (FORMAT.md 3.6).
func (r Reason) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	start := len(dst)
	member := func(name, value string) {
		if value == "" {
			return
		}
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = appendJSONString(dst, name)
		dst = append(dst, ':')
		dst = appendJSONString(dst, value)
	}
	member("author", r.Author)
	member("source", r.Source)
	member("text", r.Text)
	if !r.Time.IsZero() {
		member("time", r.Time.UTC().Format(time.RFC3339Nano))
	}
	member("url", r.URL)
	return append(dst, '}')
}

// MarshalJSON gives the canonical JSON, or the error of [Reason.Normal]: what is
// written can be read.
func (r Reason) MarshalJSON() ([]byte, error) {
	r, err := r.Normal()
	if err != nil {
		return nil, err
	}
	return r.AppendJSON(nil), nil
}

// UnmarshalJSON reads an object of the members that AppendJSON writes, in any
// order, and no others. The reason is then as [Reason.Normal] gives it.
func (r *Reason) UnmarshalJSON(data []byte) error {
	var fields struct {
		Author string `json:"author"`
		Source string `json:"source"`
		Text   string `json:"text"`
		Time   string `json:"time"`
		URL    string `json:"url"`
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&fields); err != nil {
		return fmt.Errorf("%w: reason: %w", ErrValue, err)
	}
	at, err := ParseReasonTime(fields.Time)
	if err != nil {
		return err
	}
	normal, err := Reason{Text: fields.Text, Source: fields.Source, Author: fields.Author, Time: at, URL: fields.URL}.Normal()
	if err == nil {
		*r = normal
	}
	return err
}

// appendJSONString appends a string as RFC 8785 wants it.
func appendJSONString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c >= ' ':
			dst = append(dst, c)
		case strings.IndexByte("\b\t\n\f\r", c) >= 0:
			dst = append(dst, '\\', "btn?fr"[c-'\b'])
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(dst, '"')
}

// attached is a reason and the DataIds of a list that have it.
type attached struct {
	reason Reason
	json   string // canonical
	ids    *store // not empty
}

// restrict gives the reasons of those DataIds that are in s.
func restrict(reasons []attached, s *store) []attached {
	ids := make([]*store, len(reasons))
	parallel(len(reasons), func(from, to int) {
		for i := from; i < to; i++ {
			ids[i] = overlap(reasons[i].ids, s)
		}
	})
	var kept []attached
	for i, a := range reasons {
		if a.ids = ids[i]; a.ids.count > 0 {
			kept = append(kept, a)
		}
	}
	return kept
}

// mergeReasons unites the reasons of several lists. The error wraps [ErrLimit] if
// a list cannot have so many.
func mergeReasons(lists ...[]attached) ([]attached, error) {
	var all []attached
	for _, l := range lists {
		all = append(all, l...)
	}
	slices.SortStableFunc(all, func(a, b attached) int { return strings.Compare(a.json, b.json) })
	var merged []attached
	for i := 0; i < len(all); {
		stores := []*store{all[i].ids}
		j := i + 1
		for ; j < len(all) && all[j].json == all[i].json; j++ {
			stores = append(stores, all[j].ids)
		}
		a := all[i]
		if len(stores) > 1 {
			a.ids = zip(tailset.Union, stores...)
		}
		merged = append(merged, a)
		i = j
	}
	return merged, checkReasons(merged)
}

// checkReasons refuses more distinct reasons than a reader takes.
func checkReasons(reasons []attached) error {
	texts := 0
	for _, a := range reasons {
		texts += a.reason.size()
	}
	return checkReasonSize(len(reasons), texts)
}

// checkReasonSize refuses so many distinct reasons, and so many bytes of their
// fields.
func checkReasonSize(reasons, texts int) error {
	switch {
	case reasons > MaxReasons:
		return fmt.Errorf("%w: more than %d distinct reasons", ErrLimit, MaxReasons)
	case texts > MaxReasonBytes:
		return fmt.Errorf("%w: distinct reasons of more than %d bytes", ErrLimit, MaxReasonBytes)
	}
	return nil
}
