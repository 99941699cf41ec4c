package listheader

import (
	"fmt"
	"io"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	// maxHeader is the largest length in bytes of a header that stands alone.
	maxHeader = 64 << 20
	// maxDerivation bounds the bytes of a derivation.
	maxDerivation = 16 << 20
)

// Parse reads a header that stands alone. Members that it does not know, and the
// reasons, which are the business of the format, are passed over.
func Parse(r io.Reader) (*table.Header, error) {
	s := strictjson.New(r, strictjson.Options{MaxToken: maxHeader})
	h := &table.Header{}
	for key, err := range s.Object() {
		if err == nil {
			_, err = Member(s, h, string(key))
		}
		if err != nil {
			return nil, err
		}
	}
	return h, s.End()
}

// Member reads the value of a member into the header. If a header has none of that
// name, known is false, and the value is still to be read.
func Member(s *strictjson.Scanner, h *table.Header, name string) (known bool, err error) {
	switch name {
	case "format":
		if h.Format, err = text(s); err == nil && h.Format != table.FormatName {
			err = s.Errorf("format %s is not known: this version reads %s", dataidlist.Quote(h.Format), table.FormatName)
		}
	case "universe":
		if h.Universe, err = text(s); err == nil && h.Universe == "" {
			err = s.Errorf("the universe is empty")
		}
	case "strings":
		h.Strings, err = Names(s)
	case "ints":
		h.Ints, err = Names(s)
	case "count":
		var n int64
		n, err = s.ReadInt64()
		h.Count = new(uint64(n))
	case "digest":
		var d dataidlist.Digest
		d, err = digest(s, dataidlist.ParseDigest)
		h.Digest = &d
	case "fullDigest":
		var d dataidlist.FullDigest
		d, err = digest(s, dataidlist.ParseFullDigest)
		h.FullDigest = &d
	case "title":
		h.Title, err = text(s)
	case "description":
		h.Description, err = text(s)
	case "derivation":
		h.Derivation, err = derivation(s)
	default:
		return false, nil
	}
	return true, err
}

func text(s *strictjson.Scanner) (string, error) {
	b, err := s.ReadString()
	return string(b), err
}

// digest reads a digest in its text form.
func digest[D any](s *strictjson.Scanner, parse func(string) (D, error)) (d D, err error) {
	b, err := text(s)
	if err == nil {
		if d, err = parse(b); err != nil {
			err = s.Errorf("%v", err)
		}
	}
	return d, err
}

// Names reads an array of names of dimensions, which is not nil.
func Names(s *strictjson.Scanner) ([]string, error) {
	all := []string{}
	for i, err := range s.Array() {
		var name string
		if err == nil {
			name, err = text(s)
		}
		if err == nil && i == dataidlist.MaxDims {
			err = fmt.Errorf("%w: more than %d dimensions", dataidlist.ErrLimit, dataidlist.MaxDims)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, nil
}

// derivation reads a derivation of bounded size.
func derivation(s *strictjson.Scanner) (*dataidlist.Derivation, error) {
	return (&record{s, s.Offset() + maxDerivation}).step()
}

// A record is a derivation that is being read. Members that are not known are
// passed over, at every depth.
type record struct {
	*strictjson.Scanner
	end int64 // where it must have ended
}

// members calls read with the names of an object's members.
func (r *record) members(read func(name string) error) error {
	for key, err := range r.Object() {
		if err == nil && r.Offset() > r.end {
			err = fmt.Errorf("%w: a derivation of more than %d bytes", dataidlist.ErrLimit, maxDerivation)
		}
		if err == nil {
			err = read(string(key))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// step reads an operation with its inputs.
func (r *record) step() (*dataidlist.Derivation, error) {
	d := &dataidlist.Derivation{}
	err := r.members(func(name string) (err error) {
		switch name {
		case "operation":
			d.Operation, err = text(r.Scanner)
		case "parameters":
			d.Parameters = map[string]string{}
			err = r.members(func(name string) (err error) {
				d.Parameters[name], err = text(r.Scanner)
				return err
			})
		case "inputs":
			d.Inputs, err = r.inputs()
		}
		return err
	})
	return d, err
}

func (r *record) inputs() (all []dataidlist.Input, err error) {
	for _, err := range r.Array() {
		var i dataidlist.Input
		if err == nil {
			i, err = r.input()
		}
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}

func (r *record) input() (i dataidlist.Input, err error) {
	err = r.members(func(name string) (err error) {
		switch name {
		case "role":
			i.Role, err = text(r.Scanner)
		case "name":
			i.Name, err = text(r.Scanner)
		case "count":
			var n int64
			n, err = r.ReadInt64()
			i.Count = uint64(n)
		case "digest":
			i.Digest, err = digest(r.Scanner, dataidlist.ParseDigest)
		case "fullDigest":
			i.FullDigest, err = digest(r.Scanner, dataidlist.ParseFullDigest)
		case "derivation":
			i.Derivation, err = r.step()
		}
		return err
	})
	return i, err
}
