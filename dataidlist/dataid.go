package dataidlist

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
	"unique"
)

// DataID is one value for each required dimension of a group. It is a value: ==
// holds for equal DataIDs, also of two reads of a file and of two versions of a
// universe, and it can be a map key. The zero DataID is of no group.
type DataID struct {
	shape unique.Handle[shape] // of the group; zero in the zero DataID
	// key is the string values as in partition keys, then each int value as
	// 8 bytes big-endian: bytewise order is canonical order.
	key string
}

// DataID makes a DataID of the group from its values in canonical order. It
// returns an error that wraps [ErrValue] if their number or a value is wrong.
func (g *Group) DataID(strs []string, ints []int64) (DataID, error) {
	if err := g.check(); err != nil {
		return DataID{}, err
	}
	if len(strs) != len(g.strings) || len(ints) != len(g.ints) {
		return DataID{}, fmt.Errorf("%w: %d string and %d int values for the group %s", ErrValue, len(strs), len(ints), g)
	}
	for i, s := range strs {
		if err := checkString(s); err != nil {
			return DataID{}, fmt.Errorf("%s: %w", g.strings[i], err)
		}
	}
	for i, v := range ints {
		if v < 0 {
			return DataID{}, fmt.Errorf("%s: %w", g.ints[i], errNegative(v))
		}
	}
	return g.dataID(joinStrings(strs), ints), nil
}

// dataID makes a DataID of checked values.
func (g *Group) dataID(part []byte, ints []int64) DataID {
	key := make([]byte, len(part), len(part)+8*len(ints))
	copy(key, part)
	for _, v := range ints {
		key = binary.BigEndian.AppendUint64(key, uint64(v))
	}
	return DataID{g.shape, string(key)}
}

// ParseDataID reads the text form that [DataID.String] gives. Dimensions may
// come in any order; each required one must come once.
func (g *Group) ParseDataID(text string) (DataID, error) {
	if err := g.check(); err != nil {
		return DataID{}, err
	}
	pairs, err := splitPairs(text)
	if err != nil {
		return DataID{}, err
	}
	values := make(map[string]string, len(pairs))
	for _, p := range pairs {
		if _, dup := values[p[0]]; dup {
			return DataID{}, fmt.Errorf("%w: dimension %s is given twice", ErrValue, p[0])
		}
		if !g.Has(p[0]) {
			return DataID{}, fmt.Errorf("%w: %s is not a required dimension of the group %s", ErrValue, Quote(p[0]), g)
		}
		values[p[0]] = p[1]
	}
	strs, ints := make([]string, len(g.strings)), make([]int64, len(g.ints))
	for i, name := range g.Dimensions() {
		value, ok := values[name]
		if !ok {
			return DataID{}, fmt.Errorf("%w: %s is missing: give %s=VALUE", ErrValue, name, name)
		}
		if i < len(strs) {
			strs[i] = value
		} else if ints[i-len(strs)], err = ParseInt(value); err != nil {
			return DataID{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return g.DataID(strs, ints)
}

// splitPairs splits NAME=VALUE pairs at white space; a value may be quoted as
// in Go.
func splitPairs(text string) ([][2]string, error) {
	var pairs [][2]string
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			return nil, fmt.Errorf("%w: %s is not NAME=VALUE", ErrValue, Quote(rest))
		}
		var value string
		if strings.HasPrefix(after, `"`) {
			quoted, err := strconv.QuotedPrefix(after)
			if err != nil {
				return nil, fmt.Errorf("%w: %s: the quote is not closed", ErrValue, Quote(rest))
			}
			if rest = after[len(quoted):]; rest != "" && !strings.ContainsRune(" \t\r\n", rune(rest[0])) {
				return nil, fmt.Errorf("%w: %s: a space is needed after the quote", ErrValue, Quote(after))
			}
			value, _ = strconv.Unquote(quoted)
		} else {
			end := strings.IndexAny(after, " \t\r\n")
			if end < 0 {
				end = len(after)
			}
			value, rest = after[:end], after[end:]
		}
		pairs = append(pairs, [2]string{name, value})
	}
	return pairs, nil
}

// of gives what the group is, nothing for the zero DataID.
func (d DataID) of() shape {
	if d.shape == (unique.Handle[shape]{}) {
		return shape{}
	}
	return d.shape.Value()
}

// Dimensions returns the names of the dimensions in canonical order in a new
// slice.
func (d DataID) Dimensions() []string { return d.of().dimensions() }

// Strings returns the string values in canonical order in a new slice.
func (d DataID) Strings() []string { return splitStrings(d.key, d.of().strings) }

// Ints returns the int values in canonical order in a new slice.
func (d DataID) Ints() []int64 {
	ints := make([]int64, d.of().ints)
	for i := range ints {
		ints[i] = d.int(i, len(ints))
	}
	return ints
}

// int gives the i-th of n int values.
func (d DataID) int(i, n int) int64 {
	at := len(d.key) - 8*(n-i)
	return int64(binary.BigEndian.Uint64([]byte(d.key[at : at+8])))
}

// Value returns the value of a required dimension as decimal digits or as it
// is, and whether the group has that dimension.
func (d DataID) Value(dimension string) (string, bool) {
	s := d.of()
	name, names := "", s.names
	for i := 0; names != ""; i++ {
		switch name, names = cutName(names); {
		case name != dimension:
		case i < s.strings:
			return splitStrings(d.key, i+1)[i], true
		default:
			return strconv.FormatInt(d.int(i-s.strings, s.ints), 10), true
		}
	}
	return "", false
}

// Compare orders DataIDs of one group canonically (FORMAT.md 2): by the string
// values as bytes, then by the int values as numbers. Of different groups, the
// order is that of the groups: by namespace, then by the names of the dimensions,
// each as bytes. The zero DataID comes first.
func (d DataID) Compare(e DataID) int {
	if d.shape == e.shape {
		return strings.Compare(d.key, e.key)
	}
	return d.compareShapes(e) // apart, so that the usual case is inlined
}

func (d DataID) compareShapes(e DataID) int { return d.of().compare(e.of()) }

// String gives the text form, NAME=VALUE pairs in canonical order:
// instrument=LSSTCam visit=2025062900604 detector=94. A string value that is
// not plain is quoted as in Go. The text of the zero DataID is empty.
func (d DataID) String() string { return string(d.appendText(make([]byte, 0, 80))) }

func (d DataID) appendText(dst []byte) []byte {
	s, key := d.of(), d.key
	name, names := "", s.names
	for i := 0; names != ""; i++ {
		if i > 0 {
			dst = append(dst, ' ')
		}
		name, names = cutName(names)
		dst = append(append(dst, name...), '=')
		if i < s.strings {
			var value string
			value, key = cutString(key)
			dst = append(dst, quoteIfNeeded(value)...)
		} else {
			dst = strconv.AppendInt(dst, d.int(i-s.strings, s.ints), 10)
		}
	}
	return dst
}

func quoteIfNeeded(s string) string {
	for _, r := range s {
		if r <= ' ' || r == '"' || r == utf8.RuneError || !strconv.IsPrint(r) {
			return strconv.Quote(s)
		}
	}
	return s
}

// ParseInt reads the value of an int dimension: decimal digits of 0 … 2^63−1,
// with no sign, no fraction and no leading zero.
func ParseInt(s string) (int64, error) {
	v, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err == nil && v < 0:
		return 0, errNegative(v)
	case err == nil && (s[0] == '+' || s[0] == '-' || len(s) > 1 && s[0] == '0'):
		return 0, fmt.Errorf("%w: %s: write it without sign and leading zeros", ErrValue, Quote(s))
	case err == nil:
		return v, nil
	case s == "":
		return 0, fmt.Errorf("%w: an integer is missing", ErrValue)
	case strings.Trim(s, "0123456789") == "":
		return 0, fmt.Errorf("%w: %s is larger than 9223372036854775807", ErrValue, Quote(s))
	case strings.Trim(s, "0123456789.eE+-") == "":
		return 0, fmt.Errorf("%w: %s is not a whole number in plain digits", ErrValue, Quote(s))
	}
	return 0, fmt.Errorf("%w: %s is not an integer", ErrValue, Quote(s))
}

func errNegative(v int64) error {
	return fmt.Errorf("%w: %d is negative; values are 0 to 9223372036854775807", ErrValue, v)
}

// checkString tells whether s can be the value of a string dimension.
func checkString(s string) error {
	switch {
	case s == "":
		return fmt.Errorf("%w: an empty string; a value is needed", ErrValue)
	case len(s) > MaxValueLen:
		return fmt.Errorf("%w: a string of %d bytes: %w of %d", ErrValue, len(s), ErrLimit, MaxValueLen)
	case !utf8.ValidString(s):
		return fmt.Errorf("%w: %s is not valid UTF-8", ErrValue, Quote(s))
	}
	return nil
}

// joinStrings gives the partition key of string values: each value with 00
// written as 00 FF, ended by 00 01. Bytewise order of keys is the order of the
// tuples, and no key is a prefix of another of the same length of tuple.
func joinStrings(strs []string) []byte {
	var key []byte
	for _, s := range strs {
		for {
			i := strings.IndexByte(s, 0)
			if i < 0 {
				break
			}
			key = append(key, s[:i]...)
			key = append(key, 0, 0xFF)
			s = s[i+1:]
		}
		key = append(key, s...)
		key = append(key, 0, 1)
	}
	return key
}

// splitStrings gives the n values that a key begins with.
func splitStrings(key string, n int) []string {
	strs := make([]string, n)
	for i := range strs {
		strs[i], key = cutString(key)
	}
	return strs
}

// cutString gives the first string value of a key, and what follows it.
func cutString(key string) (value, rest string) {
	end := strings.IndexByte(key, 0)
	for key[end+1] != 1 {
		value += key[:end+1]
		key = key[end+2:]
		end = strings.IndexByte(key, 0)
	}
	if value == "" {
		return key[:end], key[end+2:] // the usual, which is not copied
	}
	return value + key[:end], key[end+2:]
}
