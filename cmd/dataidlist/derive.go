package main

import (
	"fmt"
	"maps"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// operand describes an input in a derivation.
func (i *input) operand(role string) dataidlist.Input {
	return dataidlist.InputOf(role, i.name(), i.List)
}

// operands describes inputs that are all alike.
func operandsOf(all []*input) []dataidlist.Input {
	var described []dataidlist.Input
	for _, i := range all {
		described = append(described, i.operand(""))
	}
	return described
}

// readOperation is the operation of the derivation of a list that was read
// with the help of options, which are its parameters.
const readOperation = "read"

// recorded returns a list that was read with a derivation that says which
// options helped; full is the list of --empty-means-all. What the file itself
// says of its list's origin is that of an input which is this list.
func (o *operand) recorded(r *table.Result, full *input) *dataidlist.List {
	parameters := o.all.UsedBy(r).Parameters()
	if len(parameters) == 0 || r.Header != nil && !o.all.IgnoreHeader {
		return r.List // which is what the file states, whatever the options were
	}
	read := &dataidlist.Derivation{Operation: readOperation, Parameters: parameters}
	info := r.List.Info()
	if info.Derivation != nil {
		read.Inputs = append(read.Inputs, dataidlist.InputOf("", "", r.List))
	}
	if r.Filled > 0 {
		read.Inputs = append(read.Inputs, full.operand("full"))
	}
	info.Derivation = read
	return r.List.WithInfo(info)
}

// derived returns the list with a derivation that says how it was made.
func derived(l *dataidlist.List, operation string, parameters map[string]string, inputs ...dataidlist.Input) *dataidlist.List {
	return l.WithInfo(dataidlist.Info{Derivation: &dataidlist.Derivation{Operation: operation, Parameters: parameters, Inputs: inputs}})
}

// checkGroups refuses lists that are not all over the same dimensions.
func checkGroups(all ...*input) error {
	first := all[0].List.Group()
	for _, i := range all[1:] {
		g := i.List.Group()
		switch {
		case g.Equal(first):
			continue
		case g.Universe().Namespace() != first.Universe().Namespace():
			return fmt.Errorf("%s: it is of universe %s, and %s is of %s: give one universe for both with --universe", i.path, g.Universe(), all[0].path, first.Universe())
		}
		return fmt.Errorf("%s: it is over %s, and %s is over %s: convert one with --rename, or project the finer one", i.path, g, all[0].path, first)
	}
	return nil
}

// withoutReasons leaves the reasons out, and says so in the derivation.
func withoutReasons(l *dataidlist.List) *dataidlist.List {
	info := l.Info()
	if d := info.Derivation; d != nil && l.NumReasons() > 0 {
		copied := *d
		copied.Parameters = maps.Clone(d.Parameters)
		if copied.Parameters == nil {
			copied.Parameters = map[string]string{}
		}
		copied.Parameters[idsOnlyParameter] = "true"
		info.Derivation = &copied
	}
	return l.WithoutReasons().WithInfo(info)
}
