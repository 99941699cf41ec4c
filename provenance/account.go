package provenance

import "time"

// An Account tells in plain values what a campaign is and what was done for it. It is what packages intoto, prov, rocrate and openlineage
// make their documents from, so that none of them needs to know how a notebook keeps records.
type Account struct {
	ID          string // such as CMP-1
	Name        string
	Description string
	Reason      string
	Definer     string
	Production  string // such as PRD-1
	Collection  string // where the output is
	Parent      string // the campaign that this one was made from, or empty
	Status      string
	Created     time.Time
	Ended       time.Time // zero if it goes on
	Seals       []Seal    // the oldest first; none if it is a draft
	Attempts    []Attempt // in the order of the workflows
}

// A Seal is a definition that was sealed.
type Seal struct {
	Revision   int    // 1 and up
	Digest     Digest // the spec digest
	Reason     string
	By         string
	At         time.Time
	Lists      []List
	Selections []List
	Inputs     []Material
	Pins       []Material
	Workflows  []Workflow
}

// A List is a list of DataIds that a definition pins, or what its lists select.
type List struct {
	Role      string // input, include or exclude; selection for what the lists select
	Name      string // of the file that it came from
	Digest    string // of the DataIds, such as dil1:…
	Object    Digest // of the Parquet file
	Count     uint64 // of DataIds
	Reason    string
	Workflows []string // to which it applies; all if there are none
}

// A Material is software, or data, that a definition names.
type Material struct {
	Kind    string // such as pipelines or git
	Name    string
	Version string
	URI     string
	Commit  string  // of git
	Digest  *Digest // of its bytes
}

// A Workflow says how a workflow is submitted.
type Workflow struct {
	Name    string
	Command string
	System  string // such as panda
}

// An Attempt is one try at a workflow.
type Attempt struct {
	Workflow  Workflow
	Number    int
	Revision  int    // of the seal that it ran under
	Status    string // pending, submitted, running, held, succeeded, failed or cancelled
	SubmitID  string
	Operators []string  // when it was submitted
	Start     time.Time // zero if it was not submitted
	End       time.Time // zero if it goes on
	Reason    string    // why it ended, where someone said so
}

// Seal returns the seal of a revision, or nil.
func (a *Account) Seal(revision int) *Seal {
	for i := range a.Seals {
		if a.Seals[i].Revision == revision {
			return &a.Seals[i]
		}
	}
	return nil
}

// AppliesTo reports whether the list acts on a workflow.
func (l List) AppliesTo(workflow string) bool {
	for _, w := range l.Workflows {
		if w == workflow {
			return true
		}
	}
	return len(l.Workflows) == 0
}

// Used returns the lists and selections of a seal that apply to a workflow.
func (s *Seal) Used(workflow string) []List {
	var used []List
	for _, all := range [][]List{s.Lists, s.Selections} {
		for _, l := range all {
			if l.AppliesTo(workflow) {
				used = append(used, l)
			}
		}
	}
	return used
}

// Locator returns a URI of the material: its own, or a package URL of its name and version.
func (m Material) Locator() string {
	if m.URI != "" {
		return m.URI
	}
	return packageURL(m.Name, m.Version)
}
