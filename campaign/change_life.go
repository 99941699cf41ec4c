package campaign

import (
	"fmt"
	"slices"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// moved changes the status of a campaign.
type moved struct {
	From     Status `json:"from"`
	To       Status `json:"to"`
	Override bool   `json:"override,omitempty"` // a lead did what the life cycle does not allow
}

func (*moved) eventType() string { return "campaign.moved" }

func (m *moved) apply(c *Campaign, at when) error {
	if m.From != c.Status {
		return fmt.Errorf("%w: %s is %s, not %s", ErrConflict, c.ID, c.Status, m.From)
	}
	if m.To == Submitted && !m.Override || m.To == Draft {
		return fmt.Errorf("%w: no campaign is moved to %s", ErrIllegal, m.To)
	}
	if !m.Override {
		if err := Life().check(c.ID, c.Status, m.To); err != nil {
			return err
		}
	} else if err := m.checkOverride(c); err != nil {
		return err
	}
	c.Status = m.To
	if m.To == Running && c.Started.IsZero() {
		c.Started = at.time
	}
	if Life().Ended(m.To) {
		c.Ended = at.time
	} else {
		c.Ended = time.Time{}
	}
	return nil
}

// checkOverride keeps an override within what is sealed: no status says of a draft that it was submitted, or the other way round.
// A draft that was cancelled gets by, as it did in older versions: verbs ask needSeal before.
func (m *moved) checkOverride(c *Campaign) error {
	before := []Status{Draft, Ready}
	if !slices.Contains(Life().Statuses(), m.To) || m.To == c.Status || slices.Contains(before, m.To) || slices.Contains(before, c.Status) {
		return fmt.Errorf("%w: %s is %s, and no override can make it %s", ErrIllegal, c.ID, c.Status, m.To)
	}
	return nil
}

// workflowMoved changes the status of the newest attempt of a workflow.
type workflowMoved struct {
	Workflow string `json:"workflow"`
	Attempt  int    `json:"attempt"`
	From     Status `json:"from"`
	To       Status `json:"to"`
	SubmitID string `json:"submit_id,omitempty"`
}

func (*workflowMoved) eventType() string { return "workflow.moved" }

func (m *workflowMoved) apply(c *Campaign, at when) error {
	w := c.Workflow(m.Workflow)
	if w == nil {
		return fmt.Errorf("%w: %s has no workflow %.80q", ErrNotFound, c.ID, m.Workflow)
	}
	a := w.Attempt()
	if m.Attempt != a.Number || m.From != a.Status {
		return fmt.Errorf("%w: workflow %s of %s is at attempt %d and %s", ErrConflict, w.Name, c.ID, a.Number, a.Status)
	}
	if !slices.Contains([]Status{Submitted, Running, Paused}, c.Status) && m.To != Cancelled {
		instead := "submit it first"
		if Life().Ended(c.Status) {
			instead = "cancel them, or clone it"
		}
		return fmt.Errorf("%w: %s is %s, and its workflows cannot become %s: %s", ErrIllegal, c.ID, c.Status, m.To, instead)
	}
	if m.To == Submitted && c.Status == Paused {
		return fmt.Errorf("%w: %s is paused until a person decides: resume it before a workflow is submitted", ErrIllegal, c.ID)
	}
	if err := WorkflowLife().check(w.Name, a.Status, m.To); err != nil {
		return err
	}
	a.Status, w.Status = m.To, m.To
	if m.SubmitID != "" {
		a.SubmitID = m.SubmitID
	}
	switch {
	case m.To == Submitted:
		a.Start, a.Revision = at.time, c.Revision
	case WorkflowLife().Ended(m.To):
		a.End = at.time
	}
	return nil
}

// retried begins another attempt at a workflow.
type retried struct {
	Workflow string `json:"workflow"`
	Attempt  int    `json:"attempt"` // the new one
}

func (*retried) eventType() string { return "workflow.retried" }

func (r *retried) apply(c *Campaign, _ when) error {
	w := c.Workflow(r.Workflow)
	if w == nil {
		return fmt.Errorf("%w: %s has no workflow %.80q", ErrNotFound, c.ID, r.Workflow)
	}
	if Life().Ended(c.Status) {
		return fmt.Errorf("%w: %s is %s: clone it", ErrIllegal, c.ID, c.Status)
	}
	a := w.Attempt()
	if !WorkflowLife().Ended(a.Status) {
		return fmt.Errorf("%w: workflow %s of %s is %s: only what succeeded, failed or was cancelled can be tried again", ErrIllegal, w.Name, c.ID, a.Status)
	}
	if r.Attempt != a.Number+1 {
		return fmt.Errorf("%w: workflow %s of %s is at attempt %d", ErrConflict, w.Name, c.ID, a.Number)
	}
	w.Attempts = append(w.Attempts, Attempt{Number: r.Attempt, Status: Pending, Commands: []Execution{}})
	w.Status = Pending
	return nil
}

// executed keeps a command that the notebook ran.
type executed struct {
	Workflow  string    `json:"workflow"`
	Attempt   int       `json:"attempt"`
	Execution Execution `json:"execution"`
}

func (*executed) eventType() string { return "workflow.executed" }

func (x *executed) apply(c *Campaign, _ when) error {
	a, err := c.attempt(x.Workflow, x.Attempt)
	if err != nil {
		return err
	}
	a.Commands = append(a.Commands, x.Execution)
	if a.SubmitID == "" {
		a.SubmitID = x.Execution.SubmitID
	}
	return nil
}

// jobsLoaded pins the summaries of the jobs of an attempt, in place of those before.
type jobsLoaded struct {
	Workflow string  `json:"workflow"`
	Attempt  int     `json:"attempt"`
	Jobs     JobsRef `json:"jobs"`
}

func (*jobsLoaded) eventType() string { return "workflow.jobs-loaded" }

func (j *jobsLoaded) apply(c *Campaign, _ when) error {
	a, err := c.attempt(j.Workflow, j.Attempt)
	if err != nil {
		return err
	}
	if j.Jobs.Object == (provenance.Digest{}) {
		return fmt.Errorf("%w: the jobs have no digest", ErrInvalid)
	}
	a.Jobs = &j.Jobs
	return nil
}

// attempt returns an attempt of a workflow, which is part of c.
func (c *Campaign) attempt(workflow string, number int) (*Attempt, error) {
	w := c.Workflow(workflow)
	if w == nil {
		return nil, fmt.Errorf("%w: %s has no workflow %.80q", ErrNotFound, c.ID, workflow)
	}
	if number < 1 || number > len(w.Attempts) {
		return nil, fmt.Errorf("%w: workflow %s of %s has %d attempts", ErrNotFound, w.Name, c.ID, len(w.Attempts))
	}
	return &w.Attempts[number-1], nil
}
