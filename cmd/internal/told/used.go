package told

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Uses tells of each option, in the words of the command line, whether a file
// had a use for it. Those that hold for any file are left out.
func (o Options) Uses(r *table.Result) map[string]bool {
	uses := map[string]bool{}
	for name := range o.Set {
		uses["--set "+name] = r.Used[name]
	}
	for name := range o.Rename {
		uses["--rename "+name] = r.Used[name]
	}
	for name := range o.Split {
		uses["--split-column "+name] = r.Used[name]
	}
	for _, name := range o.Ignore {
		uses["--ignore-columns "+name] = r.Used[name]
	}
	if o.ReasonColumn != "" {
		uses["--reason-column "+o.ReasonColumn] = r.Used[o.ReasonColumn]
	}
	if o.Dimensions != nil {
		uses["--dimension "+strings.Join(o.Dimensions, ",")] = r.Named
	}
	if o.Select != "" {
		uses["--select "+o.Select] = r.Selected
	}
	if o.IgnoreHeader {
		uses["--ignore-header"] = r.Copy != nil
	}
	return uses
}

// UsedBy gives the options that a file had a use for, and those that hold for
// any file.
func (o Options) UsedBy(r *table.Result) Options {
	idle := func(name, _ string) bool { return !r.Used[name] }
	o.Set, o.Rename, o.Split = maps.Clone(o.Set), maps.Clone(o.Rename), maps.Clone(o.Split)
	maps.DeleteFunc(o.Set, idle)
	maps.DeleteFunc(o.Rename, idle)
	maps.DeleteFunc(o.Split, idle)
	o.Ignore = slices.DeleteFunc(slices.Clone(o.Ignore), func(name string) bool { return idle(name, "") })
	if !r.Used[o.ReasonColumn] {
		o.ReasonColumn = ""
	}
	if !r.Named {
		o.Dimensions = nil
	}
	if !r.Selected {
		o.Select = ""
	}
	if r.Filled == 0 {
		o.Full = ""
	}
	o.IgnoreHeader = o.IgnoreHeader && r.Copy != nil
	return o
}

// CheckUsed refuses an option that the file which was read had no use for.
func (o Options) CheckUsed(r *table.Result) error {
	uses := o.Uses(r)
	for _, option := range slices.Sorted(maps.Keys(uses)) {
		if !uses[option] {
			return fmt.Errorf("it has no use for %s: leave that out", option)
		}
	}
	return nil
}
