package table

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// FormatName is the value of the member format in every header.
const FormatName = "dataidlist/1"

// ErrMismatch is wrapped by the error for a file that is not the list that it
// states to be.
var ErrMismatch = errors.New("the file is damaged or was edited")

// Header is what a file states about the list in it: the members of the JSON
// envelope before its DataIds, and the value of the key dataidlist in Parquet
// and Arrow (FORMAT.md 4.0.3). What the file does not state is empty or nil, and
// never filled in.
type Header struct {
	Format      string                 `json:"format"`
	Universe    string                 `json:"universe"`
	Strings     []string               `json:"strings"`
	Ints        []string               `json:"ints"`
	Count       *uint64                `json:"count,omitempty"`
	Digest      *dataidlist.Digest     `json:"digest,omitempty"`
	FullDigest  *dataidlist.FullDigest `json:"fullDigest,omitempty"`
	Title       string                 `json:"title,omitempty"`
	Description string                 `json:"description,omitempty"`
	Derivation  *dataidlist.Derivation `json:"derivation,omitempty"`
}

// HeaderOf describes a list.
func HeaderOf(l *dataidlist.List) *Header {
	g, info := l.Group(), l.Info()
	return &Header{
		Format:      FormatName,
		Universe:    g.Universe().String(),
		Strings:     append([]string{}, g.Strings()...),
		Ints:        append([]string{}, g.Ints()...),
		Count:       new(l.Count()),
		Digest:      new(l.Digest()),
		FullDigest:  new(l.FullDigest()),
		Title:       info.Title,
		Description: info.Description,
		Derivation:  recorded(info.Derivation),
	}
}

// missing names the first member that a header needs and this one lacks, or is
// empty.
func (h *Header) missing() string {
	switch {
	case h.Format == "":
		return "format"
	case h.Universe == "":
		return "universe"
	case h.Strings == nil:
		return "strings"
	case h.Ints == nil:
		return "ints"
	}
	return ""
}

// NamesGroup reports whether the header states any of the members that make the
// group.
func (h *Header) NamesGroup() bool {
	return h.Format != "" || h.Universe != "" || h.Strings != nil || h.Ints != nil
}

// Group returns the group that the header names, in the universe that the user
// chose, in the built-in one, or, for another namespace, in one made of the
// header's dimensions alone, which is all that the digest needs.
func (h *Header) Group(chosen *dataidlist.Universe) (*dataidlist.Group, error) {
	if name := h.missing(); name != "" {
		return nil, fmt.Errorf("the list header has no %s", name)
	}
	namespace, digits, ok := strings.Cut(h.Universe, "/")
	version, err := strconv.Atoi(digits)
	if !ok || err != nil || version < 0 || strconv.Itoa(version) != digits {
		return nil, fmt.Errorf("universe %s is not NAMESPACE/VERSION", dataidlist.Quote(h.Universe))
	}
	u := chosen
	switch {
	case u != nil && u.Namespace() != namespace:
		return nil, OptionsError(fmt.Errorf("the file is of universe %s, not %s", h.Universe, u))
	case u != nil:
	case namespace == "daf_butler":
		u, err = dataidlist.DafButler(version)
	default:
		var dims []dataidlist.Dimension
		for _, name := range h.Strings {
			dims = append(dims, dataidlist.Dimension{Name: name, Type: dataidlist.String})
		}
		for _, name := range h.Ints {
			dims = append(dims, dataidlist.Dimension{Name: name, Type: dataidlist.Int64})
		}
		u, err = dataidlist.NewUniverse(namespace, version, dims)
	}
	if err != nil {
		return nil, err
	}
	g, err := u.Group(slices.Concat(h.Strings, h.Ints)...)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(g.Strings(), h.Strings) || !slices.Equal(g.Ints(), h.Ints) {
		return nil, fmt.Errorf("the strings {%s} and ints {%s} are not a group of %s in canonical order: that is %s", strings.Join(h.Strings, ", "), strings.Join(h.Ints, ", "), u, g)
	}
	return g, nil
}

// Check compares a list with what the header states of it. The error wraps
// [ErrMismatch] and names both.
func (h *Header) Check(l *dataidlist.List) error {
	switch {
	case h.Digest != nil && *h.Digest != l.Digest():
		return fmt.Errorf("%w: its header states %s and its DataIds give %s", ErrMismatch, h.Digest, l.Digest())
	case h.Count != nil && *h.Count != l.Count():
		return fmt.Errorf("%w: its header states %d DataIds and it has %d", ErrMismatch, *h.Count, l.Count())
	case h.FullDigest != nil && *h.FullDigest != l.FullDigest():
		return fmt.Errorf("%w: its header states %s and its DataIds and reasons give %s", ErrMismatch, h.FullDigest, l.FullDigest())
	}
	return nil
}

// Info returns title, description and derivation.
func (h *Header) Info() dataidlist.Info {
	return dataidlist.Info{Title: h.Title, Description: h.Description, Derivation: h.Derivation}
}
