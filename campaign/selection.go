package campaign

import (
	"context"
	"fmt"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/provenance"
)

// selected is the list that the lists of a definition leave to workflows.
type selected struct {
	workflows []string
	list      *dataidlist.List
}

// Preview returns what the lists of a campaign select for its workflows: what was sealed, or for a draft what would be if it were submitted
// now, whose objects are not kept yet.
func (n *Notebook) Preview(ctx context.Context, c *Campaign) ([]Selection, error) {
	if c.Sealed() {
		return c.Selections, nil
	}
	parts, err := n.selected(ctx, c.Definition)
	var all []Selection
	for _, s := range parts {
		all = append(all, Selection{Workflows: s.workflows, Digest: s.list.Digest(), Count: s.list.Count()})
	}
	return all, err
}

// selections returns what the lists of a definition select for its workflows, and keeps the selected lists.
func (n *Notebook) selections(ctx context.Context, d Definition) ([]Selection, error) {
	all := []Selection{}
	parts, err := n.selected(ctx, d)
	if err != nil {
		return nil, err
	}
	for _, s := range parts {
		object, err := n.putList(ctx, s.list)
		if err != nil {
			return nil, err
		}
		all = append(all, Selection{Workflows: s.workflows, Digest: s.list.Digest(), Object: object, Count: s.list.Count()})
	}
	return all, nil
}

// selected returns what the lists of a definition select for its workflows, in their order. There is nothing for a workflow without an input
// list: what it processes is known to the Butler alone.
func (n *Notebook) selected(ctx context.Context, d Definition) ([]selected, error) {
	workflows := []string{""} // a campaign without workflows has one selection
	if len(d.Workflows) > 0 {
		workflows = nil
		for _, w := range d.Workflows {
			workflows = append(workflows, w.Name)
		}
	}
	var all []selected
	at := map[string]int{} // by which lists apply; -1 is nothing
	opened := map[provenance.Digest]*dataidlist.List{}
	for _, w := range workflows {
		applies, key := d.listsFor(w)
		i, seen := at[key]
		if !seen {
			l, err := n.selectList(ctx, applies, opened)
			if err != nil {
				return nil, fmt.Errorf("what the lists select: %w", err)
			}
			i = -1
			if l != nil {
				i = len(all)
				all = append(all, selected{[]string{}, l})
			}
			at[key] = i
		}
		if i >= 0 && w != "" {
			all[i].workflows = append(all[i].workflows, w)
		}
	}
	return all, nil
}

// listsFor returns the lists that apply to a workflow, and a text that is the same for the same lists.
func (d *Definition) listsFor(workflow string) ([]ListRef, string) {
	var applies []ListRef
	key := ""
	for i, l := range d.Lists {
		if l.AppliesTo(workflow) {
			applies = append(applies, l)
			key += fmt.Sprint(i, " ")
		}
	}
	return applies, key
}

// selectList returns the union of the input lists, cut by the others, or nil if there is no input list.
func (n *Notebook) selectList(ctx context.Context, refs []ListRef, opened map[provenance.Digest]*dataidlist.List) (*dataidlist.List, error) {
	var inputs []*dataidlist.List
	var rules []dataidlist.Rule
	for _, ref := range refs {
		l := opened[ref.Object]
		if l == nil {
			var err error
			if l, err = n.List(ctx, ref.Object); err != nil {
				return nil, fmt.Errorf("list %s: %w", ref.Name, err)
			}
			opened[ref.Object] = l
		}
		switch ref.Role {
		case InputList:
			inputs = append(inputs, l.WithoutReasons())
		case IncludeList:
			rules = append(rules, dataidlist.Rule{Role: dataidlist.Include, Name: ref.Name, List: l})
		case ExcludeList:
			rules = append(rules, dataidlist.Rule{Role: dataidlist.Exclude, Name: ref.Name, List: l})
		}
	}
	if len(inputs) == 0 {
		return nil, nil
	}
	input, err := dataidlist.Union(inputs[0], inputs[1:]...)
	if err != nil {
		return nil, err
	}
	result, _, err := dataidlist.Apply(input, rules)
	return result, err
}
