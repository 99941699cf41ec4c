package dataidlist

import (
	"errors"
	"fmt"
	"strconv"
)

// The JSON of values is that of FORMAT.md, or an error. Nothing here is read by
// package json alone: a DataID needs its group, a group its universe, and a list
// is too large.

// MarshalText gives the text of [DataID.String], so that a DataID can be the key
// of a map in JSON. It returns an error that wraps [ErrValue] for the zero DataID.
func (d DataID) MarshalText() ([]byte, error) {
	if d == (DataID{}) {
		return nil, fmt.Errorf("%w: the zero DataID has no text: Group.DataID and Group.ParseDataID make DataIDs", ErrValue)
	}
	return d.appendText(nil), nil
}

// MarshalJSON gives the DataId object of FORMAT.md 4.3, with its members in
// canonical order. It returns an error that wraps [ErrValue] for the zero DataID.
func (d DataID) MarshalJSON() ([]byte, error) {
	if d == (DataID{}) {
		return nil, fmt.Errorf("%w: the zero DataID has no JSON: Group.DataID and Group.ParseDataID make DataIDs", ErrValue)
	}
	s, key := d.of(), d.key
	object := []byte{'{'}
	name, names := "", s.names
	for i := 0; names != ""; i++ {
		if i > 0 {
			object = append(object, ',')
		}
		name, names = cutName(names)
		object = append(appendJSONString(object, name), ':')
		if i < s.strings {
			var value string
			value, key = cutString(key)
			object = appendJSONString(object, value)
		} else {
			object = strconv.AppendInt(object, d.int(i-s.strings, s.ints), 10)
		}
	}
	return append(object, '}'), nil
}

var errReadDataID = errors.New("dataidlist: a DataID is not unmarshalled, since only its group tells what is one: call Group.ParseDataID with its text, or Group.DataID with its values")

// UnmarshalText returns an error that says what to call instead.
func (d *DataID) UnmarshalText([]byte) error { return errReadDataID }

// UnmarshalJSON returns an error that says what to call instead.
func (d *DataID) UnmarshalJSON([]byte) error { return errReadDataID }

// MarshalJSON gives the members universe, strings and ints of a list header
// (FORMAT.md 4.0.3). It returns an error that wraps [ErrGroup] for the zero Group.
func (g Group) MarshalJSON() ([]byte, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	object := appendJSONString([]byte(`{"universe":`), g.universe.String())
	object = appendJSONStrings(append(object, `,"strings":`...), g.strings)
	object = appendJSONStrings(append(object, `,"ints":`...), g.ints)
	return append(object, '}'), nil
}

// UnmarshalJSON returns an error that says what to call instead.
func (g *Group) UnmarshalJSON([]byte) error {
	return errors.New("dataidlist: a Group is not unmarshalled, since only its universe tells what is one: call Universe.Group with the names of its dimensions")
}

// MarshalText gives NAMESPACE/VERSION. It returns an error that wraps [ErrGroup]
// for the zero Universe.
func (u Universe) MarshalText() ([]byte, error) {
	if err := u.check(); err != nil {
		return nil, err
	}
	return []byte(u.String()), nil
}

var errReadUniverse = errors.New("dataidlist: a Universe is not unmarshalled, since its name does not say its dimensions: call DafButler, NewUniverse, or Load of package universe")

// UnmarshalText returns an error that says what to call instead.
func (u *Universe) UnmarshalText([]byte) error { return errReadUniverse }

// UnmarshalJSON returns an error that says what to call instead.
func (u *Universe) UnmarshalJSON([]byte) error { return errReadUniverse }

// MarshalJSON returns an error that says what to call instead.
func (l List) MarshalJSON() ([]byte, error) {
	return nil, errors.New("dataidlist: a List is not marshalled, since it may have millions of DataIds: write it with codec.Write in the format json")
}

// UnmarshalJSON returns an error that says what to call instead.
func (l *List) UnmarshalJSON([]byte) error {
	return errors.New("dataidlist: a List is not unmarshalled: read it with codec.Read in the format json")
}

func appendJSONStrings(dst []byte, all []string) []byte {
	dst = append(dst, '[')
	for i, s := range all {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendJSONString(dst, s)
	}
	return append(dst, ']')
}
