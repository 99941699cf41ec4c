// Package rocrate tells what a campaign did as an RO-Crate 1.1 that follows the profile Process Run Crate 0.5: a directory with the lists of
// DataIds, and ro-crate-metadata.json that describes them and each attempt at a workflow that used them.
package rocrate

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// MetadataFile is the name of the file of the metadata.
const MetadataFile = "ro-crate-metadata.json"

const (
	context       = "https://w3id.org/ro/crate/1.1/context"
	specification = "https://w3id.org/ro/crate/1.1"
	profile       = "https://w3id.org/ro/wfrun/process/0.5"
	// timeFormat is the form of ISO 8601 that the profile has: milliseconds, and an offset in digits.
	timeFormat = "2006-01-02T15:04:05.000-07:00"
)

// A Metadata is the JSON-LD of a crate.
type Metadata struct {
	Context string   `json:"@context"`
	Graph   []Entity `json:"@graph"`
}

// An Entity is something that the metadata describe.
type Entity map[string]any

// ref is a reference to an entity.
type ref struct {
	ID string `json:"@id"`
}

// builder collects entities, each once.
type builder struct {
	files map[provenance.Digest]string
	seen  map[string]bool
	parts []ref
	runs  []ref
	graph []Entity
}

// New returns the metadata of a crate about campaigns. objectFile gives the name of the file of a list in the crate; the lists that it is
// asked for are those that have to be there.
func New(objectFile func(provenance.Digest) string, accounts ...*provenance.Account) Metadata {
	b := &builder{files: map[provenance.Digest]string{}, seen: map[string]bool{}}
	var names, descriptions []string
	var published time.Time
	var about []ref
	for _, a := range accounts {
		names = append(names, a.ID+": "+a.Name)
		descriptions = append(descriptions, a.ID+": "+a.Reason)
		for _, t := range []time.Time{a.Created, a.Ended} {
			if t.After(published) {
				published = t
			}
		}
		b.campaign(a, objectFile)
		about = append(about, b.person(a.Definer))
	}
	license := b.add(Entity{
		"@id": "#license", "@type": "CreativeWork", "name": "No licence is stated",
		"description": "The notebook keeps no licence for its records. Ask the authors.",
	})
	slices.SortFunc(about, func(x, y ref) int { return strings.Compare(x.ID, y.ID) })
	root := Entity{
		"@id": "./", "@type": "Dataset", "name": "Campaigns " + strings.Join(names, "; "),
		"description":   "Records of the processing of a sky survey: " + strings.Join(descriptions, "; "),
		"datePublished": published.UTC().Format(timeFormat), "license": license, "conformsTo": ref{profile},
		"author": slices.Compact(about), "hasPart": b.parts, "mentions": b.runs,
	}
	root.compact()
	descriptor := Entity{"@id": MetadataFile, "@type": "CreativeWork", "about": ref{"./"}, "conformsTo": ref{specification}}
	conforms := Entity{"@id": profile, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
	return Metadata{Context: context, Graph: append([]Entity{descriptor, root, conforms}, b.graph...)}
}

// Format returns the canonical JSON of the metadata.
func (m Metadata) Format() ([]byte, error) { return provenance.Canonical(m) }

// add adds an entity, unless it is there already, and returns a reference to it. A single value is no list in a crate, and no value no member.
func (b *builder) add(e Entity) ref {
	e.compact()
	id, _ := e["@id"].(string)
	if !b.seen[id] {
		b.seen[id] = true
		b.graph = append(b.graph, e)
	}
	return ref{id}
}

func (e Entity) compact() {
	for name, value := range e {
		refs, ok := value.([]ref)
		switch {
		case ok && len(refs) == 0:
			delete(e, name)
		case ok && len(refs) == 1:
			e[name] = refs[0]
		}
	}
}

func (b *builder) campaign(a *provenance.Account, objectFile func(provenance.Digest) string) {
	for _, s := range a.Seals {
		for _, all := range [][]provenance.List{s.Lists, s.Selections} {
			for _, l := range all {
				b.list(l, objectFile(l.Object))
			}
		}
	}
	for i := range a.Attempts {
		if t := &a.Attempts[i]; !t.Start.IsZero() {
			b.run(a, t)
		}
	}
}

// list adds the file of a list.
func (b *builder) list(l provenance.List, file string) {
	if b.files[l.Object] != "" {
		return
	}
	b.files[l.Object] = file
	title := l.Name
	if title == "" {
		title = l.Role
	}
	b.parts = append(b.parts, b.add(Entity{
		"@id": file, "@type": "File", "name": title, "encodingFormat": "application/vnd.apache.parquet",
		"description": strconv.FormatUint(l.Count, 10) + " DataIds, " + l.Digest, "identifier": l.Object.String(),
	}))
}

// run adds an attempt at a workflow: the execution of a command, by the software that the definition pins.
func (b *builder) run(a *provenance.Account, t *provenance.Attempt) {
	people := []ref{}
	for _, p := range t.Operators {
		people = append(people, b.person(p))
	}
	if len(people) == 0 {
		people = append(people, b.person(a.Definer))
	}
	objects := []ref{}
	requirements := []ref{}
	if s := a.Seal(t.Revision); s != nil {
		objects = append(objects, b.property(a.ID+" revision "+strconv.Itoa(s.Revision), s.Digest.String(), a.ID, "r"+strconv.Itoa(s.Revision)))
		for _, l := range s.Used(t.Workflow.Name) {
			objects = append(objects, ref{b.files[l.Object]})
		}
		for _, in := range s.Inputs {
			objects = append(objects, b.input(a.ID, in))
		}
		for _, p := range s.Pins {
			requirements = append(requirements, b.software(p))
		}
	}
	e := Entity{
		"@id": id(a.ID, t.Workflow.Name, strconv.Itoa(t.Number)), "@type": "CreateAction",
		"name":       a.ID + " " + t.Workflow.Name + ", attempt " + strconv.Itoa(t.Number),
		"startTime":  t.Start.UTC().Format(timeFormat),
		"instrument": b.command(a, t, requirements), "agent": people, "object": objects,
		"description": t.Workflow.Command,
	}
	if !t.End.IsZero() {
		e["endTime"] = t.End.UTC().Format(timeFormat)
	}
	switch t.Status {
	case "failed", "cancelled":
		e["actionStatus"], e["error"] = "http://schema.org/FailedActionStatus", reason(t)
	case "succeeded":
		e["actionStatus"] = "http://schema.org/CompletedActionStatus"
		e["result"] = []ref{b.property("output collection", a.Collection, a.ID, "output")}
	}
	if e["description"] == "" {
		e["description"] = "submitted by other means than a command"
	}
	b.runs = append(b.runs, b.add(e))
}

func reason(t *provenance.Attempt) string {
	if t.Reason != "" {
		return t.Reason
	}
	return t.Status
}

// command adds what ran: the workflow of the definition, which requires the software that is pinned.
func (b *builder) command(a *provenance.Account, t *provenance.Attempt, requirements []ref) ref {
	where := provenance.Material{Name: a.ID + "." + t.Workflow.Name, Version: "r" + strconv.Itoa(t.Revision)}.Locator()
	return b.add(Entity{
		"@id": where, "@type": "SoftwareApplication", "name": t.Workflow.Name, "softwareVersion": "revision " + strconv.Itoa(t.Revision), "url": where,
		"softwareRequirements": requirements,
	})
}

func (b *builder) software(m provenance.Material) ref {
	version := strings.TrimSpace(m.Version + " " + m.Commit)
	if m.Digest != nil {
		version = strings.TrimSpace(version + " " + m.Digest.String())
	}
	if version == "" {
		version = m.URI
	}
	return b.add(Entity{
		"@id": provenance.Material{Name: m.Kind + "." + m.Name, Version: version}.Locator(), "@type": "SoftwareApplication", "name": m.Name, "softwareVersion": version, "url": m.Locator(),
		"description": m.Kind,
	})
}

// input adds where data come from. Two commits of a repository are two.
func (b *builder) input(campaign string, m provenance.Material) ref {
	if m.Commit == "" {
		return b.property(m.Kind, m.Name, campaign, m.Kind, m.Name)
	}
	return b.property(m.Kind, m.Name+" "+m.Commit, campaign, m.Kind, m.Name, m.Commit)
}

func (b *builder) property(name, value string, parts ...string) ref {
	return b.add(Entity{"@id": id(parts...), "@type": "PropertyValue", "name": name, "value": value})
}

func (b *builder) person(who string) ref {
	return b.add(Entity{"@id": id("person", who), "@type": "Person", "name": who})
}

// id is the name of an entity within the crate.
func id(parts ...string) string {
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return "#" + strings.Join(parts, "/")
}
