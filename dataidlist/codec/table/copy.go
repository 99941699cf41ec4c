package table

import "github.com/skycampaign/skycampaign/dataidlist"

// A Copy says what became of the list that a header is of, where what the header
// states is a hint only (FORMAT.md 4.0.1).
type Copy struct {
	By          string // the software that wrote the file, if it is not ours
	SameIDs     bool   // the DataIds are those of the header's list
	SameReasons bool   // and so are the reasons, as far as the header states them
}

// Names in the derivation of a copy (FORMAT.md 4.0.3).
const (
	CopyOperation = "copy"
	CopySet       = "set"     // parameter: CopySame or CopyChanged
	CopyReasons   = "reasons" // parameter, where only the reasons are other ones: CopyChanged
	CopyBy        = "by"      // parameter: the software, if it is known
	CopyRole      = "stated"  // role of the list that the header is of, whose digests nobody computed
	CopySame      = "same"
	CopyChanged   = "changed"
)

// Derivation says how the list of the file came from the one that its header
// states.
func (c *Copy) Derivation(h *Header) *dataidlist.Derivation {
	d := &dataidlist.Derivation{Operation: CopyOperation, Parameters: map[string]string{CopySet: CopySame}}
	switch {
	case !c.SameIDs:
		d.Parameters[CopySet] = CopyChanged
	case !c.SameReasons:
		d.Parameters[CopyReasons] = CopyChanged
	}
	if c.By != "" {
		d.Parameters[CopyBy] = c.By
	}
	of := dataidlist.Input{Role: CopyRole, Derivation: h.Derivation}
	if h.Digest != nil {
		of.Digest = *h.Digest
	}
	if h.FullDigest != nil {
		of.FullDigest = *h.FullDigest
	}
	if h.Count != nil {
		of.Count = *h.Count
	}
	d.Inputs = []dataidlist.Input{of}
	return d
}
