package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/skycampaign/skycampaign/cmd/internal/told"
)

// inputs collects the options about inputs and the files that options name, in
// the order of the command line.
//
// Options that come before the first file or after the last hold for every
// file; those between two files hold for the second of them only.
type inputs struct {
	flags  *pflag.FlagSet
	events []event
}

// An event is an option or a file that an option names.
type event struct {
	args  int // how many arguments that are no options came before
	apply func(*told.Options) error
	file  *operand
}

// An operand is an input on the command line.
type operand struct {
	path string
	flag string // the option that names the file; empty for an argument
	own  told.Options
	// general are the options that hold for several files, and all is own over
	// general. shared are the names in all that are not this file's own.
	general, all told.Options
	shared       []string
	// used tells of the general options whether the file had a use for them; it
	// is nil as long as the file is not read.
	used map[string]bool
}

// shareAll returns the operand for a file that is named elsewhere than on the
// command line, whose options hold for it as for others.
func shareAll(path string, general told.Options) *operand {
	o := &operand{path: path, general: general}
	o.all, o.shared = o.own.Over(general)
	return o
}

// addInputs gives a verb the options about inputs.
func addInputs(c *cobra.Command) *inputs {
	in := &inputs{flags: c.Flags()}
	for _, o := range told.All() {
		f := in.flags.VarPF(&inputValue{in: in, set: o.Apply, kind: o.Value}, o.Name, "", o.Usage)
		if o.Value == "bool" {
			f.NoOptDefVal = "true"
		}
	}
	in.flags.SortFlags = false
	return in
}

// addFile gives the verb an option that names an input.
func (in *inputs) addFile(name, usage string) {
	in.flags.Var(&inputValue{in: in, flag: name, kind: "FILE"}, name, usage)
}

// inputValue is the value of an option about inputs.
type inputValue struct {
	in   *inputs
	set  func(*told.Options, string) error // nil for an option that names a file
	flag string
	kind string
}

func (v *inputValue) String() string { return "" }

// Type gives the word for the value in help.
func (v *inputValue) Type() string { return v.kind }

// Set notes the value and, since the flag set parses in order and collects
// the arguments meanwhile, its place among them.
func (v *inputValue) Set(text string) error {
	e := event{args: v.in.flags.NArg()}
	if v.set == nil {
		e.file = &operand{path: text, flag: v.flag}
	} else {
		if err := v.set(&told.Options{}, text); err != nil {
			return err
		}
		e.apply = func(o *told.Options) error { return v.set(o, text) }
	}
	v.in.events = append(v.in.events, e)
	return nil
}

// operands gives the inputs in the order of the command line: the files that
// options name, and the arguments at from … to−1.
func (in *inputs) operands(args []string, from, to int) ([]*operand, error) {
	line := in.sequence(args, from, to)
	isFile := func(e event) bool { return e.file != nil }
	first, last := slices.IndexFunc(line, isFile), 0
	for i, e := range line {
		if isFile(e) {
			last = i
		}
	}
	var files []*operand
	var general, between told.Options
	for i, e := range line {
		var err error
		switch {
		case isFile(e):
			e.file.own, between = between, told.Options{}
			files = append(files, e.file)
		case i < first || i > last:
			err = e.apply(&general)
		default:
			err = e.apply(&between)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, f := range files {
		if err := f.own.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", f.path, err)
		}
		f.general = general
		f.all, f.shared = f.own.Over(general)
	}
	if len(files) == 1 {
		files[0].own, files[0].general, files[0].shared = files[0].all, told.Options{}, nil
	}
	return files, nil
}

// general gives the options of a command line without files, for the files
// that are named elsewhere.
func (in *inputs) general() (told.Options, error) {
	var o told.Options
	for _, e := range in.events {
		if err := e.apply(&o); err != nil {
			return o, err
		}
	}
	return o, nil
}

// sequence gives options and files in the order of the command line.
func (in *inputs) sequence(args []string, from, to int) []event {
	var line []event
	next := from
	takeUntil := func(n int) {
		for ; next < min(n, to); next++ {
			line = append(line, event{file: &operand{path: args[next]}})
		}
	}
	for _, e := range in.events {
		takeUntil(e.args)
		line = append(line, e)
	}
	takeUntil(to)
	return line
}
