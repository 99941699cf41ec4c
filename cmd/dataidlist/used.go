package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// uses tells of each option, in the words of the command line, whether a file
// had a use for it. Those that hold for any file are left out.
func (o readOptions) uses(r *table.Result) map[string]bool {
	uses := map[string]bool{}
	for name := range o.set {
		uses["--set "+name] = r.Used[name]
	}
	for name := range o.rename {
		uses["--rename "+name] = r.Used[name]
	}
	for name := range o.split {
		uses["--split-column "+name] = r.Used[name]
	}
	for _, name := range o.ignore {
		uses["--ignore-columns "+name] = r.Used[name]
	}
	if o.reasonColumn != "" {
		uses["--reason-column "+o.reasonColumn] = r.Used[o.reasonColumn]
	}
	if o.dimensions != nil {
		uses["--dimension "+strings.Join(o.dimensions, ",")] = r.Named
	}
	if o.selection != "" {
		uses["--select "+o.selection] = r.Selected
	}
	if o.ignoreHeader {
		uses["--ignore-header"] = r.Copy != nil
	}
	return uses
}

// usedBy gives the options that a file had a use for, and those that hold for
// any file.
func (o readOptions) usedBy(r *table.Result) readOptions {
	idle := func(name, _ string) bool { return !r.Used[name] }
	o.set, o.rename, o.split = maps.Clone(o.set), maps.Clone(o.rename), maps.Clone(o.split)
	maps.DeleteFunc(o.set, idle)
	maps.DeleteFunc(o.rename, idle)
	maps.DeleteFunc(o.split, idle)
	o.ignore = slices.DeleteFunc(slices.Clone(o.ignore), func(name string) bool { return idle(name, "") })
	if !r.Used[o.reasonColumn] {
		o.reasonColumn = ""
	}
	if !r.Named {
		o.dimensions = nil
	}
	if !r.Selected {
		o.selection = ""
	}
	if r.Filled == 0 {
		o.full = ""
	}
	o.ignoreHeader = o.ignoreHeader && r.Copy != nil
	return o
}

// checkOwn refuses an option for this file alone that it has no use for.
func (o *operand) checkOwn(r *table.Result) error {
	uses := o.own.uses(r)
	for _, option := range slices.Sorted(maps.Keys(uses)) {
		if !uses[option] {
			return fmt.Errorf("%s: it has no use for %s: leave that out", o.path, option)
		}
	}
	return nil
}

// generalUses tells of the options that hold for several files, and that this
// file has no other for, whether it had a use for them.
func (o *operand) generalUses(r *table.Result) map[string]bool {
	uses := o.all.uses(r)
	for option := range o.own.uses(r) {
		delete(uses, option)
	}
	return uses
}

// noteOwn tells where an option for several files would have said something
// else than the file does.
func (c *command) noteOwn(o *operand, r *table.Result) {
	for _, name := range slices.Sorted(maps.Keys(o.general.set)) {
		value := o.general.set[name]
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
