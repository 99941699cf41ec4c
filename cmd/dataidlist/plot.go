package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/plot"
)

func (c *command) newPlot() *cobra.Command {
	verb := &cobra.Command{
		Use:   "plot FILE",
		Short: "Draw what is in a list",
		Long: `Draw how many DataIds a list has of each night, detector, place on the sky and reason, as
SVG or PNG, or in the terminal if no file is named. All that suits the list is drawn, or
what --kind names:

  calendar    nights, as squares of a calendar; Rubin's visits tell their night
  detectors   detectors on the focal plane of LSSTCam; a plain grid for other instruments
  sky         tracts of skymaps whose geometry is known, cells of healpix or htm
  reasons     a bar for each reason
  timeline    reasons over time
  values      the values of a dimension, which --by names
  apply       what was kept and removed: --before names the list that FILE was made from

--json writes the counts.`,
		Example: `  dataidlist plot --set instrument=LSSTCam --reason-column comment bad.ecsv -o bad.svg
  dataidlist plot out.parquet --before raw.parquet -o apply.png
  dataidlist plot out.parquet --kind calendar`,
		Args: cli.Args(1, 1),
	}
	in := addInputs(verb)
	in.addFile("before", "the list that FILE was made from, for --kind apply")
	flags := verb.Flags()
	p := &picture{}
	flags.StringVarP(&p.path, "output", "o", "", "`FILE` to write, .svg or .png, complete or not at all (the terminal)")
	flags.StringVar(&p.to, "to", "", "`FORMAT` to write, svg or png, instead of that of the file's name")
	flags.BoolVar(&p.file.NoClobber, "no-clobber", false, "refuse to replace an existing file")
	flags.StringSliceVar(&p.kinds, "kind", nil, "`KIND` of picture; may come several times (all that suit)")
	flags.StringVar(&p.by, "by", "", "the `DIMENSION` of --kind values")
	flags.StringVar(&p.title, "title", "", "`TEXT` above the picture (the list's title, or the file's name)")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if err := c.checkPicture(p); err != nil {
			return err
		}
		all, err := c.readAll(in, args, 1)
		if err != nil {
			return err
		}
		figure, err := c.figure(p, all)
		if err != nil {
			return err
		}
		return c.show(figure, p)
	}
	return verb
}

// picture says what is drawn, and where.
type picture struct {
	path  string // empty for the terminal, "-" for stdout
	to    string // format; that of the file's name if empty
	file  atomicfile.Options
	kinds []string
	by    string
	title string
}

// checkPicture finds what would keep a picture from being written, before any
// work.
func (c *command) checkPicture(p *picture) error {
	if p.path == "" && p.to != "" {
		p.path = "-"
	}
	format := p.format()
	switch {
	case p.path == "":
		return nil
	case p.to != "" && p.writer() == nil:
		return fmt.Errorf("--to %s: svg or png is expected", dataidlist.Quote(p.to))
	case p.path == "-" && format == "":
		return errors.New("standard output: which format? Say --to svg or png, or leave -o out for the terminal")
	case p.path == "-" && c.JSON:
		return errors.New("--json needs stdout for itself: write the picture to a file with -o FILE")
	case p.path == "-" && format == "png" && c.IsTerminal():
		return errors.New("png is no format for a terminal: write it to a file with -o FILE")
	case p.path == "-":
		return nil
	case p.writer() == nil:
		return fmt.Errorf("%s: a picture is .svg or .png: name it so, or say --to svg or png", p.path)
	}
	return (&output{file: p.file}).checkFile(p.path)
}

// format gives the format to write, as its suffix without a dot.
func (p *picture) format() string {
	if p.to != "" {
		return p.to
	}
	return strings.TrimPrefix(strings.ToLower(filepath.Ext(p.path)), ".")
}

// writer gives what writes the format, or nil.
func (p *picture) writer() func(*plot.Figure, io.Writer) error {
	switch p.format() {
	case "svg":
		return (*plot.Figure).SVG
	case "png":
		return (*plot.Figure).PNG
	}
	return nil
}

// figure counts the input, or compares it with that of --before.
func (c *command) figure(p *picture, all []*input) (*plot.Figure, error) {
	var file, before *input
	for _, i := range all {
		switch {
		case i.flag == "":
			file = i
		case before != nil:
			return nil, errors.New("--before can be given once only")
		default:
			before = i
		}
	}
	o := plot.Options{Title: p.title, By: p.by}
	if o.Title == "" {
		if o.Title = file.List.Info().Title; o.Title == "" {
			o.Title = file.name()
		}
	}
	for _, k := range p.kinds {
		o.Kinds = append(o.Kinds, plot.Kind(k))
	}
	if p.by != "" && o.Kinds == nil {
		o.Kinds = []plot.Kind{plot.Values}
	}
	isApply := len(o.Kinds) == 1 && o.Kinds[0] == plot.Apply
	switch {
	case before == nil && isApply:
		return nil, errors.New("--kind apply compares: name the list that FILE was made from with --before")
	case before == nil:
		return named(file, func() (*plot.Figure, error) { return plot.New(file.List, o) })
	case o.Kinds != nil && !isApply:
		return nil, errors.New("--before is for --kind apply alone")
	}
	if err := checkGroups(before, file); err != nil {
		return nil, err
	}
	return named(file, func() (*plot.Figure, error) { return plot.Compare(before.List, file.List, o.Title) })
}

// named puts the file's name before an error.
func named(i *input, draw func() (*plot.Figure, error)) (*plot.Figure, error) {
	figure, err := draw()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", i.path, err)
	}
	return figure, nil
}

// show writes the picture, or else its counts or characters to stdout.
func (c *command) show(f *plot.Figure, p *picture) error {
	write := func(w io.Writer) error { return p.writer()(f, w) }
	switch {
	case p.path == "-":
		return write(c.Stdout)
	case p.path != "":
		if err := c.writeFile(p.path, p.file, write); err != nil {
			return err
		}
	}
	switch {
	case c.JSON:
		return c.WriteJSON(f)
	case p.path != "":
		c.Notef("%s: %s", p.path, kindsOf(f))
		return nil
	}
	return f.Text(c.Stdout, c.terminal())
}

// kindsOf names what was drawn.
func kindsOf(f *plot.Figure) string {
	var names []string
	for _, k := range f.Kinds() {
		names = append(names, string(k))
	}
	if names == nil {
		return "nothing to draw"
	}
	return strings.Join(names, ", ")
}

// terminal says what stdout can show, as the environment tells.
func (c *command) terminal() plot.Terminal {
	var t plot.Terminal
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := os.Getenv(name); locale != "" {
			locale = strings.ToLower(locale)
			t.ASCII = !strings.HasSuffix(locale, "utf-8") && !strings.HasSuffix(locale, "utf8")
			break
		}
	}
	if !c.IsTerminal() {
		return t
	}
	t.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		t.Width = width
	}
	return t
}
