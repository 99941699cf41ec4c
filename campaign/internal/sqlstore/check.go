package sqlstore

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/campaign"
)

// maxKey bounds the text of the key of a row in bytes: PostgreSQL cannot index more than some 2,700.
const maxKey = 2000

// checkText returns an error unless both databases can keep a text.
func checkText(s string) error {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return fmt.Errorf("%w: %.80q is not UTF-8 without NUL", campaign.ErrInvalid, s)
	}
	return nil
}

// checkValue returns an error unless a value is one of a column.
func checkValue(c campaign.Column, v any) error {
	switch v := v.(type) {
	case string:
		if !c.Number {
			return checkText(v)
		}
	case int64:
		if c.Number {
			return nil
		}
	}
	want := "text"
	if c.Number {
		want = "a number"
	}
	return fmt.Errorf("%w: %s is %s, and %.80q is not", campaign.ErrInvalid, c.Name, want, fmt.Sprint(v))
}

func checkRow(t campaign.Table, r campaign.Row) error {
	if r.Table != t.Name || len(r.Values) != len(t.Columns) {
		return fmt.Errorf("%w: a row of table %.40q with %d values, want %d of %s", campaign.ErrInvalid, r.Table, len(r.Values), len(t.Columns), t.Name)
	}
	key := 0
	for i, c := range t.Columns {
		if err := checkValue(c, r.Values[i]); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
		if text, ok := r.Values[i].(string); ok && i < t.Key {
			key += len(text)
		}
	}
	if key > maxKey {
		return fmt.Errorf("%w: table %s: the key %.80q… has %d bytes, and can have %d", campaign.ErrInvalid, t.Name, r.Text(t.Key-1), key, maxKey)
	}
	return nil
}
