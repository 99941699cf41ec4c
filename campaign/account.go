package campaign

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/bundle"
	"github.com/skycampaign/skycampaign/provenance/intoto"
)

// Account tells what the campaign is and what was done for it in the plain values that exports are made from. What only the history and the
// schedules tell is for [Notebook.Accounts] to add.
func (c *Campaign) Account() *provenance.Account {
	a := &provenance.Account{
		ID: c.ID, Name: c.Name, Description: c.Description, Reason: c.Reason, Definer: c.Definer, Production: c.Production,
		Collection: c.Collection, Parent: c.Parent, Status: string(c.Status), Created: c.Created, Ended: c.Ended,
	}
	for _, r := range c.Revisions {
		a.Seals = append(a.Seals, r.seal())
	}
	for _, w := range c.Workflows {
		for _, t := range w.Attempts {
			d := c.definitionOf(w.Name, t)
			a.Attempts = append(a.Attempts, provenance.Attempt{
				Workflow: provenance.Workflow{Name: d.Name, Command: d.Command, System: d.System}, Number: t.Number, Revision: t.Revision,
				Status: string(t.Status), SubmitID: t.SubmitID, Start: t.Start, End: t.End,
			})
		}
	}
	return a
}

// Accounts tells what campaigns are, with what only their histories have: who operated attempts when they were submitted, and why they ended.
func (n *Notebook) Accounts(ctx context.Context, campaigns []*Campaign) ([]*provenance.Account, error) {
	var all []*provenance.Account
	for _, c := range campaigns {
		a, err := n.account(ctx, c)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

func (n *Notebook) account(ctx context.Context, c *Campaign) (*provenance.Account, error) {
	history, err := n.History(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	a := c.Account()
	then := new(Campaign)
	for _, e := range history {
		if err := then.Fold(e); err != nil {
			return nil, err
		}
		var m workflowMoved
		if e.Type != m.eventType() || json.Unmarshal(e.Payload, &m) != nil {
			continue
		}
		at := slices.IndexFunc(a.Attempts, func(t provenance.Attempt) bool { return t.Workflow.Name == m.Workflow && t.Number == m.Attempt })
		if at < 0 {
			continue // c is older than the history
		}
		t := &a.Attempts[at]
		switch {
		case m.To == Submitted:
			if t.Operators, err = n.operators(ctx, then.dutiesFor(m.Workflow), t.Start); err != nil {
				return nil, err
			}
		case WorkflowLife().Ended(m.To):
			t.Reason = e.Reason
		}
	}
	return a, nil
}

func (r Revision) seal() provenance.Seal {
	d := r.Spec.Definition
	s := provenance.Seal{Revision: r.Spec.Revision, Digest: r.Digest, Reason: r.Reason, By: r.By, At: r.At}
	for _, l := range d.Lists {
		s.Lists = append(s.Lists, provenance.List{
			Role: string(l.Role), Name: l.Name, Digest: l.Digest.String(), Object: l.Object, Count: l.Count, Reason: l.Reason, Workflows: l.Workflows,
		})
	}
	for _, l := range r.Spec.Selections {
		s.Selections = append(s.Selections, provenance.List{
			Role: "selection", Digest: l.Digest.String(), Object: l.Object, Count: l.Count, Workflows: l.Workflows,
		})
	}
	for _, in := range d.Inputs {
		m := provenance.Material{Kind: in.Kind, Name: in.Value, Version: in.Ref, Commit: in.Commit}
		if provenance.IsURI(in.Value) {
			m.URI = in.Value
		}
		s.Inputs = append(s.Inputs, m)
	}
	for _, p := range d.Pins {
		s.Pins = append(s.Pins, provenance.Material{Kind: p.Kind, Name: p.Name, Version: p.Version, URI: p.URI, Commit: p.Commit, Digest: p.Digest})
	}
	for _, w := range d.Workflows {
		s.Workflows = append(s.Workflows, provenance.Workflow{Name: w.Name, Command: w.Command, System: w.System})
	}
	return s
}

// dutiesFor returns by which duties a workflow is operated: its own, or if it has none those of the campaign.
func (c *Campaign) dutiesFor(workflow string) []Duty {
	if w := c.Workflow(workflow); w != nil && len(w.Operators) > 0 {
		return w.Operators
	}
	return c.Operators
}

// operators returns who operated by duties at a time long ago, each once.
func (n *Notebook) operators(ctx context.Context, duties []Duty, at time.Time) ([]string, error) {
	names, _, err := n.OnDutyHere(ctx, duties, at)
	var all []string
	for _, name := range names {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all, err
}

// Statements returns the in-toto statements about the seals of the campaign, the oldest first.
func (c *Campaign) Statements() []intoto.Statement {
	a := c.Account()
	var all []intoto.Statement
	for i := range a.Seals {
		s := &a.Seals[i]
		all = append(all, intoto.New(a, s, bundle.SpecFile(c.ID, s.Revision), bundle.ObjectFile))
	}
	return all
}
