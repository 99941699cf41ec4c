package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
)

// GeneralProduction is the name of the production of campaigns that name none.
const GeneralProduction = "General"

// Define stores a draft and gives it the next id, CMP-n, which is never used again. The production may be given by id or by name;
// a name that is new makes a production. Branches and tags become commits.
func (s *Session) Define(ctx context.Context, d Definition) (*Campaign, error) {
	if err := s.actor.check(Operator); err != nil {
		return nil, err
	}
	d, err := s.nb.complete(ctx, d)
	if err != nil {
		return nil, err
	}
	var c *Campaign
	err = s.nb.store.Update(ctx, func(w Writer) error {
		def := d
		if def.Production, err = s.production(w, def.Production); err != nil {
			return err
		}
		n, err := w.Next(kindCampaign)
		if err != nil {
			return err
		}
		c = &Campaign{ID: fmt.Sprintf("CMP-%d", n)}
		def.Collection = strings.NewReplacer("{id}", c.ID, "{ticket}", def.Ticket).Replace(def.Collection)
		return s.append(w, c, provenance.Head{Stream: c.ID}, "", []change{&defined{def}})
	})
	return c, err
}

// Edit replaces the definition of a draft by what edit makes of it, which may be called again. A campaign that was ready is a draft
// again.
func (s *Session) Edit(ctx context.Context, id, reason string, edit func(*Definition) error) (*Campaign, error) {
	return s.change(ctx, id, reason, func(c *Campaign) ([]change, error) {
		if c.Sealed() {
			return nil, fmt.Errorf("%w: %s is sealed as revision %d: revise it, with a reason", ErrSealed, c.ID, c.Revision)
		}
		d, err := s.edit(ctx, c, edit)
		if err != nil {
			return nil, err
		}
		return []change{&edited{d}}, nil
	})
}

// edit returns an edited and completed copy of a campaign's definition. What says where a campaign belongs stays as it is.
func (s *Session) edit(ctx context.Context, c *Campaign, edit func(*Definition) error) (Definition, error) {
	d, err := c.copyDefinition()
	if err != nil {
		return d, err
	}
	if err := edit(&d); err != nil {
		return d, err
	}
	if d.Production != c.Production || d.Parent != c.Parent {
		return d, fmt.Errorf("%w: production and parent of %s cannot be changed", ErrInvalid, c.ID)
	}
	d, err = s.nb.complete(ctx, d)
	d.Collection = strings.NewReplacer("{id}", c.ID, "{ticket}", d.Ticket).Replace(d.Collection)
	return d, err
}

// copyDefinition returns a copy that shares nothing with c.
func (c *Campaign) copyDefinition() (d Definition, err error) {
	text, err := json.Marshal(c.Definition)
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(text, &d)
}

// complete gives a definition what it lacks, finds out commits, and checks it.
func (n *Notebook) complete(ctx context.Context, d Definition) (Definition, error) {
	if d.Collection == "" {
		d.Collection = "campaigns/{id}"
	}
	d.Inputs, d.Lists, d.Pins = append([]Input{}, d.Inputs...), append([]ListRef{}, d.Lists...), append([]Pin{}, d.Pins...)
	d.Workflows = append([]WorkflowDefinition{}, d.Workflows...)
	for i := range d.Inputs {
		in := &d.Inputs[i]
		if err := n.resolve(ctx, in.Kind, in.Value, in.Ref, &in.Commit); err != nil {
			return d, err
		}
	}
	for i := range d.Pins {
		p := &d.Pins[i]
		kind, repository := p.git()
		if err := n.resolve(ctx, kind, repository, p.Ref, &p.Commit); err != nil {
			return d, err
		}
	}
	for i := range d.Lists {
		l := &d.Lists[i]
		l.Workflows = append([]string{}, l.Workflows...)
		if err := n.resolve(ctx, l.Source.Kind, l.Source.URI, l.Source.Ref, &l.Source.Commit); err != nil {
			return d, err
		}
	}
	return d, d.Check()
}

// resolve finds out the commit of something in git that names none.
func (n *Notebook) resolve(ctx context.Context, kind, repository, ref string, commit *string) error {
	if kind != "git" || *commit != "" || ref == "" {
		return nil
	}
	if commitText.MatchString(ref) {
		*commit = ref
		return nil
	}
	found, err := n.commit(ctx, repository, ref)
	if err != nil {
		return fmt.Errorf("which commit is %.80q of %.200q: %w", ref, repository, err)
	}
	*commit = found
	return nil
}

// remoteCommit asks git ls-remote.
func remoteCommit(ctx context.Context, repository, ref string) (string, error) {
	if strings.HasPrefix(repository, "-") || strings.HasPrefix(ref, "-") {
		return "", fmt.Errorf("%w: it begins with a dash", ErrInvalid)
	}
	out, err := exec.CommandContext(ctx, "git", "ls-remote", "--", repository, ref, ref+"^{}").Output() //nolint:gosec // after --, so no option
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("git ls-remote: %s", strings.TrimSpace(string(exit.Stderr)))
		}
		return "", err
	}
	// The last line is that of the commit behind an annotated tag, if it is one.
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	commit, _, _ := strings.Cut(lines[len(lines)-1], "\t")
	if !commitText.MatchString(commit) {
		return "", fmt.Errorf("%w: no such branch or tag", ErrNotFound)
	}
	return commit, nil
}
