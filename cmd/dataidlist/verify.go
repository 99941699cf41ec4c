package main

import (
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func (c *command) newVerify() *cobra.Command {
	verb := &cobra.Command{
		Use:   "verify FILE...",
		Short: "Whether files hold what they say",
		Long: `Read each file completely, compute its digests from the rows, and compare them with
those that the file states, and with its index if it has one. A file that states none
is fine if it can be read. So is one that other software wrote and copied into it what
another file states: it is told whether that is still so.

--deep makes each list again, as its derivation says, and compares. The inputs are found
by digest among the files of --inputs, and beside FILE by their names; one that is not
there is made again from its own inputs. Exit code 1 means that a file is not valid or
another list comes out; 2 that a file or an input is missing, or an option that says how
to read it.`,
		Example: `  dataidlist verify *.parquet
  dataidlist verify --deep out.parquet --inputs lists/`,
		Args: cli.Args(1, -1),
	}
	in := addInputs(verb)
	flags := verb.Flags()
	deep := flags.Bool("deep", false, "make the lists again from their inputs")
	places := flags.StringArray("inputs", nil, "`FILE` or folder in which to look for inputs; may come several times")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		operands, err := in.operands(args, 0, len(args))
		if err != nil {
			return err
		}
		answers, valid := []verdict{}, true
		for _, o := range operands {
			v := verdict{File: o.path}
			o.all.Prove = true
			err := c.verify(o, &v)
			if err == nil && v.Valid && *deep {
				err = c.verifyDeep(o, *places, &v)
			}
			if err != nil { // it is not known whether the file is valid
				c.Fail(err)
				v.Valid, v.Error = false, cli.OneLine(cli.Describe(err))
			} else {
				c.sayVerdict(v)
			}
			valid = valid && v.Valid
			v.list = nil // one at a time is in memory
			answers = append(answers, v)
		}
		if c.JSON {
			if err := c.WriteJSON(map[string]any{"valid": valid, "files": answers}); err != nil {
				return err
			}
		}
		if err := checkShared(operands); err != nil || valid {
			return err
		}
		return cli.ErrNo
	}
	return verb
}

// verdict is the answer for one file.
type verdict struct {
	File       string                 `json:"file"`
	Valid      bool                   `json:"valid"`
	Recorded   bool                   `json:"recorded"`          // whether the file states the digest, and is bound to it
	Copy       *copyJSON              `json:"copy,omitempty"`    // of what it is a copy, if it is one
	Derived    *bool                  `json:"derived,omitempty"` // whether the derivation gives the list, with --deep
	Digest     *dataidlist.Digest     `json:"digest,omitempty"`
	FullDigest *dataidlist.FullDigest `json:"full_digest,omitempty"`
	Error      string                 `json:"error,omitempty"`

	list *dataidlist.List
	full bool // whether the file records the full digest

	copied string // what Copy says, for people
}

// copyJSON says what became of the list that a header is of, where the header is
// a hint.
type copyJSON struct {
	Of          dataidlist.Digest `json:"of"`
	By          string            `json:"by,omitempty"` // the software that wrote the file
	SameIDs     bool              `json:"same_dataids"`
	SameReasons bool              `json:"same_reasons"`
}

func (v *verdict) describeCopy(i *input) {
	if i.Copy != nil {
		v.Copy = &copyJSON{Of: *i.Header.Digest, By: i.Copy.By, SameIDs: i.Copy.SameIDs, SameReasons: i.Copy.SameReasons}
		v.copied = step(i.Copy.Derivation(i.Header))
	}
}

// verify reads a file. What is wrong with the content goes into the verdict;
// what keeps the file from being read at all, such as an option that is missing,
// is an error.
func (c *command) verify(o *operand, v *verdict) error {
	i, err := c.read(o)
	if err == nil && i.Header != nil {
		v.Recorded, v.full = i.Copy == nil && i.Header.Digest != nil, i.Copy == nil && i.Header.FullDigest != nil
		v.describeCopy(i)
	}
	var unread *fs.PathError
	var content *dataidlist.InputError
	switch {
	case err == nil:
	case errors.As(err, &unread) || errors.Is(err, table.ErrOptions) || !errors.As(err, &content):
		return err
	default:
		v.Error = cli.OneLine(err.Error())
		return nil
	}
	digest, full := i.List.Digest(), i.List.FullDigest()
	v.Valid, v.Digest, v.FullDigest, v.list = true, &digest, &full, i.List
	return nil
}

func (c *command) sayVerdict(v verdict) {
	switch {
	case c.JSON || v.Valid && c.Quiet:
	case !v.Valid && v.Digest == nil:
		c.Printf("%s\n", v.Error)
	case !v.Valid:
		c.Printf("%s: %s\n", cli.OneLine(v.File), v.Error)
	case v.Copy != nil:
		c.Printf("%s: %s; its DataIds give %s\n", cli.OneLine(v.File), v.copied, v.Digest)
	case !v.Recorded && v.Derived == nil:
		c.Printf("%s: no digest recorded, its DataIds give %s\n", cli.OneLine(v.File), v.Digest)
	case v.Derived != nil:
		c.Printf("%s: ok, and its inputs give it, %s\n", cli.OneLine(v.File), v.Digest)
	default:
		c.Printf("%s: ok %s\n", cli.OneLine(v.File), v.Digest)
	}
}
