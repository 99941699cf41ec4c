package codec

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/ssv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// headSize is how much of an input its format is detected by, in bytes.
const headSize = 64 << 10

// Detect returns the format of an input that begins with head, which is up to
// 64 KiB of it, decompressed (FORMAT.md 4). What begins as nothing else does is
// that. After that the name decides, but for one that says no more than that the
// input is text; and where it says nothing, what the content looks like. Nothing
// is guessed of numbers alone but that they are rows. The error for a format of
// other software says how to convert it, whatever the name says.
func Detect(head []byte, name string) (Format, error) { return detect(head, name, "") }

// detect is [Detect] for an input that was compressed as said; "" is not.
func detect(head []byte, name, compressed string) (Format, error) {
	if f, ok := certainly(head); ok {
		return f, nil
	}
	if err := refuse(head, name, compressed); err != nil {
		return Format{}, err
	}
	var possible []Format
	for _, f := range Formats() {
		if f.detect != nil && f.detect(head) {
			possible = append(possible, f)
		}
	}
	named, ok := BySuffix(uncompressedName(name))
	switch {
	case ok && (!named.loose || len(possible) == 0):
		return named, nil
	case len(possible) > 0:
		return possible[0], nil
	case len(head) == 0:
		return Format{}, errors.New("the input is empty")
	}
	return Format{}, fmt.Errorf("the format is not recognised: say it with --from (%s)", strings.Join(names(), ", "))
}

// certainly returns the format that an input begins as no other does.
func certainly(head []byte) (Format, bool) {
	for _, f := range Formats() {
		if f.certain && f.detect(head) {
			return f, true
		}
	}
	return Format{}, false
}

// choose returns the format of an input: the one of that name, if it is not
// empty.
func (in *opened) choose(format string, opts *table.ReadOptions) (f Format, err error) {
	if format == "" {
		f, err = detect(in.head, in.src.Name, in.compressed())
		if err == nil {
			f, err = asTold(f, in.head, in.src.Name, opts)
		}
	} else {
		f, err = Lookup(format)
		if err == nil && (!f.certain || !f.detect(in.head)) {
			err = refuse(in.head, in.src.Name, in.compressed())
		}
	}
	if err == nil && f.least != "" && len(in.head) < headSize && len(bytes.TrimSpace(in.head)) == 0 {
		err = fmt.Errorf("the input is empty: a list without DataIds is %s in the format %s", f.least, f.Name)
	}
	return f, err
}

// asTold returns the format that is meant where the name does not decide, and the
// options tell the dimensions of an input without names: one is that of a text
// file, and several are columns of a table.
func asTold(f Format, head []byte, name string, opts *table.ReadOptions) (Format, error) {
	if named, ok := BySuffix(uncompressedName(name)); ok && !named.loose {
		return f, nil
	}
	switch {
	case f.Name == "csv" && len(opts.Dimensions) == 1 && !hasColumn(head, opts):
		return Lookup("text")
	case f.Name == "text" && len(opts.Dimensions) > 1 && ssv.Detect(head):
		return Lookup("ssv")
	}
	return f, nil
}

// hasColumn reports whether the first line of a table names a dimension, or a
// column that the options name.
func hasColumn(head []byte, opts *table.ReadOptions) bool {
	u := opts.Universe
	if u == nil {
		u, _ = dataidlist.DafButler(dataidlist.DefaultVersion)
	}
	for line := range bytes.Lines(bytes.TrimPrefix(head, []byte("\ufeff"))) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		for _, name := range strings.FieldsFunc(string(line), func(r rune) bool { return r == ',' || r == '\t' }) {
			name = strings.Trim(name, ` "`)
			_, renamed := opts.Rename[name]
			if _, ok := u.Dimension(name); ok || renamed {
				return true
			}
		}
		return false
	}
	return false
}
