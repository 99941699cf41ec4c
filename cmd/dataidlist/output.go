package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// output is where a list goes, as the options say.
type output struct {
	path  string
	to    string // format, empty if the name says it
	flag  string // name of the option for the format
	write table.WriteOptions
	file  atomicfile.Options
}

// addOutput gives a verb the options about its output.
func addOutput(c *cobra.Command) *output { return addOutputAs(c, "to") }

// addOutputAs does so where the option for the format has another name.
func addOutputAs(c *cobra.Command, format string) *output {
	out := &output{flag: format}
	flags := c.Flags()
	flags.StringVarP(&out.path, "output", "o", "-", "`FILE` to write, complete or not at all")
	flags.StringVar(&out.to, format, "", "`FORMAT` to write, instead of that of the file's name: see help formats")
	flags.BoolVar(&out.file.NoClobber, "no-clobber", false, "refuse to replace an existing file")
	flags.BoolVar(&out.write.Bare, "bare", false, "JSON and YAML: DataIds only, no envelope")
	flags.BoolVar(&out.write.IDsOnly, "ids-only", false, "leave the reasons out")
	return out
}

// isStdout reports whether the list goes to standard output.
func (o *output) isStdout() bool { return o.path == "-" }

// check finds what would keep a list from being written, before any work.
func (c *command) check(o *output) error {
	format, err := o.format()
	switch {
	case err != nil:
		return err
	case o.write.Bare && !hasEnvelope(format):
		return fmt.Errorf("--bare: %s has no envelope to leave out", format.Name)
	case !o.isStdout():
		return o.checkFile(o.path)
	case c.JSON:
		return errors.New("--json needs stdout for itself: write the list to a file with -o FILE")
	case format.Binary && c.IsTerminal():
		return fmt.Errorf("%s is no format for a terminal: write it to a file with -o FILE", format.Name)
	}
	return nil
}

// format gives the format to write.
func (o *output) format() (codec.Format, error) {
	if err := codec.CheckOutput(o.path); err != nil {
		return codec.Format{}, err
	}
	if o.to != "" {
		return codec.Lookup(o.to)
	}
	if o.isStdout() {
		return codec.Format{}, fmt.Errorf("standard output: which format? Say --%s csv or another, or write to a file with -o FILE", o.flag)
	}
	if f, ok := codec.BySuffix(o.path); ok {
		return f, nil
	}
	return codec.Format{}, fmt.Errorf("%s: the name says no format: say --%s csv or another", o.path, o.flag)
}

// saved is what --json says of a list that was written.
type saved struct {
	File       string                `json:"file"`
	Format     string                `json:"format"`
	Digest     dataidlist.Digest     `json:"digest"`
	FullDigest dataidlist.FullDigest `json:"full_digest"`
	Count      uint64                `json:"count"`
}

// compute makes a list, and shows that it takes time.
func (c *command) compute(what string, made func() (*dataidlist.List, error)) (*dataidlist.List, error) {
	task := c.Begin(what, 0)
	defer task.End()
	return made()
}

// save writes a list where the options say, and tells what was written.
func (c *command) save(l *dataidlist.List, o *output) error {
	c.noteLoss(l, o)
	about, err := c.saveAs(l, o, o.path)
	switch {
	case err != nil || o.isStdout():
		return err
	case c.JSON:
		return c.WriteJSON(about)
	}
	c.Notef("%s: %s, %s", o.path, plural(l.Count(), "DataId", "DataIds"), l.Digest().Short())
	return nil
}

// saveAs writes a list to a file of another name than the options say.
func (c *command) saveAs(l *dataidlist.List, o *output, path string) (*saved, error) {
	format, err := o.format()
	if err != nil {
		return nil, err
	}
	if o.write.IDsOnly {
		l = withoutReasons(l)
	}
	task := c.Begin("writing "+path, 0)
	defer task.End()
	fill := func(w io.Writer) error {
		err := codec.Write(&counted{w, task}, l, format.Name, &o.write)
		var failed *fs.PathError
		if err == nil || errors.As(err, &failed) {
			return err
		}
		return fmt.Errorf("%s: %w", path, err) // the format does not hold the list
	}
	if o.isStdout() {
		return nil, fill(c.Stdout)
	}
	if err := c.writeFile(path, o.file, fill); err != nil {
		return nil, err
	}
	return &saved{path, format.Name, l.Digest(), l.FullDigest(), l.Count()}, nil
}

// counted counts what is written.
type counted struct {
	w    io.Writer
	task *cli.Task
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.task.Add(n)
	return n, err
}
