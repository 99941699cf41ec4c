package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/cmd/internal/remote"
	"github.com/skycampaign/skycampaign/cmd/internal/told"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// An input is a list that was read, and the file that it came from.
type input struct {
	*table.Result
	path string // as the user gave it
	flag string // the option that named the file; empty for an argument
	size int64  // in bytes; -1 if not known
}

// readAll reads the inputs of a verb: the files that options name and the first
// n arguments.
func (c *command) readAll(in *inputs, args []string, n int) ([]*input, error) {
	operands, err := in.operands(args, 0, n)
	if err != nil {
		return nil, err
	}
	return c.readOperands(operands)
}

// readOperands reads the inputs in their order.
func (c *command) readOperands(operands []*operand) ([]*input, error) {
	var all []*input
	for _, o := range operands {
		i, err := c.read(o)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, checkShared(operands)
}

// each reads the inputs one after the other and hands them to do, so that one
// at a time is in memory. One that cannot be read is told, and the others
// follow.
func (c *command) each(operands []*operand, do func(*input) error) error {
	for _, o := range operands {
		i, err := c.read(o)
		if err != nil {
			c.Fail(err)
		} else if err := do(i); err != nil {
			return err
		}
	}
	return checkShared(operands)
}

// read reads one input, and tells of duplicates in it and of what it has itself.
func (c *command) read(o *operand) (*input, error) {
	i, err := c.load(o)
	if err != nil {
		return nil, err
	}
	c.noteOwn(o, i.Result)
	if n := i.Unfilled; n > 0 {
		c.Notef("%s: %s of values in rows with empty ones, with which %s has no DataId", o.path, plural(n, "combination", "combinations"), o.all.Full)
	}
	if n := i.Duplicates; n > 0 {
		c.Notef("%s: %s; a DataId counts once", o.path, plural(n, "duplicate", "duplicates"))
	}
	return i, nil
}

// load reads one input.
func (c *command) load(o *operand) (*input, error) {
	if err := c.takeStdin(o); err != nil {
		return nil, err
	}
	opts, err := o.all.Table(o.shared)
	if err != nil {
		return nil, err
	}
	var full *input
	if o.all.Full != "" {
		if full, err = c.load(shareAll(o.all.Full, told.Options{Universe: o.all.Universe})); err != nil {
			return nil, err
		}
		opts.Full = full.List
	}
	src, file, err := c.openFile(o.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return c.loadFrom(o, src, opts, full)
}

// takeStdin notes that an input is standard input, if it is.
func (c *command) takeStdin(o *operand) error {
	if o.path != "-" {
		return nil
	}
	if c.stdinTaken {
		return errors.New("-: standard input can be one input only")
	}
	c.stdinTaken = true
	return nil
}

// loadFrom reads one input that is open. full is the list in which empty values
// stand for all, nil if there is none.
func (c *command) loadFrom(o *operand, src table.Source, opts *table.ReadOptions, full *input) (*input, error) {
	task := c.Begin("reading "+o.path, src.Size)
	src.R = watch(src.R, task)
	result, err := codec.Read(c.Context, src, o.all.From, opts)
	task.End()
	if err != nil {
		return nil, cli.Advise(err)
	}
	if err := o.checkOwn(result); err != nil {
		return nil, err
	}
	o.used = o.generalUses(result)
	result.List = o.recorded(result, full)
	return &input{Result: result, path: o.path, flag: o.flag, size: src.Size}, nil
}

// name is the file's name without its folder, as derivations have it.
func (i *input) name() string {
	if i.path == "-" {
		return ""
	}
	return remote.Base(i.path)
}

// watch counts what is read. What can be read at any place stays so.
func watch(r io.Reader, task *cli.Task) io.Reader {
	if file, ok := r.(*os.File); ok {
		return &watchedFile{file, task}
	}
	return &watched{r, task}
}

type watched struct {
	r    io.Reader
	task *cli.Task
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.task.Add(n)
	return n, err
}

type watchedFile struct {
	*os.File
	task *cli.Task
}

func (w *watchedFile) Read(p []byte) (int, error) {
	n, err := w.File.Read(p)
	w.task.Add(n)
	return n, err
}

func (w *watchedFile) ReadAt(p []byte, at int64) (int, error) {
	n, err := w.File.ReadAt(p, at)
	w.task.Add(n)
	return n, err
}

// plural gives a number and the word for one or for more.
func plural(n uint64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
