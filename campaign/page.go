package campaign

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Page returns the record as a page of Markdown, for people who have no notebook at hand. The same record gives the same bytes. Texts of the record
// appear as they are, but for the description and notes, which are Markdown and quoted. HTML in these stays too: it can be code, and what of it
// to show is for whoever renders the page.
func (c *Campaign) Page() []byte {
	p := &page{}
	p.printf("# %s: %s\n\n", c.ID, plain(c.Name))
	p.table([]string{"", ""}, c.facts())
	if c.Description != "" {
		p.printf("## Description\n\n%s\n\n", quoted(c.Description))
	}
	p.section("Input data", []string{"Kind", "Value", "Commit"}, rowsOf(c.Inputs, func(in Input) []string {
		return []string{in.Kind, in.Value, in.Commit}
	}))
	p.section("Lists", []string{"Role", "List", "DataIds", "Digest", "Workflows", "Reason"}, rowsOf(c.Lists, func(l ListRef) []string {
		return []string{string(l.Role), l.Name, fmt.Sprint(l.Count), l.Digest.String(), all(l.Workflows), l.Reason}
	}))
	p.section("Selected by the lists", []string{"Workflows", "DataIds", "Digest"}, rowsOf(c.Selections, func(s Selection) []string {
		return []string{all(s.Workflows), fmt.Sprint(s.Count), s.Digest.String()}
	}))
	p.section("Software", []string{"Kind", "Name", "Version", "URI", "Digest"}, rowsOf(c.Pins, func(pin Pin) []string {
		var digests []string
		if pin.Digest != nil {
			digests = append(digests, pin.Digest.String())
		}
		if pin.Commit != "" {
			digests = append(digests, "gitCommit:"+pin.Commit) // as in-toto calls it
		}
		return []string{pin.Kind, pin.Name, pin.Version, pin.URI, strings.Join(digests, " ")}
	}))
	p.section("Seals", []string{"Revision", "Spec digest", "By", "Time", "Reason"}, rowsOf(c.Revisions, func(r Revision) []string {
		return []string{fmt.Sprint(r.Spec.Revision), r.Digest.String(), r.By, moment(r.At), r.Reason}
	}))
	p.section("Workflows", []string{"Workflow", "Attempt", "Status", "Start", "End", "Submit id", "Command"}, c.attemptRows())
	p.margins(c)
	return p.Bytes()
}

type page struct{ bytes.Buffer }

func (p *page) printf(format string, args ...any) { _, _ = fmt.Fprintf(p, format, args...) }

func (p *page) section(title string, header []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	p.printf("## %s\n\n", title)
	p.table(header, rows)
}

func (p *page) table(header []string, rows [][]string) {
	p.printf("| %s |\n|%s\n", strings.Join(header, " | "), strings.Repeat("---|", len(header)))
	for _, row := range rows {
		for _, cell := range row {
			p.printf("| %s ", plain(cell))
		}
		p.printf("|\n")
	}
	p.printf("\n")
}

// facts are what the record says of itself; what is empty is left out.
func (c *Campaign) facts() [][]string {
	spec := ""
	if c.SpecDigest != nil {
		spec = c.SpecDigest.String()
	}
	var facts [][]string
	for _, f := range [][]string{
		{"Status", string(c.Status)}, {"Reason", c.Reason}, {"Definer", c.Definer}, {"Operator", dutyText(c.Operators)}, {"Production", c.Production},
		{"Ticket", c.Ticket}, {"Collection", c.Collection}, {"Parent", c.Parent}, {"Spec digest", spec}, {"Tags", strings.Join(c.Tags, ", ")},
		{"Created", moment(c.Created)}, {"Start", moment(c.Started)}, {"End", moment(c.Ended)},
	} {
		if f[1] != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

func (c *Campaign) attemptRows() [][]string {
	var rows [][]string
	for _, w := range c.Workflows {
		for _, a := range w.Attempts {
			rows = append(rows, []string{
				w.Name, fmt.Sprint(a.Number), string(a.Status), moment(a.Start), moment(a.End), a.SubmitID, c.definitionOf(w.Name, a).Command,
			})
		}
	}
	return rows
}

// margins are the links and notes of the campaign and of its workflows.
func (p *page) margins(c *Campaign) {
	links := rowsOf(c.Links, func(l Link) []string { return linkRow("", l) })
	for _, w := range c.Workflows {
		links = append(links, rowsOf(w.Links, func(l Link) []string { return linkRow(w.Name, l) })...)
	}
	p.section("Links", []string{"Workflow", "Kind", "URL", "Title", "By", "Time"}, links)
	p.notes("Notes", c.Notes)
	for _, w := range c.Workflows {
		p.notes("Notes on "+w.Name, w.Notes)
	}
}

func linkRow(workflow string, l Link) []string {
	return []string{workflow, l.Kind, l.URL, l.Title, l.By, moment(l.At)}
}

func (p *page) notes(title string, notes []Note) {
	if len(notes) == 0 {
		return
	}
	p.printf("## %s\n\n", title)
	for _, n := range notes {
		p.printf("%s, %s:\n\n%s\n\n", plain(n.By), moment(n.At), quoted(n.Text))
	}
}

func rowsOf[T any](values []T, row func(T) []string) [][]string {
	var rows [][]string
	for _, v := range values {
		rows = append(rows, row(v))
	}
	return rows
}

func all(workflows []string) string {
	if len(workflows) == 0 {
		return "all"
	}
	return strings.Join(workflows, ", ")
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// plain makes a text one that Markdown shows as it is, on one line.
func plain(text string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(text), " ") {
		if strings.ContainsRune("\\`*_{}[]()<>#+!|~&$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// quoted makes a text a quotation, which nothing in it can end.
func quoted(text string) string {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r", ""), "\n"), "\n")
	return "> " + strings.Join(lines, "\n> ")
}
