package told

import (
	"maps"
	"slices"
)

// Over returns options for several files with those for one of them laid over
// them. What contradicts one of the file's own does not hold for it. shared are
// the columns and dimensions that the others are about.
func (o Options) Over(general Options) (both Options, shared []string) {
	both = o.clone()
	for _, s := range general.said() {
		if s.contradicts(o) {
			continue
		}
		_ = s.apply(&both, s.text) // which was applied before, to general
		if s.about != "" {
			shared = append(shared, s.about)
		}
	}
	if both.Dimensions == nil {
		both.Dimensions = general.Dimensions
	}
	both.IgnoreHeader = o.IgnoreHeader || general.IgnoreHeader
	both.Prove, both.Later = o.Prove || general.Prove, o.Later || general.Later
	return both, shared
}

// clone returns options that can be changed.
func (o Options) clone() Options {
	o.Set, o.Rename, o.Split = maps.Clone(o.Set), maps.Clone(o.Rename), maps.Clone(o.Split)
	o.Ignore = slices.Clone(o.Ignore)
	return o
}

// A said is one thing that options say: an option and its value.
type said struct {
	apply func(*Options, string) error
	text  string
	about string // the column or dimension; empty if it is about the whole input
}

// said gives what the options say of columns and dimensions, and what they say
// once of the input.
func (o Options) said() []said {
	apply := map[string]func(*Options, string) error{}
	for _, option := range All() {
		apply[option.Name] = option.Apply
	}
	var all []said
	pairs := func(option string, values map[string]string) {
		for name, value := range values {
			all = append(all, said{apply[option], name + "=" + value, name})
		}
	}
	pairs("set", o.Set)
	pairs("rename", o.Rename)
	pairs("split-column", o.Split)
	for _, column := range o.Ignore {
		all = append(all, said{apply["ignore-columns"], column, column})
	}
	once := func(option, text, about string) {
		if text != "" {
			all = append(all, said{apply[option], text, about})
		}
	}
	once("reason-column", o.ReasonColumn, o.ReasonColumn)
	once("empty-means-all", o.Full, "")
	once("universe", o.Universe, "")
	once("from", o.From, "")
	once("select", o.Select, "")
	return all
}

// contradicts reports whether the options and this cannot hold together.
func (s said) contradicts(o Options) bool {
	both := o.clone()
	return s.apply(&both, s.text) != nil || both.Check() != nil
}
