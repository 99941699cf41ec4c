package campaign

import (
	"fmt"
	"slices"

	"github.com/skycampaign/skycampaign/provenance"
)

// defined is the first event of a campaign.
type defined struct {
	Definition Definition `json:"definition"`
}

func (*defined) eventType() string { return "campaign.defined" }

func (d *defined) apply(c *Campaign, at when) error {
	if at.seq != 1 {
		return fmt.Errorf("%w: a campaign is defined once", ErrIllegal)
	}
	c.Status, c.Created = Draft, at.time
	c.Selections, c.Revisions, c.Operators, c.Tags, c.Links, c.Notes = []Selection{}, []Revision{}, []Duty{}, []string{}, []Link{}, []Note{}
	c.setDefinition(d.Definition)
	return nil
}

// edited replaces the definition of a draft.
type edited struct {
	Definition Definition `json:"definition"`
}

func (*edited) eventType() string { return "campaign.edited" }

func (e *edited) apply(c *Campaign, _ when) error {
	if c.Sealed() {
		return fmt.Errorf("%w: %s is sealed as revision %d: revise it, with a reason", ErrSealed, c.ID, c.Revision)
	}
	if c.Status != Draft {
		if err := Life().check(c.ID, c.Status, Draft); err != nil {
			return err
		}
		c.Status = Draft
	}
	c.setDefinition(e.Definition)
	return nil
}

// sealed submits a campaign.
type sealed struct {
	Spec   Spec              `json:"spec"`
	Digest provenance.Digest `json:"spec_digest"`
}

func (*sealed) eventType() string { return "campaign.submitted" }

func (s *sealed) apply(c *Campaign, at when) error {
	if err := Life().check(c.ID, c.Status, Submitted); err != nil {
		return err
	}
	c.Status = Submitted
	return c.seal(s.Spec, s.Digest, at)
}

// revised seals another revision of what is sealed.
type revised struct {
	Spec   Spec              `json:"spec"`
	Digest provenance.Digest `json:"spec_digest"`
}

func (*revised) eventType() string { return "campaign.revised" }

func (r *revised) apply(c *Campaign, at when) error {
	if !c.Sealed() {
		return fmt.Errorf("%w: %s is not sealed: edit it", ErrIllegal, c.ID)
	}
	if Life().Ended(c.Status) {
		return fmt.Errorf("%w: %s is %s: clone it", ErrIllegal, c.ID, c.Status)
	}
	for _, w := range c.Workflows {
		kept := slices.ContainsFunc(r.Spec.Definition.Workflows, func(d WorkflowDefinition) bool { return d.Name == w.Name })
		if !kept && w.Status != Pending {
			return fmt.Errorf("%w: workflow %s of %s is %s and cannot be left out of a revision", ErrIllegal, w.Name, c.ID, w.Status)
		}
	}
	return c.seal(r.Spec, r.Digest, at)
}

// seal makes a spec the newest revision.
func (c *Campaign) seal(spec Spec, digest provenance.Digest, at when) error {
	if spec.Campaign != c.ID || spec.Revision != c.Revision+1 {
		return fmt.Errorf("%w: revision %d of %.40q, want %d of %s", ErrInvalid, spec.Revision, spec.Campaign, c.Revision+1, c.ID)
	}
	is, err := spec.Digest()
	if err != nil {
		return err
	}
	if is != digest {
		return fmt.Errorf("%w: the spec digest of revision %d is %s, and the event says %s", ErrInvalid, spec.Revision, is, digest)
	}
	c.Revision, c.SpecDigest, c.Selections = spec.Revision, &digest, spec.Selections
	c.Revisions = append(c.Revisions, Revision{Spec: spec, Digest: digest, Reason: at.reason, By: at.actor, At: at.time})
	c.setDefinition(spec.Definition)
	return nil
}

// setDefinition replaces the definition, and brings the workflows into its order. New ones are pending.
func (c *Campaign) setDefinition(d Definition) {
	c.Definition = d
	workflows := make([]Workflow, 0, len(d.Workflows))
	for _, def := range d.Workflows {
		if w := c.Workflow(def.Name); w != nil {
			workflows = append(workflows, *w)
			continue
		}
		workflows = append(workflows, Workflow{
			Name: def.Name, Status: Pending, Attempts: []Attempt{{Number: 1, Status: Pending, Commands: []Execution{}}},
			Operators: []Duty{}, Links: []Link{}, Notes: []Note{},
		})
	}
	c.Workflows = workflows
}
