package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// checkOwn refuses an option for this file alone that it has no use for.
func (o *operand) checkOwn(r *table.Result) error {
	if err := o.own.CheckUsed(r); err != nil {
		return fmt.Errorf("%s: %w", o.path, err)
	}
	return nil
}

// generalUses tells of the options that hold for several files, and that this
// file has no other for, whether it had a use for them.
func (o *operand) generalUses(r *table.Result) map[string]bool {
	uses := o.all.Uses(r)
	for option := range o.own.Uses(r) {
		delete(uses, option)
	}
	return uses
}

// noteOwn tells where an option for several files would have said something
// else than the file does.
func (c *command) noteOwn(o *operand, r *table.Result) {
	for _, name := range slices.Sorted(maps.Keys(o.general.Set)) {
		value := o.general.Set[name]
		if slices.Contains(o.shared, name) && !r.Used[name] && r.List.Group().Has(name) && !isAlways(r.List, name, value) {
			c.Notef("%s has its own %s: --set %s=%s was not used there", o.path, name, name, value)
		}
	}
}

// isAlways reports whether all DataIds have that value.
func isAlways(l *dataidlist.List, dimension, value string) bool {
	return slices.ContainsFunc(l.Summary(), func(s dataidlist.Summary) bool {
		return s.Name == dimension && s.Distinct == 1 && s.First == value
	})
}

// checkShared refuses an option for several files that none of them had a use
// for. Files that were not read may have one.
func checkShared(operands []*operand) error {
	used := map[string]bool{}
	for _, o := range operands {
		if o.used == nil {
			return nil
		}
		for option, use := range o.used {
			used[option] = used[option] || use
		}
	}
	var idle []string
	for _, option := range slices.Sorted(maps.Keys(used)) {
		if !used[option] {
			idle = append(idle, option)
		}
	}
	if len(idle) > 0 {
		return fmt.Errorf("no input has a use for %s: leave that out, or correct the name", strings.Join(idle, ", "))
	}
	return nil
}
