package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/universe"
)

// readOptions is what the user says about an input, as options of the command
// line.
type readOptions struct {
	set, rename  map[string]string
	split        map[string]string // column → what is between its values
	full         string            // file of the list that empty values are filled from
	reasonColumn string
	ignore       []string
	dimensions   []string
	universe     string
	from         string
	selection    string
	ignoreHeader bool
	later        bool // hash a list that has an index later; no option of the user's
	prove        bool // read rows even where there is an index, and compare both; no option of the user's
}

// An option changes readOptions by one value of the command line.
type option func(*readOptions, string) error

// options gives the options by name.
func options() map[string]option {
	return map[string]option{
		"set": func(o *readOptions, value string) error {
			return addPair(&o.set, value, "DIMENSION=VALUE")
		},
		"rename": func(o *readOptions, value string) error {
			return addPair(&o.rename, value, "COLUMN=DIMENSION")
		},
		"split-column": func(o *readOptions, value string) error {
			return addPair(&o.split, value, "COLUMN=SEPARATOR")
		},
		"empty-means-all": func(o *readOptions, value string) error {
			o.full = value
			return nil
		},
		"reason-column": func(o *readOptions, value string) error {
			o.reasonColumn = value
			return nil
		},
		"ignore-columns": func(o *readOptions, value string) error {
			o.ignore = append(o.ignore, strings.Split(value, ",")...)
			return nil
		},
		"dimension": func(o *readOptions, value string) error {
			o.dimensions = append(o.dimensions, strings.Split(value, ",")...)
			return nil
		},
		"universe": func(o *readOptions, value string) error {
			o.universe = value
			return nil
		},
		"from": func(o *readOptions, value string) error {
			o.from = value
			return nil
		},
		"select": func(o *readOptions, value string) error {
			o.selection = value
			return nil
		},
		"ignore-header": func(o *readOptions, value string) (err error) {
			o.ignoreHeader, err = strconv.ParseBool(value)
			return err
		},
	}
}

func addPair(to *map[string]string, value, form string) error {
	name, text, ok := strings.Cut(value, "=")
	if !ok || name == "" || text == "" {
		return fmt.Errorf("%s is expected", form)
	}
	if *to == nil {
		*to = map[string]string{}
	}
	(*to)[name] = text
	return nil
}

// over gives general options with those for one file laid over them, and the
// names of columns and dimensions that only the general ones have.
func (o readOptions) over(general readOptions) (both readOptions, shared []string) {
	both = general
	both.set, both.rename, both.split = maps.Clone(general.set), maps.Clone(general.rename), maps.Clone(general.split)
	for _, m := range []struct {
		own map[string]string
		all *map[string]string
	}{{o.set, &both.set}, {o.rename, &both.rename}, {o.split, &both.split}} {
		if *m.all == nil {
			*m.all = map[string]string{}
		}
		for name := range *m.all {
			if _, ok := m.own[name]; !ok {
				shared = append(shared, name)
			}
		}
		maps.Copy(*m.all, m.own)
	}
	both.ignoreHeader = general.ignoreHeader || o.ignoreHeader
	both.ignore = slices.Concat(general.ignore, o.ignore)
	shared = append(shared, general.ignore...)
	if o.reasonColumn != "" {
		both.reasonColumn = o.reasonColumn
	} else {
		shared = append(shared, general.reasonColumn)
	}
	if o.dimensions != nil {
		both.dimensions = o.dimensions
	}
	for _, s := range []struct {
		own string
		all *string
	}{{o.universe, &both.universe}, {o.from, &both.from}, {o.selection, &both.selection}, {o.full, &both.full}} {
		if s.own != "" {
			*s.all = s.own
		}
	}
	return both, shared
}

// table gives the options for the readers, without the list of --empty-means-all.
func (o readOptions) table(shared []string) (*table.ReadOptions, error) {
	opts := &table.ReadOptions{
		Set:          o.set,
		Rename:       o.rename,
		Split:        o.split,
		ReasonColumn: o.reasonColumn,
		Ignore:       o.ignore,
		Dimensions:   o.dimensions,
		Select:       o.selection,
		Prove:        o.prove,
		Later:        o.later,
		IgnoreHeader: o.ignoreHeader,
		Shared:       shared,
	}
	if o.universe == "" { // what the file says, or the default
		return opts, nil
	}
	var err error
	if opts.Universe, err = universe.Load(o.universe); err != nil {
		return nil, table.OptionsError(err)
	}
	return opts, nil
}

// parameters gives the options as a derivation records them, so that verify
// can read the file in the same way.
func (o readOptions) parameters() map[string]string {
	p := map[string]string{}
	for name, value := range o.set {
		p["set "+name] = value
	}
	for name, value := range o.rename {
		p["rename "+name] = value
	}
	for name, value := range o.split {
		p["split-column "+name] = value
	}
	for name, value := range map[string]string{
		"empty-means-all": o.full,
		"reason-column":   o.reasonColumn,
		"dimension":       strings.Join(o.dimensions, ","),
		"universe":        o.universe,
		"from":            o.from,
		"select":          o.selection,
	} {
		if value != "" {
			p[name] = value
		}
	}
	if o.ignoreHeader {
		p["ignore-header"] = "true"
	}
	if len(o.ignore) > 0 { // of which one may be empty: the column without a name
		p["ignore-columns"] = strings.Join(o.ignore, ",")
	}
	return p
}

// fromParameters gives the options that parameters recorded.
func fromParameters(parameters map[string]string) (readOptions, error) {
	var o readOptions
	known := options()
	for name, value := range parameters {
		name, key, pair := strings.Cut(name, " ")
		if pair {
			value = key + "=" + value
		}
		set, ok := known[name]
		if !ok {
			return o, fmt.Errorf("recorded option %q is not known", name)
		}
		if err := set(&o, value); err != nil {
			return o, err
		}
	}
	return o, nil
}
