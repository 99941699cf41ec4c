package campaign

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Notes, links and duties belong to a campaign, or to the workflow that they name.

type noteAdded struct {
	Workflow string `json:"workflow,omitempty"`
	Text     string `json:"text"`
}

func (*noteAdded) eventType() string { return "note.added" }

func (n *noteAdded) apply(c *Campaign, at when) error {
	if strings.TrimSpace(n.Text) == "" || len(n.Text) > maxText {
		return fmt.Errorf("%w: a note has text, of at most %d bytes", ErrInvalid, maxText)
	}
	_, notes, _, err := c.margins(n.Workflow)
	if err != nil {
		return err
	}
	*notes = append(*notes, Note{ID: at.seq, Text: n.Text, By: at.actor, At: at.time})
	return nil
}

type noteRemoved struct {
	ID int64 `json:"id"`
}

func (*noteRemoved) eventType() string { return "note.removed" }

func (n *noteRemoved) apply(c *Campaign, _ when) error {
	for _, name := range c.marginNames() {
		_, notes, _, err := c.margins(name)
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(*notes, func(x Note) bool { return x.ID == n.ID }); at >= 0 {
			*notes = slices.Delete(*notes, at, at+1)
			return nil
		}
	}
	return fmt.Errorf("%w: %s has no note %d", ErrNotFound, c.ID, n.ID)
}

type linkAdded struct {
	Workflow string `json:"workflow,omitempty"`
	Kind     string `json:"kind"`
	URL      string `json:"url"`
	Title    string `json:"title,omitempty"`
}

func (*linkAdded) eventType() string { return "link.added" }

func (l *linkAdded) apply(c *Campaign, at when) error {
	if !slices.Contains(LinkKinds(), l.Kind) {
		return fmt.Errorf("%w: %.40q is no kind of link: %s", ErrInvalid, l.Kind, strings.Join(LinkKinds(), ", "))
	}
	if err := checkURL(l.URL); err != nil {
		return err
	}
	links, _, _, err := c.margins(l.Workflow)
	if err != nil {
		return err
	}
	*links = append(*links, Link{ID: at.seq, Kind: l.Kind, URL: l.URL, Title: l.Title, By: at.actor, At: at.time})
	return nil
}

type linkRemoved struct {
	ID int64 `json:"id"`
}

func (*linkRemoved) eventType() string { return "link.removed" }

func (l *linkRemoved) apply(c *Campaign, _ when) error {
	for _, name := range c.marginNames() {
		links, _, _, err := c.margins(name)
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(*links, func(x Link) bool { return x.ID == l.ID }); at >= 0 {
			*links = slices.Delete(*links, at, at+1)
			return nil
		}
	}
	return fmt.Errorf("%w: %s has no link %d", ErrNotFound, c.ID, l.ID)
}

type tagged struct {
	Tag string `json:"tag"`
}

func (*tagged) eventType() string { return "tag.added" }

func (t *tagged) apply(c *Campaign, _ when) error {
	if !nameText.MatchString(t.Tag) {
		return fmt.Errorf("%w: %.80q cannot be a tag: letters, digits, and . _ + - after the first", ErrInvalid, t.Tag)
	}
	at, found := slices.BinarySearch(c.Tags, t.Tag)
	if found {
		return fmt.Errorf("%w: %s has the tag %s already", ErrConflict, c.ID, t.Tag)
	}
	c.Tags = slices.Insert(c.Tags, at, t.Tag)
	return nil
}

type untagged struct {
	Tag string `json:"tag"`
}

func (*untagged) eventType() string { return "tag.removed" }

func (t *untagged) apply(c *Campaign, _ when) error {
	at, found := slices.BinarySearch(c.Tags, t.Tag)
	if !found {
		return fmt.Errorf("%w: %s has no tag %.80q", ErrNotFound, c.ID, t.Tag)
	}
	c.Tags = slices.Delete(c.Tags, at, at+1)
	return nil
}

// dutySet says who operates a campaign or a workflow, in place of who did before.
type dutySet struct {
	Workflow  string `json:"workflow,omitempty"`
	Operators []Duty `json:"operators"`
}

func (*dutySet) eventType() string { return "operator.set" }

func (d *dutySet) apply(c *Campaign, _ when) error {
	for _, duty := range d.Operators {
		if (duty.Operator == "") == (duty.Schedule == "") {
			return fmt.Errorf("%w: an operator is a name or a schedule", ErrInvalid)
		}
	}
	_, _, duties, err := c.margins(d.Workflow)
	if err != nil {
		return err
	}
	*duties = d.Operators
	return nil
}

// margins returns links, notes and operators of a workflow, or of the campaign itself if the name is empty.
func (c *Campaign) margins(workflow string) (*[]Link, *[]Note, *[]Duty, error) {
	if workflow == "" {
		return &c.Links, &c.Notes, &c.Operators, nil
	}
	w := c.Workflow(workflow)
	if w == nil {
		return nil, nil, nil, fmt.Errorf("%w: %s has no workflow %.80q", ErrNotFound, c.ID, workflow)
	}
	return &w.Links, &w.Notes, &w.Operators, nil
}

// marginNames are the names by which margins finds all of them.
func (c *Campaign) marginNames() []string {
	names := []string{""}
	for _, w := range c.Workflows {
		names = append(names, w.Name)
	}
	return names
}

// linkSchemes are those that a page may show as a link: none of them runs a script.
func linkSchemes() []string {
	return []string{"http", "https", "file", "ftp", "s3", "gs", "azblob", "davs", "mailto"}
}

func checkURL(text string) error {
	u, err := url.Parse(text)
	if err != nil {
		return fmt.Errorf("%w: %.200q is no URL: %w", ErrInvalid, text, err)
	}
	if !slices.Contains(linkSchemes(), u.Scheme) {
		return fmt.Errorf("%w: the URL %.200q must begin with one of %s", ErrInvalid, text, strings.Join(linkSchemes(), ":, ")+":")
	}
	return nil
}
