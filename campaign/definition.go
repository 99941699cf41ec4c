package campaign

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/provenance"
)

// A Definition says what a campaign is meant to do. Submitting seals it.
type Definition struct {
	Name        string `json:"name"`        // short
	Definer     string `json:"definer"`     // who answers for it
	Description string `json:"description"` // long
	Reason      string `json:"reason"`      // for running it
	Production  string `json:"production"`  // the record above this one, such as PRD-1
	Ticket      string `json:"ticket,omitempty"`
	// Collection is where the output goes. In a draft it may hold {id} and {ticket}, which stand for the campaign's.
	Collection string               `json:"collection"`
	Inputs     []Input              `json:"inputs"`
	Lists      []ListRef            `json:"lists"`
	Pins       []Pin                `json:"pins"`
	Workflows  []WorkflowDefinition `json:"workflow_definition"` // in the order in which people submit them
	// Continue says that the campaign goes on when a workflow completes. Otherwise it is paused until a person decides.
	Continue bool   `json:"continue,omitempty"`
	Parent   string `json:"parent,omitempty"` // the campaign that this was cloned from
}

// A WorkflowDefinition says how one workflow is submitted.
type WorkflowDefinition struct {
	Name    string `json:"name"`              // unique in its campaign
	Command string `json:"command"`           // such as bps submit step1.yaml; empty if it is submitted by other means
	System  string `json:"system,omitempty"`  // such as panda, htcondor, pegasus, prompt-processing
	Comment string `json:"comment,omitempty"` // what it is for
}

// InputKinds are what a campaign's input can be given by.
func InputKinds() []string {
	return []string{"script", "notebook", "git", "collection", "dataset-type", "query"}
}

// An Input says where a campaign's input data come from.
type Input struct {
	Kind string `json:"kind"` // one of InputKinds
	// Value is the URI of a script, notebook or repository, the name of a collection or dataset type, or the text of a query.
	Value  string `json:"value"`
	Ref    string `json:"ref,omitempty"`    // of git: the branch or tag that was asked for
	Commit string `json:"commit,omitempty"` // of git: which commit that was; found out when it is saved
}

// PinKinds are what a campaign's software is made of.
func PinKinds() []string {
	return []string{"pipelines", "environment", "container", "config", "pipeline-yaml", "bps-yaml", "quantum-graph", "other"}
}

// A Pin says exactly which software or file a campaign uses.
type Pin struct {
	Kind    string             `json:"kind"` // one of PinKinds
	Name    string             `json:"name"`
	Version string             `json:"version,omitempty"`
	URI     string             `json:"uri,omitempty"`    // of a file or an image; git+ and the URL of a repository for what is in git
	Ref     string             `json:"ref,omitempty"`    // of git: the branch or tag that was asked for
	Commit  string             `json:"commit,omitempty"` // of git: which commit that was; found out when it is saved
	Digest  *provenance.Digest `json:"digest,omitempty"` // of its bytes
}

// git returns git and the URL of the repository that a pin's URI is of, or nothing.
func (p Pin) git() (kind, repository string) {
	if repository, ok := strings.CutPrefix(p.URI, "git+"); ok {
		return "git", repository
	}
	return "", ""
}

// SourceKinds are where a list can come from.
func SourceKinds() []string { return []string{"script", "notebook", "git", "query", "hand", "file"} }

// A Source says where a list comes from.
type Source struct {
	Kind   string `json:"kind"`            // one of SourceKinds
	URI    string `json:"uri,omitempty"`   // of the script, notebook, repository or file
	Path   string `json:"path,omitempty"`  // in the repository
	Query  string `json:"query,omitempty"` // its text
	Ref    string `json:"ref,omitempty"`   // of git: the branch or tag that was asked for
	Commit string `json:"commit,omitempty"`
}

// A ListRole is what a list does to a campaign's input.
type ListRole string

// The roles of lists.
const (
	InputList   ListRole = "input"   // all that could be processed
	IncludeList ListRole = "include" // keeps what is in it
	ExcludeList ListRole = "exclude" // removes what is in it
)

// A ListRef pins a list of DataIds.
type ListRef struct {
	Role   ListRole              `json:"role"`
	Name   string                `json:"name"`        // of the file it came from
	Digest dataidlist.Digest     `json:"digest"`      // of its DataIds
	Full   dataidlist.FullDigest `json:"full_digest"` // of its DataIds and their reasons
	Object provenance.Digest     `json:"object"`      // of its canonical Parquet file, kept in Objects
	Count  uint64                `json:"count"`       // of DataIds
	// Universe and Group say what its DataIds are made of, such as daf_butler/8 and instrument, visit.
	Universe string    `json:"universe"`
	Group    []string  `json:"group"`
	Reason   string    `json:"reason"` // for using it
	Source   Source    `json:"source"`
	Added    time.Time `json:"added"` // when the notebook first had it in this campaign, or in the one that this was cloned from
	// Workflows are those that it applies to: a visit veto may hold for coadds alone. Empty is all.
	Workflows []string `json:"workflows"`
}

// AppliesTo reports whether the list acts on a workflow.
func (l ListRef) AppliesTo(workflow string) bool {
	return len(l.Workflows) == 0 || slices.Contains(l.Workflows, workflow)
}

var (
	commitText = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
	nameText   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,79}$`)
)

// maxText bounds in bytes every text that verbs write into a record. Nobody writes a description of a megabyte by hand.
const maxText = 1 << 20

// Check returns an error that wraps [ErrInvalid] and names the field that is wrong. It asks for what every definition has;
// a draft may still lack workflows and lists. How long texts are is looked at when they are stored.
func (d *Definition) Check() error {
	if err := d.possible(); err != nil {
		return err
	}
	for field, text := range map[string]string{"ticket": d.Ticket, "collection": d.Collection} {
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) || len(text) > 200 {
			return fmt.Errorf("%w: the %s must be at most 200 bytes without blanks", ErrInvalid, field)
		}
	}
	if d.Ticket == "" && strings.Contains(d.Collection, "{ticket}") {
		return fmt.Errorf("%w: the collection %s has the ticket in its name, and the campaign has no ticket", ErrInvalid, d.Collection)
	}
	for i, p := range d.Pins {
		kind, _ := p.git()
		if err := checkCommit("pin "+p.Name, kind, p.Commit); err != nil {
			return err
		}
		if slices.ContainsFunc(d.Pins[:i], func(o Pin) bool { return o.Kind == p.Kind && o.Name == p.Name }) {
			return fmt.Errorf("%w: two pins of kind %s have the name %.80q: keep one", ErrInvalid, p.Kind, p.Name)
		}
	}
	return nil
}

// possible returns an error if no version of the verbs could have made the definition: it asks for what the first one did, and Check for more.
func (d *Definition) possible() error {
	for field, text := range map[string]string{"name": d.Name, "definer": d.Definer} {
		if strings.TrimSpace(text) == "" {
			return fmt.Errorf("%w: the campaign has no %s", ErrInvalid, field)
		}
		if strings.ContainsAny(text, "\r\n") || len(text) > 200 {
			return fmt.Errorf("%w: the %s must be one line of at most 200 bytes", ErrInvalid, field)
		}
	}
	var names []string
	for _, w := range d.Workflows {
		if !nameText.MatchString(w.Name) {
			return fmt.Errorf("%w: %.80q cannot be the name of a workflow: letters, digits, and . _ + - after the first", ErrInvalid, w.Name)
		}
		if slices.Contains(names, w.Name) {
			return fmt.Errorf("%w: two workflows have the name %s", ErrInvalid, w.Name)
		}
		names = append(names, w.Name)
	}
	for _, in := range d.Inputs {
		if err := in.check(); err != nil {
			return err
		}
	}
	for _, p := range d.Pins {
		if !slices.Contains(PinKinds(), p.Kind) {
			return fmt.Errorf("%w: %.40q is no kind of pin: %s", ErrInvalid, p.Kind, strings.Join(PinKinds(), ", "))
		}
		if p.Name == "" || p.Version == "" && p.URI == "" && p.Digest == nil {
			return fmt.Errorf("%w: a pin of kind %s needs a name, and a version, URI or digest", ErrInvalid, p.Kind)
		}
	}
	for _, l := range d.Lists {
		if err := l.check(names); err != nil {
			return err
		}
	}
	return nil
}

func (in Input) check() error {
	if !slices.Contains(InputKinds(), in.Kind) {
		return fmt.Errorf("%w: %.40q is no kind of input: %s", ErrInvalid, in.Kind, strings.Join(InputKinds(), ", "))
	}
	if strings.TrimSpace(in.Value) == "" {
		return fmt.Errorf("%w: an input of kind %s has no value", ErrInvalid, in.Kind)
	}
	return checkCommit("an input", in.Kind, in.Commit)
}

func (l ListRef) check(workflows []string) error {
	if !slices.Contains([]ListRole{InputList, IncludeList, ExcludeList}, l.Role) {
		return fmt.Errorf("%w: %.40q is no role of a list: input, include, exclude", ErrInvalid, l.Role)
	}
	if !slices.Contains(SourceKinds(), l.Source.Kind) {
		return fmt.Errorf("%w: %.40q is no kind of source: %s", ErrInvalid, l.Source.Kind, strings.Join(SourceKinds(), ", "))
	}
	for _, w := range l.Workflows {
		if !slices.Contains(workflows, w) {
			return fmt.Errorf("%w: list %s is for workflow %.40q, which is not defined", ErrInvalid, l.Name, w)
		}
	}
	return checkCommit("the source of list "+l.Name, l.Source.Kind, l.Source.Commit)
}

func checkCommit(what, kind, commit string) error {
	if kind == "git" && commit == "" {
		return fmt.Errorf("%w: %s is in git and names no commit", ErrInvalid, what)
	}
	if commit != "" && !commitText.MatchString(commit) {
		return fmt.Errorf("%w: %s names commit %.80q, which is not 40 or 64 hexadecimal digits", ErrInvalid, what, commit)
	}
	return nil
}
