package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/cmd/internal/remote"
	"github.com/skycampaign/skycampaign/cmd/internal/told"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/provenance"
)

func (c *command) newLists() *cobra.Command {
	verb := &cobra.Command{
		Use:   "lists",
		Short: "Lists of DataIds",
		Long: `Add lists of DataIds to a campaign, look at them, and find out who used them. Lists
are kept with the notebook, by their digests, and never change.`,
		Example: `  campaign lists add CMP-1 --exclude bad.parquet --reason "visual inspection, May"
  campaign lists used-by dil1:cfd27e4c0058`,
	}
	verb.AddCommand(c.newListsAdd(), c.newListsRemove(), c.newListsShow(), c.newListsGet(), c.newListsUsedBy())
	return verb
}

// listFile is what the user says about a file with a list.
type listFile struct{ told.Options }

// addFlags adds the options of dataidlist that say what a file does not.
func (l *listFile) addFlags(f *pflag.FlagSet) {
	for _, o := range told.All() {
		flag := f.VarPF(&listFileValue{l, o}, o.Name, "", o.Usage)
		if o.Value == "bool" {
			flag.NoOptDefVal = "true"
		}
	}
}

// A listFileValue is the value of an option.
type listFileValue struct {
	of     *listFile
	option told.Option
}

func (v *listFileValue) String() string        { return "" }
func (v *listFileValue) Type() string          { return v.option.Value }
func (v *listFileValue) Set(text string) error { return v.option.Apply(&v.of.Options, text) }

// read reads the list in a file, which may be an object of a store by its URL, or stdin.
func (l *listFile) read(ctx context.Context, c *command, name string) (list *dataidlist.List, err error) {
	l.Prove = true // its digest is pinned
	opts, err := l.Table(nil)
	if err != nil {
		return nil, err
	}
	if l.Full != "" {
		full := listFile{told.Options{Universe: l.Universe}}
		if opts.Full, err = full.read(ctx, c, l.Full); err != nil {
			return nil, err
		}
	}
	src, file, err := c.openList(ctx, name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	task := c.Begin("reading "+name, 0)
	defer task.End()
	result, err := codec.Read(ctx, src, l.From, opts)
	if err != nil {
		return nil, cli.Advise(err)
	}
	if err := l.CheckUsed(result); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return result.List, nil
}

// openList opens what a user names, to read a list from it. The caller must close it.
func (c *command) openList(ctx context.Context, name string) (table.Source, io.Closer, error) {
	switch {
	case name == "-":
		return table.Source{Name: name, R: c.Stdin, Size: -1}, io.NopCloser(nil), nil
	case remote.IsURL(name):
		r, err := remote.Open(ctx, name)
		return table.Source{Name: name, R: r, Size: -1}, r, err
	}
	return codec.Open(remote.Local(name))
}

// writeList writes a list to what a user names, complete or not at all.
func (c *command) writeList(ctx context.Context, name string, l *dataidlist.List, format string, opts atomicfile.Options) error {
	switch {
	case name == "-" && format == "":
		return errors.New("-o -: standard output needs --to, the format")
	case name == "-":
		return codec.Write(c.Stdout, l, format, nil)
	case !remote.IsURL(name):
		return codec.WriteFile(ctx, remote.Local(name), l, format, nil, opts)
	}
	f, err := codec.FormatOf(name, format)
	if err != nil {
		return err
	}
	return remote.Write(ctx, name, opts, func(w io.Writer) error { return codec.Write(w, l, f.Name, nil) })
}

func pairs(option string, texts []string) (map[string]string, error) {
	all := map[string]string{}
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" || value == "" {
			return nil, fmt.Errorf("%s %.80q: NAME=VALUE is expected", option, text)
		}
		if before, twice := all[name]; twice && before != value {
			return nil, fmt.Errorf("%s: %s is %.80q and %.80q", option, name, before, value)
		}
		all[name] = value
	}
	return all, nil
}

// openFile opens a file that the user names; - is stdin.
func (c *command) openFile(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(c.Stdin), nil
	}
	return os.Open(name) //nolint:gosec // the user says which
}

func (c *command) newListsAdd() *cobra.Command {
	verb := &cobra.Command{
		Use:   "add CMP-N --input|--include|--exclude FILE",
		Short: "Add a list to a campaign",
		Long: `Keep a list and add it to the definition of a draft. What is processed is the input
lists together, cut to each list to include, without the lists to exclude. A list with
fewer dimensions acts on all DataIds that agree with it. Without --workflow it holds
for all workflows.

A sealed definition does not change: with --revise the list becomes part of another
revision, for which the reason is needed.

What the file does not say, the options say, as of dataidlist: see dataidlist help
inputs.`,
		Example: `  campaign lists add CMP-1 --input all.parquet
  campaign lists add CMP-1 --exclude bad.ecsv --set instrument=LSSTCam --rename exposure=visit \
      --reason-column comment --reason "visual inspection, May" --workflow coadd`,
		Args: cli.Args(1, 1),
	}
	f := verb.Flags()
	files := map[campaign.ListRole]*string{
		campaign.InputList:   f.String("input", "", "`FILE` of what could be processed"),
		campaign.IncludeList: f.String("include", "", "`FILE` of what is kept"),
		campaign.ExcludeList: f.String("exclude", "", "`FILE` of what is left out"),
	}
	var use campaign.ListUse
	f.StringVar(&use.Reason, "reason", "", "`TEXT`: why it is used")
	f.StringArrayVar(&use.Workflows, "workflow", nil, "`NAME` of a workflow that it holds for; may come several times")
	f.StringVar(&use.Source.Kind, "source", "file", "`KIND` of where it comes from: script, notebook, git, query, hand, file")
	f.StringVar(&use.Source.URI, "source-uri", "", "`URI` of the script, notebook, repository or file")
	f.StringVar(&use.Source.Ref, "source-ref", "", "`REF`: branch, tag or commit of a repository")
	f.StringVar(&use.Source.Path, "source-path", "", "`PATH` in the repository")
	f.StringVar(&use.Source.Query, "source-query", "", "`TEXT` of the query")
	revise := f.Bool("revise", false, "seal another revision with it")
	var in listFile
	in.addFlags(f)
	verb.RunE = func(_ *cobra.Command, args []string) error {
		path := ""
		for role, file := range files {
			if *file == "" {
				continue
			}
			if path != "" {
				return errors.New("lists add: one of --input, --include and --exclude at a time")
			}
			path, use.Role, use.Name = *file, role, remote.Base(*file)
		}
		if path == "" {
			return errors.New("lists add: --input, --include or --exclude is expected")
		}
		return c.with(func(ctx context.Context, n *notebook) error {
			if path == "-" {
				use.Name = "stdin"
			}
			if strings.Contains(path, "://") && use.Source.URI == "" {
				use.Source.URI = remote.Plain(path)
			}
			list, err := in.read(ctx, c, path)
			if err != nil {
				return err
			}
			add := n.AddList
			if *revise {
				add = n.ReviseList
			}
			r, err := add(ctx, args[0], use, list)
			if errors.Is(err, dataidlist.ErrGroup) {
				err = fmt.Errorf("%w: say --rename if a column has another name, as in --rename exposure=visit, or see lists remove", err)
			}
			if err != nil || c.JSON {
				return c.said(r, err)
			}
			return c.printLists(ctx, n, r)
		})
	}
	return verb
}

func (c *command) newListsRemove() *cobra.Command {
	verb := &cobra.Command{
		Use:   "remove CMP-N LIST",
		Short: "Take a list out of a campaign",
		Long: `Take a list, given by its name or the beginning of its digest, out of the definition of
a draft. The history keeps it. A sealed definition does not change: with --revise
another revision is sealed without the list, for which the reason is needed.`,
		Example: `  campaign lists remove CMP-1 bad.ecsv --reason "of another instrument"`,
		Args:    cli.Args(2, 2),
	}
	reason := verb.Flags().String("reason", "", "`TEXT`: why")
	revise := verb.Flags().Bool("revise", false, "seal another revision without it")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		without := func(d *campaign.Definition) error {
			var found []int
			for i, l := range d.Lists {
				if l.Name == args[1] || len(args[1]) >= len("dil1:")+8 && strings.HasPrefix(l.Digest.String(), args[1]) {
					found = append(found, i)
				}
			}
			switch len(found) {
			case 0:
				return fmt.Errorf("%w: %s has no list %.80q", campaign.ErrNotFound, args[0], args[1])
			case 1:
				d.Lists = slices.Delete(d.Lists, found[0], found[0]+1)
				return nil
			}
			return fmt.Errorf("%w: %s has %d lists %.80q: edit it", campaign.ErrInvalid, args[0], len(found), args[1])
		}
		return c.with(func(ctx context.Context, n *notebook) error {
			change := n.Edit
			if *revise {
				change = n.Revise
			}
			r, err := change(ctx, args[0], *reason, without)
			if err != nil || c.JSON {
				return c.said(r, err)
			}
			return c.printLists(ctx, n, r)
		})
	}
	return verb
}

func (c *command) newListsShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show CMP-N",
		Short:   "Show the lists of a campaign",
		Long:    "Show the lists of a campaign, and what they select.",
		Example: `  campaign lists show CMP-1`,
		Args:    cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.with(func(ctx context.Context, n *notebook) error {
				r, err := n.Get(ctx, args[0])
				if err != nil {
					return err
				}
				if c.JSON {
					return c.WriteJSON(struct {
						Lists      []campaign.ListRef   `json:"lists"`
						Selections []campaign.Selection `json:"selections"`
					}{r.Lists, r.Selections})
				}
				return c.printLists(ctx, n, r)
			})
		},
	}
}

// printLists shows the lists of a campaign and what they select, or would if it were submitted now.
func (c *command) printLists(ctx context.Context, n *notebook, r *campaign.Campaign) error {
	t := c.table("ROLE", "LIST", "DATAIDS", "DIGEST", "WORKFLOWS", "REASON")
	for _, l := range r.Lists {
		t.add(string(l.Role), l.Name, number(l.Count), l.Digest.Short(), orAll(l.Workflows), l.Reason)
	}
	selections, err := n.Preview(ctx, r)
	if err != nil {
		c.Notef("%v", err)
	}
	for _, s := range selections {
		t.add("selected", "", number(s.Count), s.Digest.Short(), orAll(s.Workflows), "")
	}
	t.print()
	return nil
}

func orAll(workflows []string) string {
	if len(workflows) == 0 {
		return "all"
	}
	return strings.Join(workflows, ", ")
}

func (c *command) newListsGet() *cobra.Command {
	verb := &cobra.Command{
		Use:   "get DIGEST -o FILE",
		Short: "Get a list out of the notebook",
		Long: `Write a list that the notebook has, by its digest (dil1:…, dilr1:…, or sha256:… of its
file) or the beginning of it, to a file, whose name says the format.`,
		Example: `  campaign lists get dil1:cfd27e4c0058 -o bad.parquet`,
		Args:    cli.Args(1, 1),
	}
	out := verb.Flags().StringP("output", "o", "", "`FILE` to write; - is stdout")
	noClobber := verb.Flags().Bool("no-clobber", false, "refuse to replace a file")
	format := verb.Flags().String("to", "", "`FORMAT` to write")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if *out == "" {
			return errors.New("lists get: -o FILE is expected")
		}
		if *out == "-" && c.JSON {
			return errors.New("lists get: --json says on stdout what was written: -o FILE must be another")
		}
		return c.with(func(ctx context.Context, n *notebook) error {
			uses, err := n.UsedBy(ctx, args[0])
			if err != nil {
				return err
			}
			if len(uses) == 0 {
				return fmt.Errorf("%w: no record has a list %.80q", campaign.ErrNotFound, args[0])
			}
			l, err := n.listOf(ctx, uses)
			if err != nil {
				return err
			}
			if err := c.writeList(ctx, *out, l, *format, atomicfile.Options{NoClobber: *noClobber}); err != nil || !c.JSON {
				return err
			}
			return c.WriteJSON(struct {
				File   string            `json:"file"`
				Digest dataidlist.Digest `json:"digest"`
				Count  uint64            `json:"count"`
			}{*out, l.Digest(), l.Count()})
		})
	}
	return verb
}

// listOf returns the list that uses of a digest are of. Where several have its DataIds, with other reasons, the user must say which.
func (n *notebook) listOf(ctx context.Context, uses []campaign.Use) (*dataidlist.List, error) {
	var list *dataidlist.List
	var choices []string
	seen := map[string]bool{}
	for _, u := range uses {
		if seen[u.Object] {
			continue
		}
		object, err := provenance.ParseDigest(u.Object)
		if err != nil {
			return nil, err
		}
		if list, err = n.List(ctx, object); err != nil {
			return nil, err
		}
		full := list.FullDigest().String()
		if !seen[full] {
			choice := full
			if u.Role == "selected" { // of which no dilr1 digest is recorded
				choice = u.Object
			}
			choices = append(choices, choice)
		}
		seen[u.Object], seen[full] = true, true
	}
	if len(choices) > 1 {
		return nil, fmt.Errorf("%w: %d lists have these DataIds, with other reasons: name one of %s", campaign.ErrInvalid, len(choices), strings.Join(choices, ", "))
	}
	return list, nil
}

func (c *command) newListsUsedBy() *cobra.Command {
	return &cobra.Command{
		Use:   "used-by DIGEST | KEY=VALUE...",
		Short: "Which campaigns used a list, or a DataId",
		Long: `Write which campaigns used a list, by its digest or the beginning of it, or any list
that holds a DataId, with the reasons that the list gives. What counts is the
dimensions that both have: a list of visits holds those of a detector's DataId, and a
list of detectors holds a visit if it has one of its detectors. The exit code is 1 if
there are none.`,
		Example: `  campaign lists used-by dil1:cfd27e4c0058
  campaign lists used-by instrument=LSSTCam visit=2025062900604`,
		Args: cli.Args(1, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.with(func(ctx context.Context, n *notebook) error {
				uses, err := n.usedBy(ctx, args)
				if err != nil {
					return err
				}
				if c.JSON {
					err = c.WriteJSON(struct {
						Uses []campaign.Use `json:"uses"`
					}{uses})
				} else {
					t := c.table("CAMPAIGN", "REVISION", "ROLE", "LIST", "DIGEST", "REASON")
					for _, u := range uses {
						t.add(u.Campaign, number(u.Revision), u.Role, u.Name, shortDigest(u.Digest), strings.Trim(strings.Join(u.Reasons, "; ")+"; "+u.Reason, "; "))
					}
					t.print()
				}
				if err == nil && len(uses) == 0 {
					err = cli.ErrNo
				}
				return err
			})
		},
	}
}

func (n *notebook) usedBy(ctx context.Context, args []string) ([]campaign.Use, error) {
	if !strings.Contains(args[0], "=") {
		if len(args) > 1 || !strings.Contains(args[0], ":") {
			return nil, errors.New("lists used-by: one digest such as dil1:…, or pairs KEY=VALUE of a DataId")
		}
		return n.UsedBy(ctx, args[0])
	}
	values, err := pairs("used-by", args)
	if err != nil {
		return nil, err
	}
	return n.UsedByDataID(ctx, values)
}

// shortDigest is what of a digest people compare.
func shortDigest(text string) string {
	name, digits, _ := strings.Cut(text, ":")
	return name + ":" + digits[:min(12, len(digits))]
}
