package json

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// maxDerivation bounds the bytes of a derivation, which is decoded as a whole.
const maxDerivation = 16 << 20

// neededMembers are the members that an envelope must have before dataIds.
var neededMembers = []string{"format", "universe", "strings", "ints"}

// envelope reads the envelope and returns the list in it. Where options have
// changed what the DataIds say, the header is not that of the list.
func (r *reader) envelope() (*table.Result, error) {
	h := &table.Header{}
	seen := map[string]bool{}
	if err := r.envelopeMembers(h, seen); err != nil {
		return nil, err
	}
	result, err := r.finish(formatJSON)
	if err != nil || r.mapper.Altered() {
		return result, err
	}
	list := result.List.WithInfo(h.Info())
	if !seen["count"] {
		h.Count = list.Count()
	}
	if !seen["digest"] {
		h.Digest = list.Digest()
	}
	if !seen["fullDigest"] {
		h.FullDigest = list.FullDigest()
	}
	if err := h.Check(list); err != nil {
		return nil, &dataidlist.InputError{File: r.file, Offset: -1, Err: err}
	}
	result.List, result.Header = list, h
	return result, nil
}

// envelopeMembers reads the members of the envelope and notes which there are.
func (r *reader) envelopeMembers(h *table.Header, seen map[string]bool) error {
	for key, err := range r.scanner.Object() {
		name := string(key)
		switch {
		case err != nil:
		case seen["dataIds"]:
			err = r.scanner.Errorf("member %s comes after dataIds, which is the last one of an envelope", dataidlist.Quote(name))
		case name == "reasons":
			err = r.listReasons()
		case name == "dataIds":
			err = r.envelopedIDs(h, seen)
		default:
			err = r.headerMember(h, name)
		}
		if err != nil {
			return r.fail("", err)
		}
		seen[name] = true
	}
	if !seen["dataIds"] {
		return r.fail("", r.scanner.Errorf("the envelope has no dataIds"))
	}
	return r.end()
}

// headerMember reads the value of a member of the header.
func (r *reader) headerMember(h *table.Header, name string) (err error) {
	switch name {
	case "format":
		err = r.textMember(&h.Format)
	case "universe":
		err = r.textMember(&h.Universe)
	case "title":
		err = r.textMember(&h.Title)
	case "description":
		err = r.textMember(&h.Description)
	case "strings":
		h.Strings, err = r.nameList()
	case "ints":
		h.Ints, err = r.nameList()
	case "count":
		var n int64
		n, err = r.scanner.ReadInt64()
		h.Count = uint64(n)
	case "digest":
		var text string
		if err = r.textMember(&text); err == nil {
			h.Digest, err = dataidlist.ParseDigest(text)
		}
	case "fullDigest":
		var text string
		if err = r.textMember(&text); err == nil {
			h.FullDigest, err = dataidlist.ParseFullDigest(text)
		}
	case "derivation":
		h.Derivation, err = r.derivation()
	default:
		err = r.scanner.Errorf("an envelope has no member %s", dataidlist.Quote(name))
	}
	return err
}

func (r *reader) textMember(dst *string) error {
	text, err := r.scanner.ReadString()
	*dst = string(text)
	return err
}

// nameList reads an array of names.
func (r *reader) nameList() ([]string, error) {
	names := []string{}
	for i, err := range r.scanner.Array() {
		var name string
		if err == nil {
			err = r.textMember(&name)
		}
		if err == nil && i == dataidlist.MaxDims {
			err = fmt.Errorf("%w: more than %d dimensions", dataidlist.ErrLimit, dataidlist.MaxDims)
		}
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func (r *reader) derivation() (*dataidlist.Derivation, error) {
	raw, err := r.scanner.Raw(maxDerivation)
	if err != nil {
		return nil, err
	}
	if raw[0] != '{' {
		return nil, r.scanner.Errorf("the derivation is not an object")
	}
	d := stdjson.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	derivation := &dataidlist.Derivation{}
	if err := d.Decode(derivation); err != nil {
		return nil, fmt.Errorf("derivation: %w", err)
	}
	return derivation, nil
}

// listReasons reads the reasons that the DataIds refer to.
func (r *reader) listReasons() error {
	for _, err := range r.scanner.Array() {
		var reason dataidlist.Reason
		if err == nil {
			reason, err = r.reason()
		}
		if err == nil && len(r.listed) == dataidlist.MaxReasons {
			err = fmt.Errorf("%w: more than %d reasons", dataidlist.ErrLimit, dataidlist.MaxReasons)
		}
		if err != nil {
			return r.fail("reasons", err)
		}
		r.listed = append(r.listed, reason)
	}
	return nil
}

// envelopedIDs reads the DataIds of an envelope. The dimensions of the header
// are told to the mapper as columns, so that options change them as they
// change the members of the DataIds.
func (r *reader) envelopedIDs(h *table.Header, seen map[string]bool) error {
	for _, name := range neededMembers {
		if !seen[name] {
			return r.scanner.Errorf("the envelope has no %s before its dataIds", name)
		}
	}
	g, err := h.Group(r.opts.Universe)
	if err != nil {
		return err
	}
	r.opts.Universe = g.Universe()
	if err := r.startMapper(); err != nil {
		return err
	}
	if err := r.mapper.Columns(0, slices.Concat(h.Strings, h.Ints)); err != nil {
		return err
	}
	r.numbered = true
	return r.elements(0)
}
