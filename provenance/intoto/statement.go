// Package intoto states in the words of the in-toto attestation framework what was sealed: an in-toto Statement v1 whose subjects are the sealed
// definition and the lists of DataIds, and whose predicate has the software and data that the definition pins as materials.
//
// Verifiers of in-toto match subjects by their SHA-256 alone. That of a definition is its spec digest, those of lists are of their Parquet files;
// the digest of the DataIds, which in-toto has no name for, is an annotation.
package intoto

import (
	"crypto/ed25519"
	"fmt"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

const (
	// StatementType says that a document is an in-toto Statement v1.
	StatementType = "https://in-toto.io/Statement/v1"
	// PredicateType says that a predicate is a [Predicate].
	PredicateType = "https://github.com/skycampaign/skycampaign/provenance/campaign/v1"
)

// A Statement is an in-toto Statement v1.
type Statement struct {
	Type          string     `json:"_type"`
	Subject       []Resource `json:"subject"`
	PredicateType string     `json:"predicateType"`
	Predicate     Predicate  `json:"predicate"`
}

// A Resource is an in-toto ResourceDescriptor.
type Resource struct {
	Name        string            `json:"name,omitempty"` // of a subject: unique in its statement
	URI         string            `json:"uri,omitempty"`
	Digest      map[string]string `json:"digest,omitempty"` // hexadecimal digits by the algorithm's name in in-toto
	MediaType   string            `json:"mediaType,omitempty"`
	Annotations map[string]any    `json:"annotations,omitempty"`
}

// A Predicate says what was sealed, by whom and why.
type Predicate struct {
	Campaign   string     `json:"campaign"`
	Name       string     `json:"name"`
	Reason     string     `json:"reason"` // for the campaign
	Definer    string     `json:"definer"`
	Production string     `json:"production"`
	Collection string     `json:"collection"`
	Revision   int        `json:"revision"`
	SpecDigest string     `json:"specDigest"`
	SealedBy   string     `json:"sealedBy"`
	SealedAt   string     `json:"sealedAt"` // RFC 3339, UTC
	SealReason string     `json:"sealReason"`
	Lists      []List     `json:"lists"`
	Workflows  []Workflow `json:"workflows"`
	Materials  []Resource `json:"materials"`
}

// A List is what a list of DataIds, which is among the subjects, does in the campaign.
type List struct {
	Subject   string   `json:"subject"` // its name there
	Role      string   `json:"role"`    // input, include, exclude or selection
	Name      string   `json:"name,omitempty"`
	Digest    string   `json:"digest"` // of the DataIds
	Count     uint64   `json:"count"`
	Reason    string   `json:"reason,omitempty"`
	Workflows []string `json:"workflows"` // to which it applies; all if there are none
}

// A Workflow is how a workflow is submitted.
type Workflow struct {
	Name    string `json:"name"`
	Command string `json:"command,omitempty"`
	System  string `json:"system,omitempty"`
}

// New returns the statement about a seal of a campaign. specFile is the name that its sealed definition has as a subject, and objectFile
// gives that of a list.
func New(a *provenance.Account, s *provenance.Seal, specFile string, objectFile func(provenance.Digest) string) Statement {
	st := Statement{
		Type: StatementType, PredicateType: PredicateType,
		Subject: []Resource{{Name: specFile, Digest: sha256(s.Digest), MediaType: "application/json"}},
		Predicate: Predicate{
			Campaign: a.ID, Name: a.Name, Reason: a.Reason, Definer: a.Definer, Production: a.Production, Collection: a.Collection,
			Revision: s.Revision, SpecDigest: s.Digest.String(), SealedBy: s.By, SealedAt: s.At.UTC().Format(time.RFC3339Nano), SealReason: s.Reason,
			Lists: []List{}, Workflows: []Workflow{}, Materials: []Resource{},
		},
	}
	seen := map[provenance.Digest]bool{}
	for _, lists := range [][]provenance.List{s.Lists, s.Selections} {
		for _, l := range lists {
			st.addList(l, objectFile(l.Object), seen)
		}
	}
	for _, w := range s.Workflows {
		st.Predicate.Workflows = append(st.Predicate.Workflows, Workflow{w.Name, w.Command, w.System})
	}
	for _, materials := range [][]provenance.Material{s.Inputs, s.Pins} {
		for _, m := range materials {
			st.Predicate.Materials = append(st.Predicate.Materials, material(m))
		}
	}
	return st
}

// addList adds what a list does, and the list as a subject if it is none yet: subjects have unique names, and one list may have two roles.
func (st *Statement) addList(l provenance.List, subject string, seen map[provenance.Digest]bool) {
	if !seen[l.Object] {
		seen[l.Object] = true
		st.Subject = append(st.Subject, Resource{
			Name: subject, Digest: sha256(l.Object), MediaType: "application/vnd.apache.parquet",
			Annotations: map[string]any{"dataids": l.Digest, "count": l.Count},
		})
	}
	st.Predicate.Lists = append(st.Predicate.Lists, List{
		Subject: subject, Role: l.Role, Name: l.Name, Digest: l.Digest, Count: l.Count, Reason: l.Reason, Workflows: append([]string{}, l.Workflows...),
	})
}

func sha256(d provenance.Digest) map[string]string { return map[string]string{"sha256": d.Hex()} }

// material describes software or data. in-toto wants a URI or a digest of it.
func material(m provenance.Material) Resource {
	r := Resource{Name: m.Name, URI: m.Locator(), Annotations: map[string]any{"kind": m.Kind}}
	if m.Version != "" {
		r.Annotations["version"] = m.Version
	}
	if m.Digest != nil {
		r.Digest = sha256(*m.Digest)
	}
	if m.Commit != "" {
		if r.Digest == nil {
			r.Digest = map[string]string{}
		}
		r.Digest["gitCommit"] = m.Commit
	}
	return r
}

// Format returns the canonical JSON of the statement, which is what is signed.
func (st Statement) Format() ([]byte, error) { return provenance.Canonical(st) }

// Sign returns the statement in a DSSE envelope.
func (st Statement) Sign(key ed25519.PrivateKey) (provenance.Envelope, error) {
	payload, err := st.Format()
	if err != nil {
		return provenance.Envelope{}, fmt.Errorf("in-toto statement: %w", err)
	}
	return provenance.Sign(key, provenance.StatementType, payload), nil
}
