package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
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
	if n := i.Duplicates; n > 0 {
		c.Notef("%s: %s; a DataId counts once", o.path, plural(n, "duplicate", "duplicates"))
	}
	return i, nil
}

// load reads one input.
func (c *command) load(o *operand) (*input, error) {
	if o.path == "-" {
		if c.stdinTaken {
			return nil, errors.New("-: standard input can be one input only")
		}
		c.stdinTaken = true
	}
	opts, err := o.all.table(o.shared)
	if err != nil {
		return nil, err
	}
	src, file, err := codec.Open(o.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	task := c.Begin("reading "+o.path, src.Size)
	src.R = watch(src.R, task)
	result, err := codec.Read(c.Context, src, o.all.from, opts)
	task.End()
	if err != nil {
		return nil, err
	}
	if err := o.checkOwn(result); err != nil {
		return nil, err
	}
	o.used = o.generalUses(result)
	if parameters := o.all.usedBy(result).parameters(); len(parameters) > 0 && result.Header == nil {
		info := result.List.Info()
		info.Derivation = &dataidlist.Derivation{Operation: readOperation, Parameters: parameters}
		result.List = result.List.WithInfo(info)
	}
	return &input{Result: result, path: o.path, flag: o.flag, size: src.Size}, nil
}

// readOperation is the operation of the derivation of a list that was read
// with the help of options, which are its parameters.
const readOperation = "read"

// name is the file's name without its folder, as derivations have it.
func (i *input) name() string {
	if i.path == "-" {
		return ""
	}
	return filepath.Base(i.path)
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
