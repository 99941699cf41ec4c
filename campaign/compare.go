package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/provenance"
)

// A Comparison says how two campaigns differ.
type Comparison struct {
	Left   string            `json:"left"`
	Right  string            `json:"right"`
	Equal  bool              `json:"equal"`
	Fields []FieldDifference `json:"fields"` // of the definition without its lists; in order of the names
	Lists  []ListDifference  `json:"lists"`  // for each role and group that one of both has
}

// A FieldDifference is a field of the definition that differs. What is not there is empty.
type FieldDifference struct {
	Field string `json:"field"` // such as name, or workflow_definition step1 command
	Left  string `json:"left"`
	Right string `json:"right"`
}

// A ListDifference compares the lists of a role, all together, as sets.
type ListDifference struct {
	Role      string   `json:"role"` // as of ListRef, or selected: what is processed
	Group     []string `json:"group"`
	Equal     bool     `json:"equal"`
	Common    uint64   `json:"common"`
	OnlyLeft  Tally    `json:"only_left"`
	OnlyRight Tally    `json:"only_right"`
}

// Compare compares two campaigns: their definitions field by field, and their lists as sets. Lists are united by role; what a campaign
// selects is what its seal says, or for a draft what its lists select now.
func (n *Notebook) Compare(ctx context.Context, left, right string) (*Comparison, error) {
	return n.CompareWith(ctx, left, n, right)
}

// CompareWith is Compare with a campaign of another notebook, that of another site for example.
func (n *Notebook) CompareWith(ctx context.Context, left string, other *Notebook, right string) (*Comparison, error) {
	a, err := n.Get(ctx, left)
	if err != nil {
		return nil, err
	}
	b, err := other.Get(ctx, right)
	if err != nil {
		return nil, err
	}
	c := &Comparison{Left: a.ID, Right: b.ID, Lists: []ListDifference{}}
	if c.Fields, err = compareFields(a.Definition, b.Definition); err != nil {
		return nil, err
	}
	lefts, err := n.united(ctx, a)
	if err != nil {
		return nil, err
	}
	rights, err := other.united(ctx, b)
	if err != nil {
		return nil, err
	}
	c.Equal = len(c.Fields) == 0
	keys := maps.Clone(lefts)
	maps.Copy(keys, rights)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		d, err := compareLists(lefts[key], rights[key], reasonsFor(keys[key], lefts), reasonsFor(keys[key], rights))
		if err != nil {
			return nil, fmt.Errorf("the lists of %s and %s: %w", left, right, err)
		}
		c.Equal = c.Equal && d.Equal
		c.Lists = append(c.Lists, d)
	}
	return c, nil
}

// roleSelected is the role of what a campaign processes.
const roleSelected = "selected"

// roleList is the union of a campaign's lists of a role and a group.
type roleList struct {
	role string
	list *dataidlist.List
}

// united returns the lists of a campaign by role and group.
func (n *Notebook) united(ctx context.Context, c *Campaign) (map[string]roleList, error) {
	all := map[string]roleList{}
	add := func(role string, l *dataidlist.List) error {
		key := role + " " + l.Group().String()
		if old, ok := all[key]; ok {
			var err error
			if l, err = dataidlist.Union(old.list, l); err != nil {
				return err
			}
		}
		all[key] = roleList{role, l}
		return nil
	}
	for _, ref := range c.Lists {
		l, err := n.List(ctx, ref.Object)
		if err == nil {
			err = add(string(ref.Role), l)
		}
		if err != nil {
			return nil, fmt.Errorf("list %s of %s: %w", ref.Name, c.ID, err)
		}
	}
	if !c.Sealed() {
		parts, err := n.selected(ctx, c.Definition)
		if err != nil {
			return nil, err
		}
		for _, s := range parts {
			if err := add(roleSelected, s.list); err != nil {
				return nil, err
			}
		}
	}
	for _, s := range c.Selections {
		l, err := n.List(ctx, s.Object)
		if err == nil {
			err = add(roleSelected, l)
		}
		if err != nil {
			return nil, fmt.Errorf("selection of %s: %w", c.ID, err)
		}
	}
	return all, nil
}

// reasonsFor returns the lists that say why a campaign does not select what another one does: its exclude lists.
func reasonsFor(of roleList, lists map[string]roleList) []*dataidlist.List {
	if of.role != roleSelected {
		return nil
	}
	var why []*dataidlist.List
	for _, key := range slices.Sorted(maps.Keys(lists)) {
		if l := lists[key]; l.role == string(ExcludeList) && of.list.Group().Covers(l.list.Group()) {
			why = append(why, l.list)
		}
	}
	return why
}

// compareLists compares two lists of a role, of which one may be absent. What only one of both selects has the reasons of the other, whyLeft
// or whyRight.
func compareLists(a, b roleList, whyLeft, whyRight []*dataidlist.List) (ListDifference, error) {
	if a.list == nil {
		a = roleList{b.role, dataidlist.Empty(b.list.Group())}
	}
	if b.list == nil {
		b = roleList{a.role, dataidlist.Empty(a.list.Group())}
	}
	d := ListDifference{Role: a.role, Group: a.list.Group().Dimensions(), Equal: a.list.Equal(b.list)}
	onlyLeft, err := dataidlist.Subtract(a.list, b.list)
	if err != nil {
		return d, err
	}
	onlyRight, err := dataidlist.Subtract(b.list, a.list)
	if err != nil {
		return d, err
	}
	d.Common = a.list.Count() - onlyLeft.Count()
	if d.OnlyLeft, err = tally(onlyLeft, append(whyRight, onlyLeft)...); err != nil {
		return d, err
	}
	d.OnlyRight, err = tally(onlyRight, append(whyLeft, onlyRight)...)
	return d, err
}

// compareFields compares definitions without their lists.
func compareFields(left, right Definition) ([]FieldDifference, error) {
	a, err := fieldsOf(left)
	if err != nil {
		return nil, err
	}
	b, err := fieldsOf(right)
	if err != nil {
		return nil, err
	}
	names := maps.Clone(a)
	maps.Copy(names, b)
	differ := []FieldDifference{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if a[name] != b[name] {
			differ = append(differ, FieldDifference{name, a[name], b[name]})
		}
	}
	return differ, nil
}

// fieldsOf returns the text of each field of a definition by its name. Elements of arrays go by what people call them.
func fieldsOf(d Definition) (map[string]string, error) {
	d.Lists = nil
	text, err := provenance.Canonical(d)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, err
	}
	delete(tree, "lists")
	fields := map[string]string{}
	flatten(fields, "", tree)
	return fields, nil
}

func flatten(fields map[string]string, name string, value any) {
	join := func(part string) string {
		if name == "" {
			return part
		}
		return name + " " + part
	}
	switch value := value.(type) {
	case map[string]any:
		for key, member := range value {
			flatten(fields, join(key), member)
		}
	case []any:
		for i, element := range value {
			flatten(fields, join(elementName(i, element)), element)
		}
	case string:
		fields[name] = value
	default:
		fields[name] = fmt.Sprint(value)
	}
}

// elementName is what people call an element of an array: its name, with the kind of a pin, or its place.
func elementName(i int, element any) string {
	object, _ := element.(map[string]any)
	name, named := object["name"].(string)
	if !named {
		return fmt.Sprint(i + 1)
	}
	if kind, ok := object["kind"].(string); ok {
		return kind + " " + name
	}
	return name
}
