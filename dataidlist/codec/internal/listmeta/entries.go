package listmeta

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Keys of the metadata.
const (
	HeaderKey  = "dataidlist"
	ReasonsKey = "dataidlist.reasons"
)

// Entry is one pair of the metadata of a file.
type Entry struct{ Key, Value string }

// Entries returns the metadata of a list: its header, and its reasons if it
// has any.
func Entries(l *dataidlist.List) ([]Entry, error) {
	header, err := appendJSON(nil, table.HeaderOf(l))
	if err != nil {
		return nil, err
	}
	entries := []Entry{{HeaderKey, string(header)}}
	if l.NumReasons() > 0 {
		reasons, err := appendReasons(nil, l)
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{ReasonsKey, string(reasons)})
	}
	return entries, nil
}

// reasonObject has the members of a reason in the order in which files have
// them (FORMAT.md 4.0.3).
type reasonObject struct {
	Text   string `json:"text"`
	Source string `json:"source,omitempty"`
	Author string `json:"author,omitempty"`
	Time   string `json:"time,omitempty"`
	URL    string `json:"url,omitempty"`
}

// appendReasons appends the array of reasons, each with its runs.
func appendReasons(dst []byte, l *dataidlist.List) ([]byte, error) {
	sep := byte('[')
	for reason, ids := range l.Reasons() {
		object := reasonObject{Text: reason.Text, Source: reason.Source, Author: reason.Author, URL: reason.URL}
		if !reason.Time.IsZero() {
			object.Time = reason.Time.UTC().Format(time.RFC3339Nano)
		}
		var err error
		if dst, err = appendJSON(append(dst, sep), object); err != nil {
			return nil, err
		}
		dst = append(dst[:len(dst)-1], `,"dataIds":`...)
		if dst, err = appendRuns(dst, ids); err != nil {
			return nil, err
		}
		dst = append(dst, '}')
		sep = ','
	}
	return append(dst, ']'), nil
}

// appendRuns appends the array of the runs of a list that is not empty.
func appendRuns(dst []byte, l *dataidlist.List) ([]byte, error) {
	sep := byte('[')
	for run := range l.Runs() {
		dst = append(dst, sep, '[')
		sep = ','
		for _, s := range run.Strings {
			var err error
			if dst, err = appendJSON(dst, s); err != nil {
				return nil, err
			}
			dst = append(dst, ',')
		}
		for _, v := range run.Ints {
			dst = append(strconv.AppendInt(dst, v, 10), ',')
		}
		dst = append(strconv.AppendInt(dst, run.Len, 10), ']')
	}
	return append(dst, ']'), nil
}

// appendJSON appends the JSON of a value, with < and > as they are.
func appendJSON(dst []byte, v any) ([]byte, error) {
	b := bytes.NewBuffer(dst)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
