package listheader

import (
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Claims says what the statements of a header are worth. The zero Claims bind: a
// list that is another one than the header states is refused.
type Claims struct {
	// Hints is set where other software may have changed the rows and copied the
	// header as it was, or where the user says so.
	Hints bool
	By    string // that software, if it is known
}

// Settle gives the list that was read the title, the description and the
// derivation that its header states. Where claims bind, an error that wraps
// [table.ErrMismatch] says that the list is another one. Where they are hints,
// the derivation tells what became of the list that the header is of.
func (c Claims) Settle(r *table.Result, h *table.Header) error {
	if !c.Hints {
		if err := h.Check(r.List); err != nil {
			return err
		}
	}
	Describe(r, h)
	if c.Hints && h.Digest != nil {
		r.Copy = c.copyOf(h, r.List)
		info := r.List.Info()
		info.Derivation = r.Copy.Derivation(h)
		r.List = r.List.WithInfo(info)
	}
	return nil
}

// Describe gives the list that was read the title, the description and the
// derivation that its header states, whatever it states besides.
func Describe(r *table.Result, h *table.Header) { r.List, r.Header = r.List.WithInfo(h.Info()), h }

func (c Claims) copyOf(h *table.Header, l *dataidlist.List) *table.Copy {
	same := *h.Digest == l.Digest()
	return &table.Copy{By: c.By, SameIDs: same, SameReasons: same && (h.FullDigest == nil || *h.FullDigest == l.FullDigest())}
}
