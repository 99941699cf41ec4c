package dataidlist

// Summary is what a list holds in each of its dimensions.
type Summary struct {
	Name     string
	Type     KeyType
	Distinct uint64 // how many values there are
	// First and Last are the least and the largest value, as text; empty in an
	// empty list.
	First, Last string
}

// Summary returns one entry for each dimension in canonical order.
func (l *List) Summary() []Summary {
	var all []Summary
	for _, name := range l.group.Dimensions() {
		d, _ := l.group.universe.Dimension(name)
		// Not a group of the universe, since the dimension may require others.
		g := &Group{universe: l.group.universe, header: name}
		if d.Type == String {
			g.strings = []string{name}
		} else {
			g.ints = []string{name}
		}
		values := newList(g, newMapping(l.group, g).project(l.ids), nil)
		s := Summary{Name: name, Type: d.Type, Distinct: values.Count()}
		if first, ok := values.Select(0); ok {
			last, _ := values.Select(values.Count() - 1)
			s.First, _ = first.Value(name)
			s.Last, _ = last.Value(name)
		}
		all = append(all, s)
	}
	return all
}
