package json

import (
	"fmt"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listheader"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// envelope reads the envelope and returns the list in it. Where options have
// changed what the DataIds say, the header is not that of the list.
func (r *reader) envelope() (*table.Result, error) {
	h := &table.Header{}
	if err := r.envelopeMembers(h); err != nil {
		return nil, err
	}
	result, err := r.finish(formatJSON)
	if err != nil || r.mapper.Altered() {
		return result, err
	}
	claims := listheader.Claims{Hints: r.opts.IgnoreHeader}
	if err := claims.Settle(result, h); err != nil {
		return nil, &dataidlist.InputError{File: r.file, Err: err}
	}
	return result, nil
}

// envelopeMembers reads the members of the envelope.
func (r *reader) envelopeMembers(h *table.Header) error {
	complete := false
	for key, err := range r.scanner.Object() {
		name := string(key)
		switch {
		case err != nil:
		case complete:
			err = r.scanner.Errorf("member %s comes after dataIds, which is the last one of an envelope", dataidlist.Quote(name))
		case name == "reasons":
			err = r.listReasons()
		case name == "dataIds":
			err = r.envelopedIDs(h)
			complete = true
		default:
			var known bool
			if known, err = listheader.Member(r.scanner, h, name); !known {
				err = r.scanner.Errorf("an envelope has no member %s", dataidlist.Quote(name))
			}
		}
		if err != nil {
			return r.fail("", err)
		}
	}
	if !complete {
		return r.fail("", r.scanner.Errorf("the envelope has no dataIds"))
	}
	return r.end()
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
func (r *reader) envelopedIDs(h *table.Header) error {
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
