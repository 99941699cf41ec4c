package campaign

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// snapshot is the campaign as a store keeps it, after the event that is its head.
func (c *Campaign) snapshot(head provenance.Head) (Snapshot, error) {
	doc, err := json.Marshal(c)
	if err != nil {
		return Snapshot{}, err
	}
	return Snapshot{Kind: kindCampaign, Head: head, Doc: doc, Rows: c.rows()}, nil
}

// number is n of CMP-n.
func (c *Campaign) number() int64 { return numberOf(c.ID) }

// numberOf is n of an id such as CMP-n.
func numberOf(id string) int64 {
	_, digits, _ := strings.Cut(id, "-")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// rows is what a campaign contributes to the tables. The order of values is that of Tables.
func (c *Campaign) rows() []Row {
	spec := ""
	if c.SpecDigest != nil {
		spec = c.SpecDigest.String()
	}
	rows := []Row{{"campaigns", []any{
		c.ID, c.Name, c.Definer, dutyText(c.Operators), string(c.Status), timeText(c.Started), timeText(c.Ended), c.Production, c.Ticket,
		c.Collection, c.Parent, strings.Join(c.Tags, ", "), c.linkText(), timeText(c.Created), timeText(c.Updated), spec, c.Description, c.Reason, c.number(), int64(c.Revision),
	}}}
	for _, tag := range c.Tags {
		rows = append(rows, Row{"campaign_tags", []any{c.ID, tag}})
	}
	for i, w := range c.Workflows {
		a := w.Attempt()
		rows = append(rows, Row{"workflows", []any{
			c.ID, w.Name, string(w.Status), dutyText(w.Operators), timeText(a.Start), timeText(a.End), int64(i), int64(a.Number),
		}})
	}
	if !c.Sealed() {
		rows = append(rows, listRows(c.ID, 0, c.Lists, nil)...)
	}
	for _, r := range c.Revisions {
		rows = append(rows, listRows(c.ID, r.Spec.Revision, r.Spec.Definition.Lists, r.Spec.Selections)...)
	}
	for _, object := range c.Objects() {
		rows = append(rows, Row{"object_refs", []any{c.ID, object.String()}})
	}
	return rows
}

func listRows(id string, revision int, lists []ListRef, selections []Selection) []Row {
	var rows []Row
	for i, l := range lists {
		rows = append(rows, Row{"list_refs", []any{
			id, int64(revision), int64(i), string(l.Role), l.Name, l.Digest.String(), l.Full.String(), l.Object.String(), int64(l.Count), l.Reason, //nolint:gosec // far below 2^63
		}})
	}
	for i, s := range selections {
		rows = append(rows, Row{"selections", []any{id, int64(revision), int64(i), s.Digest.String(), s.Object.String(), int64(s.Count)}}) //nolint:gosec // far below 2^63
	}
	return rows
}

// Objects returns the digests of all objects that the campaign refers to, in order, each once.
func (c *Campaign) Objects() []provenance.Digest {
	all := c.listObjects()
	for _, w := range c.Workflows {
		for _, a := range w.Attempts {
			for _, x := range a.Commands {
				all = append(all, x.Output)
			}
			if a.Jobs != nil {
				all = append(all, a.Jobs.Object)
			}
		}
	}
	return ordered(all)
}

// listObjects returns the objects that are lists: those that a definition uses, and those that they selected.
func (c *Campaign) listObjects() []provenance.Digest {
	var all []provenance.Digest
	add := func(lists []ListRef, selections []Selection) {
		for _, l := range lists {
			all = append(all, l.Object)
		}
		for _, s := range selections {
			all = append(all, s.Object)
		}
	}
	add(c.Lists, c.Selections)
	for _, r := range c.Revisions {
		add(r.Spec.Definition.Lists, r.Spec.Selections)
	}
	return ordered(all)
}

// ordered returns digests in order, each once.
func ordered(all []provenance.Digest) []provenance.Digest {
	slices.SortFunc(all, func(a, b provenance.Digest) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(all)
}

// dutyText is how tables show operators.
func dutyText(duties []Duty) string {
	var names []string
	for _, d := range duties {
		if d.Schedule != "" {
			names = append(names, fmt.Sprintf("schedule:%s", d.Schedule))
		} else {
			names = append(names, d.Operator)
		}
	}
	return strings.Join(names, ", ")
}

// linkText is how tables show links: the kinds that there are, in the order of LinkKinds.
func (c *Campaign) linkText() string {
	var kinds []string
	for _, kind := range LinkKinds() {
		if slices.ContainsFunc(c.Links, func(l Link) bool { return l.Kind == kind }) {
			kinds = append(kinds, kind)
		}
	}
	return strings.Join(kinds, ", ")
}

// timeText is how tables hold times.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(provenance.TimeFormat)
}
