package campaign

import (
	"context"
	"fmt"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/provenance"
)

// selections returns what the lists of a definition select for its workflows, in their order, and keeps the selected lists. It is empty if
// the definition has no input list: what is then processed is known to the Butler alone.
func (n *Notebook) selections(ctx context.Context, d Definition) ([]Selection, error) {
	workflows := []string{""} // a campaign without workflows has one selection
	if len(d.Workflows) > 0 {
		workflows = nil
		for _, w := range d.Workflows {
			workflows = append(workflows, w.Name)
		}
	}
	all := []Selection{}
	at := map[string]int{} // by which lists apply
	opened := map[provenance.Digest]*dataidlist.List{}
	for _, w := range workflows {
		applies, key := d.listsFor(w)
		i, seen := at[key]
		if !seen {
			selected, err := n.selectList(ctx, applies, opened)
			if err != nil {
				return nil, fmt.Errorf("what the lists select: %w", err)
			}
			if selected == nil {
				continue
			}
			object, err := n.putList(ctx, selected)
			if err != nil {
				return nil, err
			}
			i = len(all)
			at[key] = i
			all = append(all, Selection{Workflows: []string{}, Digest: selected.Digest(), Object: object, Count: selected.Count()})
		}
		if w != "" {
			all[i].Workflows = append(all[i].Workflows, w)
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
	selected, _, err := dataidlist.Apply(input, rules)
	return selected, err
}
