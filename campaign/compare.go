package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/provenance"
)

// A Comparison says how two campaigns differ.
type Comparison struct {
	Left   string            `json:"left"`
	Right  string            `json:"right"`
	Equal  bool              `json:"equal"`
	Fields []FieldDifference `json:"fields"` // of the definition, in order of the names; of its lists, how they are used
	Lists  []ListDifference  `json:"lists"`  // for each role and group that one of both has, and what is selected for each workflow
}

// A FieldDifference is a field of the definition that differs. What is not there is empty.
type FieldDifference struct {
	// Field is such as name, workflow_definition step1 command, or lists exclude bad.csv dil1:cfd27e4c0058 workflows.
	Field string `json:"field"`
	Left  string `json:"left"`
	Right string `json:"right"`
}

// A ListDifference compares the lists of a role, all together, as sets, or what is selected for workflows.
type ListDifference struct {
	Role string `json:"role"` // as of ListRef, or selected: what is processed
	// Workflows are those that what is selected is for. They are empty if neither campaign has any, and for the other roles.
	Workflows []string `json:"workflows"`
	Group     []string `json:"group"`
	Equal     bool     `json:"equal"`
	Common    uint64   `json:"common"`
	OnlyLeft  Tally    `json:"only_left"`
	OnlyRight Tally    `json:"only_right"`
}

// Compare compares two campaigns: their definitions field by field, and their lists as sets. Lists are united by role, so that it does not
// matter in which files DataIds are. What a campaign selects is what its seal says, or for a draft what its lists select now; it is compared
// for each workflow, by name, and for one without workflows it is the same for all of the other's.
//
// Fields say how both use a list, which is known by its role and DataIds, not by the name of its file: for which of the workflows that both
// have, why, and from where.
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
	c := &Comparison{Left: a.ID, Right: b.ID}
	if c.Fields, err = compareFields(a.Definition, b.Definition); err != nil {
		return nil, err
	}
	l, err := n.side(ctx, a)
	if err != nil {
		return nil, err
	}
	r, err := other.side(ctx, b)
	if err != nil {
		return nil, err
	}
	if c.Lists, err = compareSides(l, r); err != nil {
		return nil, fmt.Errorf("the lists of %s and %s: %w", left, right, err)
	}
	c.Equal = len(c.Fields) == 0 && !slices.ContainsFunc(c.Lists, func(d ListDifference) bool { return !d.Equal })
	return c, nil
}

// roleSelected is the role of what a campaign processes.
const roleSelected = "selected"

// A side is one of two campaigns that are compared.
type side struct {
	*Campaign
	opened   []*dataidlist.List // its lists, in the order of its definition
	selected []selected
}

// side opens the lists of a campaign.
func (n *Notebook) side(ctx context.Context, c *Campaign) (*side, error) {
	s := &side{Campaign: c}
	for _, ref := range c.Lists {
		l, err := n.List(ctx, ref.Object)
		if err != nil {
			return nil, fmt.Errorf("list %s of %s: %w", ref.Name, c.ID, err)
		}
		s.opened = append(s.opened, l)
	}
	if !c.Sealed() {
		var err error
		s.selected, err = n.selected(ctx, c.Definition)
		return s, err
	}
	for _, sel := range c.Selections {
		l, err := n.List(ctx, sel.Object)
		if err != nil {
			return nil, fmt.Errorf("selection of %s: %w", c.ID, err)
		}
		s.selected = append(s.selected, selected{sel.Workflows, l})
	}
	return s, nil
}

// A content is lists by their groups.
type content struct {
	lists map[string]*dataidlist.List
	why   []*dataidlist.List // that say why these lack what others have
}

// united returns the lists that keep is true for, united by their groups.
func (s *side) united(keep func(ListRef) bool) (content, error) {
	all := map[string]*dataidlist.List{}
	for i, ref := range s.Lists {
		if !keep(ref) {
			continue
		}
		key := s.opened[i].Group().String()
		l, err := unite(all[key], s.opened[i])
		if err != nil {
			return content{}, err
		}
		all[key] = l
	}
	return content{lists: all}, nil
}

// selectedFor returns what is selected for a workflow, or nil. Without workflows, a campaign selects the same for any.
func (s *side) selectedFor(workflow string) *selected {
	at := slices.IndexFunc(s.selected, func(o selected) bool { return len(o.workflows) == 0 || slices.Contains(o.workflows, workflow) })
	if at < 0 {
		return nil
	}
	return &s.selected[at]
}

// explained returns what is selected for a workflow, which may be nil, with the exclude lists that act on it.
func (s *side) explained(l *selected, workflow string) (content, error) {
	if l == nil {
		return content{}, nil
	}
	excluded, err := s.united(func(ref ListRef) bool { return ref.Role == ExcludeList && ref.AppliesTo(workflow) })
	return content{
		lists: map[string]*dataidlist.List{l.list.Group().String(): l.list},
		why:   slices.Collect(maps.Values(excluded.lists)),
	}, err
}

// A match is what two campaigns select for workflows.
type match struct {
	workflows   []string
	left, right *selected // nil for nothing
}

// matches returns what campaigns select, for the workflows of both in their order. Those for which both select the same share a match. Without
// any workflows there is one, for "".
func matches(left, right *side) []match {
	var names []string
	for _, w := range slices.Concat(left.Definition.Workflows, right.Definition.Workflows) {
		if !slices.Contains(names, w.Name) {
			names = append(names, w.Name)
		}
	}
	if len(names) == 0 {
		names = []string{""}
	}
	var all []match
	for _, w := range names {
		l, r := left.selectedFor(w), right.selectedFor(w)
		at := slices.IndexFunc(all, func(m match) bool { return m.left == l && m.right == r })
		if at < 0 {
			at = len(all)
			all = append(all, match{left: l, right: r})
		}
		all[at].workflows = append(all[at].workflows, w)
	}
	return all
}

// compareSides compares the lists of each role, and what is selected.
func compareSides(left, right *side) ([]ListDifference, error) {
	all := []ListDifference{}
	for _, role := range []ListRole{ExcludeList, IncludeList, InputList} {
		is := func(l ListRef) bool { return l.Role == role }
		a, err := left.united(is)
		if err != nil {
			return nil, err
		}
		b, err := right.united(is)
		if err != nil {
			return nil, err
		}
		if all, err = appendDifferences(all, string(role), []string{}, a, b); err != nil {
			return nil, err
		}
	}
	for _, m := range matches(left, right) {
		workflow := m.workflows[0] // the lists that act on the others are the same
		a, err := left.explained(m.left, workflow)
		if err != nil {
			return nil, err
		}
		b, err := right.explained(m.right, workflow)
		if err != nil {
			return nil, err
		}
		if workflow == "" {
			m.workflows = []string{}
		}
		if all, err = appendDifferences(all, roleSelected, m.workflows, a, b); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// appendDifferences compares contents group by group.
func appendDifferences(all []ListDifference, role string, workflows []string, left, right content) ([]ListDifference, error) {
	groups := slices.AppendSeq(slices.Collect(maps.Keys(left.lists)), maps.Keys(right.lists))
	slices.Sort(groups)
	for _, group := range slices.Compact(groups) {
		d := ListDifference{Role: role, Workflows: workflows}
		if err := d.compare(left.lists[group], right.lists[group], left.why, right.why); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// compare compares two lists, of which one may be absent. What only one of both has, has the reasons of the other, whyLeft or whyRight, if that is
// there.
func (d *ListDifference) compare(a, b *dataidlist.List, whyLeft, whyRight []*dataidlist.List) error {
	if a == nil {
		a, whyLeft = dataidlist.Empty(b.Group()), nil
	}
	if b == nil {
		b, whyRight = dataidlist.Empty(a.Group()), nil
	}
	d.Group, d.Equal = a.Group().Dimensions(), a.Equal(b)
	onlyLeft, err := dataidlist.Subtract(a, b)
	if err != nil {
		return err
	}
	onlyRight, err := dataidlist.Subtract(b, a)
	if err != nil {
		return err
	}
	d.Common = a.Count() - onlyLeft.Count()
	if d.OnlyLeft, err = tally(onlyLeft, append(whyRight, onlyLeft)...); err != nil {
		return err
	}
	d.OnlyRight, err = tally(onlyRight, append(whyLeft, onlyRight)...)
	return err
}

// compareFields compares definitions, of their lists how these are used.
func compareFields(left, right Definition) ([]FieldDifference, error) {
	a, err := fieldsOf(left)
	if err != nil {
		return nil, err
	}
	b, err := fieldsOf(right)
	if err != nil {
		return nil, err
	}
	addUses(a, b, left, right)
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

// A listKey says which list of a definition is meant, whatever its file is called.
type listKey struct {
	role   ListRole
	digest dataidlist.Digest
}

// usesOf returns the lists of a definition, which may have one several times, for other workflows.
func usesOf(d Definition) map[listKey][]ListRef {
	uses := map[listKey][]ListRef{}
	for _, l := range d.Lists {
		key := listKey{l.Role, l.Digest}
		uses[key] = append(uses[key], l)
	}
	return uses
}

// addUses adds to the fields of definitions how these use their lists. A list that only one of both has may be several of the other's, so of that
// it is only told if it is not for all workflows, which the DataIds do not show.
func addUses(a, b map[string]string, left, right Definition) {
	var both []string
	for _, w := range left.Workflows {
		if slices.ContainsFunc(right.Workflows, func(o WorkflowDefinition) bool { return o.Name == w.Name }) {
			both = append(both, w.Name)
		}
	}
	lefts, rights := usesOf(left), usesOf(right)
	all := maps.Clone(rights)
	maps.Copy(all, lefts)
	for key, uses := range all {
		name := fmt.Sprintf("lists %s %s %s ", key.role, uses[0].Name, key.digest.Short())
		l, r := workflowsOf(lefts[key], both), workflowsOf(rights[key], both)
		if len(lefts[key]) == 0 || len(rights[key]) == 0 {
			if l+r != allWorkflows {
				a[name+"workflows"], b[name+"workflows"] = l, r
			}
			continue
		}
		a[name+"workflows"], b[name+"workflows"] = l, r
		for member, text := range map[string]func(ListRef) string{
			"reason":      func(l ListRef) string { return l.Reason },
			"source":      func(l ListRef) string { return l.Source.origin() },
			"full_digest": func(l ListRef) string { return l.Full.String() }, // the reasons of its DataIds
		} {
			a[name+member], b[name+member] = textsOf(lefts[key], text), textsOf(rights[key], text)
		}
	}
}

const allWorkflows = "all"

// workflowsOf says for which workflows of some a list is used, or nothing if it is not.
func workflowsOf(uses []ListRef, workflows []string) string {
	var names []string
	for _, w := range workflows {
		if slices.ContainsFunc(uses, func(l ListRef) bool { return l.AppliesTo(w) }) {
			names = append(names, w)
		}
	}
	if len(uses) > 0 && len(names) == len(workflows) {
		return allWorkflows
	}
	return strings.Join(names, ", ")
}

// textsOf returns the different texts that the uses of a list have.
func textsOf(uses []ListRef, text func(ListRef) string) string {
	var texts []string
	for _, l := range uses {
		texts = append(texts, text(l))
	}
	slices.Sort(texts)
	return strings.Join(slices.Compact(texts), "; ")
}

// origin is the source as a line, but not where a file is: that is another place at each site.
func (s Source) origin() string {
	if s.Kind == "file" {
		return s.Kind
	}
	parts := []string{s.Kind, s.URI, s.Path, s.Ref, s.Commit, s.Query}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
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
		taken := map[string]bool{}
		for i, element := range value {
			called := elementName(i, element)
			part := called
			for n := 2; taken[part]; n++ { // two pins may have one name
				part = fmt.Sprint(called, " ", n)
			}
			taken[part] = true
			flatten(fields, join(part), element)
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
