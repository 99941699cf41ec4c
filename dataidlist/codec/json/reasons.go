package json

import (
	"fmt"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// readReasons reads the member reasons of a DataId: an array of reason
// objects or, in an envelope, of indexes into the reasons of the list.
func (r *reader) readReasons() error {
	for _, err := range r.scanner.Array() {
		var reason dataidlist.Reason
		switch {
		case err != nil:
		case r.numbered:
			reason, err = r.listedReason()
		default:
			reason, err = r.reason()
		}
		if err != nil {
			return r.fail("reasons", err)
		}
		r.reasons = append(r.reasons, reason)
	}
	return nil
}

// listedReason reads the index of a reason of the list.
func (r *reader) listedReason() (dataidlist.Reason, error) {
	i, err := r.scanner.ReadInt64()
	if err != nil {
		return dataidlist.Reason{}, err
	}
	if i >= int64(len(r.listed)) {
		return dataidlist.Reason{}, fmt.Errorf("%w: reason %d of %d, counted from 0", dataidlist.ErrValue, i, len(r.listed))
	}
	return r.listed[i], nil
}

// reason reads a reason object.
func (r *reader) reason() (dataidlist.Reason, error) {
	var reason dataidlist.Reason
	for key, err := range r.scanner.Object() {
		if err != nil {
			return reason, err
		}
		name := r.intern(key)
		field, err := r.reasonField(name)
		if err != nil {
			return reason, err
		}
		switch name {
		case "text":
			reason.Text = field
		case "source":
			reason.Source = field
		case "author":
			reason.Author = field
		case "url":
			reason.URL = field
		case "time":
			if reason.Time, err = dataidlist.ParseReasonTime(field); err != nil {
				return reason, err
			}
		}
	}
	return reason.Normal()
}

// reasonField reads the value of a member of a reason object.
func (r *reader) reasonField(name string) (string, error) {
	switch name {
	case "text", "source", "author", "url", "time":
	default:
		return "", r.scanner.Errorf("a reason has no member %s: it has text, source, author, time and url", dataidlist.Quote(name))
	}
	text, err := r.scanner.ReadString()
	if err != nil {
		return "", err
	}
	if len(text) > dataidlist.MaxReasonLen {
		return "", fmt.Errorf("%w: the %s of a reason has %d bytes, more than %d", dataidlist.ErrLimit, name, len(text), dataidlist.MaxReasonLen)
	}
	return r.intern(text), nil
}

// appendReason appends a reason object (FORMAT.md 4.0.3).
func appendReason(dst []byte, r dataidlist.Reason) []byte {
	dst = append(dst, '{')
	dst = appendString(appendName(dst, "text"), r.Text)
	if r.Source != "" {
		dst = appendString(appendName(dst, "source"), r.Source)
	}
	if r.Author != "" {
		dst = appendString(appendName(dst, "author"), r.Author)
	}
	if !r.Time.IsZero() {
		dst = appendString(appendName(dst, "time"), r.Time.UTC().Format(time.RFC3339Nano))
	}
	if r.URL != "" {
		dst = appendString(appendName(dst, "url"), r.URL)
	}
	return append(dst, '}')
}
