package listtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Reasons returns reasons that differ in every field and that their canonical
// JSON must escape, or must not.
func Reasons() []dataidlist.Reason {
	at := time.Date(2025, 7, 1, 4, 5, 6, 0, time.UTC)
	return []dataidlist.Reason{
		{Text: "trailed"},
		{Text: "trailed", Author: "ktl"},
		{Text: "donuts; trailed", Source: "log", Author: "ktl", Time: at, URL: "https://example.org/?a=1&b=<2>"},
		{Text: "donuts; trailed", Source: "log", Author: "ktl", Time: at.Add(250 * time.Millisecond), URL: "https://example.org/?a=1&b=<2>"},
		{Text: "\"quotes\" \\ / \b\t\n\f\r\x00\x1f\x7f"},
		{Text: "señal débil \u2028 \U0001F52D", Source: "\uFEFF"},
		{Text: " spaces around ", Time: time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)},
	}
}

// jsonString gives a string as RFC 8785 writes it.
func jsonString(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case strings.ContainsRune("\b\t\n\f\r", r):
			b.WriteString(map[rune]string{'\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`}[r])
		case r < 0x20:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

// NaiveJSON gives the canonical JSON of a reason (FORMAT.md 3.6).
func NaiveJSON(r dataidlist.Reason) string {
	var members []string
	member := func(name, value string) {
		if value != "" {
			members = append(members, jsonString(name)+":"+jsonString(value))
		}
	}
	member("author", r.Author)
	member("source", r.Source)
	member("text", r.Text)
	if !r.Time.IsZero() {
		t := r.Time.UTC()
		text := t.Format("2006-01-02T15:04:05")
		if t.Nanosecond() != 0 {
			text += "." + strings.TrimRight(fmt.Sprintf("%09d", t.Nanosecond()), "0")
		}
		member("time", text+"Z")
	}
	member("url", r.URL)
	return "{" + strings.Join(members, ",") + "}"
}

// uniteReasons gives the distinct reasons of several rows, sorted.
func uniteReasons(lists ...[]dataidlist.Reason) []dataidlist.Reason {
	all := slices.Concat(lists...)
	slices.SortFunc(all, func(a, b dataidlist.Reason) int {
		return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Author, b.Author),
			a.Time.Compare(b.Time), cmp.Compare(a.URL, b.URL))
	})
	return slices.Compact(all)
}
