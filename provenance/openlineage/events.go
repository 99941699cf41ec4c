// Package openlineage tells what a campaign did as OpenLineage run events: for each attempt at a workflow that was submitted a START event, and once it
// ended COMPLETE, FAIL or ABORT. Inputs are the lists of DataIds that applied to it, the output is its collection.
//
// A run's id is a function of the record, so that events that are sent twice are events of one run.
package openlineage

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

const (
	producer = "https://github.com/skycampaign/skycampaign"
	spec     = "https://openlineage.io/spec/"
	event    = spec + "2-0-2/OpenLineage.json#/$defs/RunEvent"
	// sealFacet is a facet of ours: which sealed definition a run followed.
	sealFacet = producer + "/blob/main/provenance/FORMAT.md#openlineage-facet"
)

// Namespace is that of jobs and of lists of DataIds.
const Namespace = "skycampaign"

// CollectionNamespace is that of output collections.
const CollectionNamespace = "butler"

// An Event is an OpenLineage RunEvent.
type Event struct {
	EventType string    `json:"eventType"` // START, COMPLETE, FAIL or ABORT
	EventTime string    `json:"eventTime"`
	Producer  string    `json:"producer"`
	SchemaURL string    `json:"schemaURL"`
	Run       Run       `json:"run"`
	Job       Job       `json:"job"`
	Inputs    []Dataset `json:"inputs"`
	Outputs   []Dataset `json:"outputs"`
}

// A Run is one execution of a job.
type Run struct {
	RunID  string            `json:"runId"` // a UUID
	Facets map[string]Facets `json:"facets,omitempty"`
}

// A Job is what ran.
type Job struct {
	Namespace string            `json:"namespace"`
	Name      string            `json:"name"`
	Facets    map[string]Facets `json:"facets,omitempty"`
}

// A Dataset is what went in or came out.
type Dataset struct {
	Namespace string            `json:"namespace"`
	Name      string            `json:"name"`
	Facets    map[string]Facets `json:"facets,omitempty"`
}

// Facets are the members of a facet.
type Facets map[string]any

// New returns the events of a campaign, in the order of its attempts.
func New(a *provenance.Account) []Event {
	events := []Event{}
	for i := range a.Attempts {
		t := &a.Attempts[i]
		if t.Start.IsZero() {
			continue
		}
		start := attempt(a, t)
		start.EventType, start.EventTime = "START", t.Start.UTC().Format(time.RFC3339Nano)
		events = append(events, start)
		if t.End.IsZero() {
			continue
		}
		end := attempt(a, t)
		end.EventType, end.EventTime = ending(t.Status), t.End.UTC().Format(time.RFC3339Nano)
		if end.EventType == "FAIL" {
			end.Run.Facets["errorMessage"] = facet("facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet", Facets{
				"message": message(t), "programmingLanguage": "shell",
			})
		}
		events = append(events, end)
	}
	return events
}

// Format returns events as JSON Lines, each in canonical form.
func Format(events []Event) ([]byte, error) {
	var b bytes.Buffer
	for _, e := range events {
		text, err := provenance.Canonical(e)
		if err != nil {
			return nil, err
		}
		b.Write(append(text, '\n'))
	}
	return b.Bytes(), nil
}

// attempt is what all events of an attempt say.
func attempt(a *provenance.Account, t *provenance.Attempt) Event {
	e := Event{
		Producer: producer, SchemaURL: event,
		Run:    Run{RunID: runID(a, t.Workflow.Name, t.Number), Facets: map[string]Facets{"parent": parent(a)}},
		Job:    job(a, t),
		Inputs: []Dataset{}, Outputs: []Dataset{{Namespace: CollectionNamespace, Name: a.Collection}},
	}
	if t.Workflow.System != "" {
		e.Run.Facets["processing_engine"] = facet("facets/1-1-1/ProcessingEngineRunFacet.json#/$defs/ProcessingEngineRunFacet", Facets{
			"name": t.Workflow.System, "version": "unknown",
		})
	}
	s := a.Seal(t.Revision)
	if s == nil {
		return e
	}
	e.Run.Facets["skycampaign_seal"] = Facets{
		"_producer": producer, "_schemaURL": sealFacet, "campaign": a.ID, "revision": s.Revision, "specDigest": s.Digest.String(),
		"attempt": t.Number, "submitId": t.SubmitID,
	}
	for _, l := range s.Used(t.Workflow.Name) {
		e.Inputs = append(e.Inputs, list(l))
	}
	return e
}

func job(a *provenance.Account, t *provenance.Attempt) Job {
	owners := []Facets{{"name": a.Definer, "type": "DEFINER"}}
	for _, o := range t.Operators {
		owners = append(owners, Facets{"name": o, "type": "OPERATOR"})
	}
	j := Job{Namespace: Namespace, Name: a.ID + "." + t.Workflow.Name, Facets: map[string]Facets{
		"jobType": facet("facets/2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet", Facets{
			"processingType": "BATCH", "integration": "SKYCAMPAIGN", "jobType": "WORKFLOW",
		}),
		"documentation": facet("facets/1-1-0/DocumentationJobFacet.json#/$defs/DocumentationJobFacet", Facets{"description": a.Name + ": " + a.Reason}),
		"ownership":     facet("facets/1-0-1/OwnershipJobFacet.json#/$defs/OwnershipJobFacet", Facets{"owners": owners}),
	}}
	if t.Workflow.Command != "" {
		j.Facets["sourceCode"] = facet("facets/1-0-1/SourceCodeJobFacet.json#/$defs/SourceCodeJobFacet", Facets{
			"language": "shell", "sourceCode": t.Workflow.Command,
		})
	}
	return j
}

// parent is the campaign as the run that this one is part of.
func parent(a *provenance.Account) Facets {
	return facet("facets/1-2-0/ParentRunFacet.json#/$defs/ParentRunFacet", Facets{
		"run": Facets{"runId": runID(a, "", 0)}, "job": Facets{"namespace": Namespace, "name": a.ID},
	})
}

// list is a list of DataIds as a dataset, which is named by its DataIds.
func list(l provenance.List) Dataset {
	what := l.Role
	for _, more := range []string{l.Name, l.Reason} {
		if more != "" {
			what += ": " + more
		}
	}
	return Dataset{Namespace: Namespace, Name: l.Digest, Facets: map[string]Facets{
		"documentation": facet("facets/1-1-0/DocumentationDatasetFacet.json#/$defs/DocumentationDatasetFacet", Facets{"description": what}),
		"version":       facet("facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet", Facets{"datasetVersion": l.Object.String()}),
	}}
}

// facet adds to a facet of the standard what every facet has.
func facet(schema string, f Facets) Facets {
	f["_producer"], f["_schemaURL"] = producer, spec+schema
	return f
}

func ending(status string) string {
	switch status {
	case "succeeded":
		return "COMPLETE"
	case "failed":
		return "FAIL"
	}
	return "ABORT"
}

func message(t *provenance.Attempt) string {
	if t.Reason != "" {
		return t.Reason
	}
	return "the workflow failed"
}

// runID is a UUID (version 8 of RFC 9562) of an attempt, or of the campaign as a whole. When it was made is part of it: every notebook has a CMP-1.
func runID(a *provenance.Account, workflow string, number int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "skycampaign run 1\n%s\n%s\n%s\n%d\n", a.ID, a.Created.UTC().Format(time.RFC3339Nano), workflow, number))
	b := sum[:16]
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	x := hex.EncodeToString(b)
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}
