// Package prov tells what a campaign did in W3C PROV, as PROV-JSON.
//
// A sealed definition is a plan; sealing it, and each attempt at a workflow, is an activity; lists of DataIds, software and what was put out are
// entities; people are agents. Names are in the namespace urn:skycampaign: and are the same each time, so that documents about the
// same records fit together.
package prov

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// Namespace is that of our names, which have the prefix sky.
const Namespace = "urn:skycampaign:"

const prefix = "sky:"

// A Document is a PROV-JSON document: for each kind of statement, the statements by their names.
type Document map[string]map[string]any

// attributes are what a statement says.
type attributes = map[string]any

// New returns a document about campaigns.
func New(accounts ...*provenance.Account) Document {
	d := Document{"prefix": {strings.TrimSuffix(prefix, ":"): Namespace}}
	for _, a := range accounts {
		d.campaign(a)
	}
	return d
}

// Format returns the canonical JSON of the document.
func (d Document) Format() ([]byte, error) { return provenance.Canonical(d) }

// add makes a statement of a kind.
func (d Document) add(kind, name string, a attributes) {
	if d[kind] == nil {
		d[kind] = map[string]any{}
	}
	d[kind][name] = a
}

// relate makes a statement that has no name of its own. What is stated twice is stated once: the name is made of what it says.
func (d Document) relate(kind string, a attributes) {
	text, err := json.Marshal(a) // text and maps of text
	if err != nil {
		text = []byte(kind)
	}
	d.add(kind, "_:"+kind+provenance.DigestOf(text).Hex()[:16], a)
}

func (d Document) campaign(a *provenance.Account) {
	for i := range a.Seals {
		d.seal(a, &a.Seals[i])
		if i > 0 {
			d.relate("wasDerivedFrom", attributes{
				"prov:generatedEntity": sealName(a, &a.Seals[i]), "prov:usedEntity": sealName(a, &a.Seals[i-1]), "prov:type": term("prov:Revision"),
			})
		}
	}
	if len(a.Seals) > 0 && a.Parent != "" {
		d.add("entity", name(a.Parent), attributes{})
		d.relate("wasDerivedFrom", attributes{"prov:generatedEntity": sealName(a, &a.Seals[0]), "prov:usedEntity": name(a.Parent)})
	}
	for i := range a.Attempts {
		d.attempt(a, &a.Attempts[i])
	}
}

// seal tells of a sealed definition, and of its sealing.
func (d Document) seal(a *provenance.Account, s *provenance.Seal) {
	plan, sealing := sealName(a, s), sealName(a, s)+".sealing"
	d.add("entity", plan, filled(attributes{
		"prov:type": term("prov:Plan"), "prov:label": a.Name + ", revision " + strconv.Itoa(s.Revision), prefix + "sha256": s.Digest.Hex(),
		prefix + "reason": a.Reason, prefix + "description": a.Description, prefix + "production": a.Production,
	}))
	d.add("activity", sealing, filled(attributes{"prov:startTime": moment(s.At), "prov:endTime": moment(s.At), prefix + "reason": s.Reason}))
	d.relate("wasGeneratedBy", attributes{"prov:entity": plan, "prov:activity": sealing, "prov:time": moment(s.At)})
	d.relate("wasAssociatedWith", attributes{"prov:activity": sealing, "prov:agent": d.person(s.By)})
	d.relate("wasAttributedTo", attributes{"prov:entity": plan, "prov:agent": d.person(a.Definer)})
	for _, l := range s.Lists {
		d.use(sealing, l)
	}
	for _, l := range s.Selections {
		selection := d.list(l)
		d.relate("wasGeneratedBy", attributes{"prov:entity": selection, "prov:activity": sealing})
		for _, from := range s.Lists {
			if from.Object != l.Object && actsOn(from, l) {
				d.relate("wasDerivedFrom", attributes{"prov:generatedEntity": selection, "prov:usedEntity": name("list", from.Object.Hex())})
			}
		}
	}
}

// actsOn reports whether a list had a part in a selection: whether it applies to a workflow of it, or the campaign has none.
func actsOn(l, selection provenance.List) bool {
	return len(selection.Workflows) == 0 || slices.ContainsFunc(selection.Workflows, l.AppliesTo)
}

// use tells that an activity used a list: as what, under which name and why. Another activity may use it under another name.
func (d Document) use(activity string, l provenance.List) {
	d.relate("used", filled(attributes{
		"prov:activity": activity, "prov:entity": d.list(l), "prov:role": l.Role, "prov:label": l.Name, prefix + "reason": l.Reason,
	}))
}

// list tells of a list, and returns its name: the digest of its file, so that one list is one entity in all campaigns.
func (d Document) list(l provenance.List) string {
	n := name("list", l.Object.Hex())
	d.add("entity", n, attributes{
		"prov:type": term("prov:Collection"), prefix + "dataids": l.Digest, prefix + "count": integer(l.Count), prefix + "sha256": l.Object.Hex(),
	})
	return n
}

// material tells of software or data, and returns its name.
func (d Document) material(m provenance.Material) string {
	n := name("material", m.Kind, m.Name, m.Version, m.Commit)
	about := attributes{"prov:label": m.Name, prefix + "kind": m.Kind, prefix + "version": m.Version, prefix + "uri": m.URI, prefix + "commit": m.Commit}
	if m.Digest != nil {
		n = name("material", m.Kind, m.Name, m.Digest.Hex())
		about[prefix+"sha256"] = m.Digest.Hex()
	}
	d.add("entity", n, filled(about))
	return n
}

// attempt tells of an attempt that was submitted.
func (d Document) attempt(a *provenance.Account, t *provenance.Attempt) {
	if t.Start.IsZero() {
		return
	}
	run := name(a.ID, t.Workflow.Name, strconv.Itoa(t.Number))
	d.add("activity", run, filled(attributes{
		"prov:startTime": moment(t.Start), "prov:endTime": moment(t.End), "prov:label": a.ID + " " + t.Workflow.Name,
		prefix + "status": t.Status, prefix + "command": t.Workflow.Command, prefix + "system": t.Workflow.System, prefix + "submitID": t.SubmitID,
	}))
	s := a.Seal(t.Revision)
	plan := ""
	if s != nil {
		plan = sealName(a, s)
		for _, l := range s.Used(t.Workflow.Name) {
			d.use(run, l)
		}
		for _, all := range [][]provenance.Material{s.Inputs, s.Pins} {
			for _, m := range all {
				d.relate("used", attributes{"prov:activity": run, "prov:entity": d.material(m), "prov:role": m.Kind})
			}
		}
	}
	people := t.Operators
	if len(people) == 0 {
		people = []string{a.Definer}
	}
	for _, p := range people {
		d.relate("wasAssociatedWith", filled(attributes{"prov:activity": run, "prov:agent": d.person(p), "prov:plan": plan}))
	}
	if t.Status == "succeeded" {
		output := name(a.ID, "output")
		d.add("entity", output, attributes{"prov:label": a.Collection})
		d.relate("wasGeneratedBy", filled(attributes{"prov:entity": output, "prov:activity": run, "prov:time": moment(t.End)}))
	}
}

// person tells of a person, and returns the name.
func (d Document) person(who string) string {
	n := name("person", who)
	d.add("agent", n, attributes{"prov:type": term("prov:Person"), "prov:label": who})
	return n
}

func sealName(a *provenance.Account, s *provenance.Seal) string {
	return name(a.ID, "r"+strconv.Itoa(s.Revision))
}

// name is a qualified name in our namespace. What a local name cannot have is escaped as in a URI, and dots are kept for the parts.
func name(parts ...string) string {
	for i, p := range parts {
		parts[i] = strings.NewReplacer("+", "%20", ".", "%2E", "~", "%7E").Replace(url.QueryEscape(p))
	}
	return prefix + strings.Join(parts, ".")
}

// term is a value that is a qualified name.
func term(qualified string) attributes {
	return attributes{"$": qualified, "type": "prov:QUALIFIED_NAME"}
}

// integer is a value that is a whole number, of any size.
func integer(n uint64) attributes {
	return attributes{"$": strconv.FormatUint(n, 10), "type": "xsd:unsignedLong"}
}

// moment is a time as xsd:dateTime, or empty.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// filled leaves out what is empty.
func filled(a attributes) attributes {
	for k, v := range a {
		if v == "" {
			delete(a, k)
		}
	}
	return a
}
