package main

import (
	"maps"

	"github.com/skycampaign/skycampaign/dataidlist"
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

// derived returns the list with a derivation that says how it was made.
func derived(l *dataidlist.List, operation string, parameters map[string]string, inputs ...dataidlist.Input) *dataidlist.List {
	return l.WithInfo(dataidlist.Info{Derivation: &dataidlist.Derivation{Operation: operation, Parameters: parameters, Inputs: inputs}})
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
