package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
)

// GeneralProduction is the name of the production of campaigns that name none.
const GeneralProduction = "General"

// Define stores a draft and gives it the next id, CMP-n, which is never used again. The production may be given by id or by name;
// a name that is new makes a production. Branches and tags become commits.
func (s *Session) Define(ctx context.Context, d Definition) (*Campaign, error) {
	return s.define(ctx, d, Definition{})
}

// define is Define of what was made from an old definition.
func (s *Session) define(ctx context.Context, d, old Definition) (*Campaign, error) {
	if err := s.actor.check(Operator); err != nil {
		return nil, err
	}
	d, err := s.nb.complete(ctx, d, old)
	if err != nil {
		return nil, err
	}
	var c *Campaign
	err = s.nb.store.Update(ctx, func(w Writer) error {
		def := d
		if def.Production, err = s.production(w, def.Production); err != nil {
			return err
		}
		if def.Parent != "" {
			if _, _, err := loadCampaign(w, def.Parent); err != nil {
				return fmt.Errorf("the parent: %w", err)
			}
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
	d, err = s.nb.complete(ctx, d, c.Definition)
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

// complete gives a definition that was made from an old one what it lacks, finds out commits and what lists are, and checks it.
func (n *Notebook) complete(ctx context.Context, d, old Definition) (Definition, error) {
	if d.Collection == "" {
		d.Collection = "campaigns/{id}"
	}
	d.Inputs, d.Lists, d.Pins = append([]Input{}, d.Inputs...), append([]ListRef{}, d.Lists...), append([]Pin{}, d.Pins...)
	d.Workflows = append([]WorkflowDefinition{}, d.Workflows...)
	for i := range d.Lists {
		d.Lists[i].Workflows = append([]string{}, d.Lists[i].Workflows...)
	}
	if err := n.resolve(ctx, &d, old); err != nil {
		return d, err
	}
	if err := d.Check(); err != nil {
		return d, err
	}
	return d, n.identifyLists(ctx, &d, old)
}

// A gitLink is something in git that a definition refers to.
type gitLink struct{ repository, ref, commit string }

// gitLinks calls do for each of them, which may change the commit.
func (d *Definition) gitLinks(do func(repository, ref string, commit *string) error) error {
	for i := range d.Inputs {
		if in := &d.Inputs[i]; in.Kind == "git" {
			if err := do(in.Value, in.Ref, &in.Commit); err != nil {
				return err
			}
		}
	}
	for i := range d.Pins {
		p := &d.Pins[i]
		if kind, repository := p.git(); kind == "git" {
			if err := do(repository, p.Ref, &p.Commit); err != nil {
				return err
			}
		}
	}
	for i := range d.Lists {
		if from := &d.Lists[i].Source; from.Kind == "git" {
			if err := do(from.URI, from.Ref, &from.Commit); err != nil {
				return err
			}
		}
	}
	return nil
}

// resolve finds out the commits of what is in git and names none, or has the commit of another branch or repository in the old definition.
func (n *Notebook) resolve(ctx context.Context, d *Definition, old Definition) error {
	was, commits := map[gitLink]bool{}, map[string]bool{"": true}
	_ = old.gitLinks(func(repository, ref string, commit *string) error { // which has no error
		was[gitLink{repository, ref, *commit}], commits[*commit] = true, true
		return nil
	})
	return d.gitLinks(func(repository, ref string, commit *string) error {
		if ref == "" || !commits[*commit] || *commit != "" && was[gitLink{repository, ref, *commit}] {
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
	})
}

// identifyLists makes sure that lists are what a definition says of them: what was in the old definition was looked at when it came there, all
// else is looked at now. When a list was added is for the notebook to say.
func (n *Notebook) identifyLists(ctx context.Context, d *Definition, old Definition) error {
	for i := range d.Lists {
		ref := &d.Lists[i]
		at := slices.IndexFunc(old.Lists, func(o ListRef) bool { return o.Object == ref.Object && o.identity() == ref.identity() })
		if at >= 0 {
			ref.Added = old.Lists[at].Added
		}
		if at >= 0 && (ref.Role == old.Lists[at].Role && ref.Reason == old.Lists[at].Reason) {
			continue
		}
		l, err := n.proveList(ctx, ref.Object)
		if errors.Is(err, ErrNotFound) {
			err = fmt.Errorf("%w: add it from its file, by lists add", err)
		}
		if err != nil {
			return fmt.Errorf("list %s: %w", ref.Name, err)
		}
		if is := identify(l); is != ref.identity() {
			return fmt.Errorf("%w: list %s is %s, and the definition says %s", ErrInvalid, ref.Name, is, ref.identity())
		}
		if at < 0 {
			ref.Added = n.clock()
		}
		if err := checkReason(ref.Role, ref.Reason, l); err != nil {
			return err
		}
	}
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
	return commitOf(string(out), ref)
}

// commitOf returns the commit of a branch or tag in the output of git ls-remote, which also has those whose names end in /ref.
func commitOf(out, ref string) (string, error) {
	found := map[string]string{}
	for line := range strings.Lines(out) {
		commit, name, _ := strings.Cut(strings.TrimSpace(line), "\t")
		found[strings.TrimSuffix(name, "^{}")] = commit // of an annotated tag, the commit behind it comes second
	}
	var commits []string
	for _, name := range []string{ref, "refs/" + ref, "refs/tags/" + ref, "refs/heads/" + ref} {
		if commit, ok := found[name]; ok {
			commits = append(commits, commit)
		}
	}
	switch commits = slices.Compact(commits); {
	case len(commits) == 0 || !commitText.MatchString(commits[0]):
		return "", fmt.Errorf("%w: no such branch or tag", ErrNotFound)
	case len(commits) > 1:
		return "", fmt.Errorf("%w: it is a branch and a tag: say refs/heads/%s or refs/tags/%s", ErrInvalid, ref, ref)
	}
	return commits[0], nil
}
