package campaign

import (
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/provenance"
)

// A Spec is what is sealed: a definition with what its lists select. Its digest is that of its canonical JSON.
type Spec struct {
	Campaign   string      `json:"campaign"`
	Revision   int         `json:"revision"` // 1 and up
	Definition Definition  `json:"definition"`
	Selections []Selection `json:"selections"`
}

// A Selection is the DataIds that the lists of a definition leave to workflows: the input lists together, cut to each
// include list, without the exclude lists. Workflows with the same lists share one.
type Selection struct {
	Workflows []string          `json:"workflows"` // empty if the definition has none
	Digest    dataidlist.Digest `json:"digest"`
	Object    provenance.Digest `json:"object"` // of the canonical Parquet file, kept in Objects
	Count     uint64            `json:"count"`
}

// Digest returns the spec digest.
func (s Spec) Digest() (provenance.Digest, error) { return provenance.CanonicalDigest(s) }

// A Revision is a seal of a campaign.
type Revision struct {
	Spec   Spec              `json:"spec"`
	Digest provenance.Digest `json:"spec_digest"`
	Reason string            `json:"reason"`
	By     string            `json:"by"`
	At     time.Time         `json:"at"`
}
