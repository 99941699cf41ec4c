package campaign

import (
	"slices"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// A Campaign is the record of processing for a purpose. Its JSON has the members of its definition beside its own.
type Campaign struct {
	ID         string             `json:"id"` // CMP-n, usable in the name of a collection
	Status     Status             `json:"status"`
	Revision   int                `json:"revision"`    // of the newest seal; 0 before the first
	SpecDigest *provenance.Digest `json:"spec_digest"` // of the newest seal; null before the first
	Definition
	Selections []Selection `json:"selections"` // of the newest seal
	Revisions  []Revision  `json:"revisions"`  // every seal, the oldest first
	Workflows  []Workflow  `json:"workflows"`  // in the order of the definition
	Operators  []Duty      `json:"operators"`  // of the campaign as a whole
	Tags       []string    `json:"tags"`       // sorted
	Links      []Link      `json:"links"`
	Notes      []Note      `json:"notes"`
	Created    time.Time   `json:"created"`
	Updated    time.Time   `json:"updated"`
	Started    time.Time   `json:"start,omitzero"` // when it first ran: its first workflow was submitted
	Ended      time.Time   `json:"end,omitzero"`   // when it completed, failed or was cancelled
}

// Sealed reports whether the definition is sealed.
func (c *Campaign) Sealed() bool { return c.Revision > 0 }

// Workflow returns the workflow of a name, or nil. It is part of c.
func (c *Campaign) Workflow(name string) *Workflow {
	at := slices.IndexFunc(c.Workflows, func(w Workflow) bool { return w.Name == name })
	if at < 0 {
		return nil
	}
	return &c.Workflows[at]
}

// definitionOf returns how a workflow was defined when an attempt at it was submitted, or if it was not, how it is defined now.
func (c *Campaign) definitionOf(workflow string, t Attempt) WorkflowDefinition {
	workflows := c.Definition.Workflows
	if t.Revision > 0 && t.Revision <= len(c.Revisions) {
		workflows = c.Revisions[t.Revision-1].Spec.Definition.Workflows
	}
	for _, d := range workflows {
		if d.Name == workflow {
			return d
		}
	}
	return WorkflowDefinition{Name: workflow}
}

// A Workflow is what became of a workflow of the definition.
type Workflow struct {
	Name      string    `json:"name"`
	Status    Status    `json:"status"` // of the newest attempt
	Attempts  []Attempt `json:"attempts"`
	Operators []Duty    `json:"operators"`
	Links     []Link    `json:"links"`
	Notes     []Note    `json:"notes"`
}

// Attempt returns the newest attempt. It is part of w.
func (w *Workflow) Attempt() *Attempt { return &w.Attempts[len(w.Attempts)-1] }

// An Attempt is one try at a workflow.
type Attempt struct {
	Number   int       `json:"number"` // 1 and up
	Status   Status    `json:"status"`
	Revision int       `json:"revision,omitempty"`  // of the campaign, when it was submitted
	SubmitID string    `json:"submit_id,omitempty"` // what the workflow system calls it
	Start    time.Time `json:"start,omitzero"`      // when it was submitted
	End      time.Time `json:"end,omitzero"`
	// Commands are those that the notebook itself ran, if it was allowed to.
	Commands []Execution `json:"commands"`
	Jobs     *JobsRef    `json:"jobs,omitempty"` // summaries of its jobs
}

// An Execution is a command that the notebook ran.
type Execution struct {
	Command  string            `json:"command"`
	ExitCode int               `json:"exit_code"` // -1 if it could not be started or was killed
	SubmitID string            `json:"submit_id,omitempty"`
	Start    time.Time         `json:"start"`
	End      time.Time         `json:"end"`
	Output   provenance.Digest `json:"output"` // what it printed, kept in Objects
}

// A JobsRef pins the summaries of an attempt's jobs.
type JobsRef struct {
	Object provenance.Digest `json:"object"` // JSON Lines of Job, kept in Objects
	Jobs   int64             `json:"jobs"`
	Tasks  int64             `json:"tasks"`
	Failed int64             `json:"failed"` // jobs
}

// A Duty is an operator by name, or whoever is on by a schedule. One of both is empty.
type Duty struct {
	Operator string `json:"operator,omitempty"`
	Schedule string `json:"schedule,omitempty"` // name of a Schedule
}

// LinkKinds are what a link can lead to.
func LinkKinds() []string {
	return []string{"status", "outputs", "logs", "metrics", "analysis", "qa", "ticket", "notebook", "dashboard", "document"}
}

// A Link leads to something about a campaign or workflow.
type Link struct {
	ID    int64     `json:"id"`   // unique in its campaign; the number of the event that added it
	Kind  string    `json:"kind"` // one of LinkKinds
	URL   string    `json:"url"`
	Title string    `json:"title,omitempty"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// A Note is a remark in Markdown about a campaign or workflow.
type Note struct {
	ID   int64     `json:"id"` // unique in its campaign; the number of the event that added it
	Text string    `json:"text"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}
