package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/provenance"
)

// definition is what the options of a command line say about a definition.
type definition struct {
	file                       string
	editor                     bool
	name, definer, description string
	reason, production, ticket string
	collection                 string
	workflows, inputs, pins    []string
	proceed                    bool
	written                    string // file of what the user wrote in the editor
}

const definitionHelp = `The definition comes from options, from a YAML file (--file, with those members of
show --json that are the definition), or from $EDITOR (--edit); options come on top of
a file.

--input is KIND=VALUE, of the kinds script, notebook, git, collection, dataset-type and
query. git is URL@REF: a branch or tag becomes the commit that it is now.
--pin is KIND:NAME=VERSION, optionally followed by @URI and #sha256:…, of the
kinds pipelines, environment, container, config, pipeline-yaml, bps-yaml, quantum-graph
and other. A URI git+URL@REF is in git, and REF becomes a commit as well.
--workflow is NAME=COMMAND, in the order in which people submit them.

--pin replaces the pin of its kind and name, and --workflow the command of its name;
--input adds one. What is to go is taken out with --edit, or with --file.`

func (d *definition) addFlags(verb *cobra.Command) {
	f := verb.Flags()
	f.StringVar(&d.file, "file", "", "`FILE` with the definition in YAML; - is stdin")
	f.BoolVar(&d.editor, "edit", false, "write the definition in $EDITOR; an empty file stores nothing")
	f.StringVar(&d.name, "name", "", "short `NAME`")
	f.StringVar(&d.definer, "definer", "", "`NAME` of who answers for it (you)")
	f.StringVar(&d.description, "description", "", "long `TEXT`")
	f.StringVar(&d.ticket, "ticket", "", "`TICKET` such as DM-52836")
	f.StringVar(&d.collection, "collection", "", "`NAME` of the output collection; {id} and {ticket} stand for the campaign's")
	f.StringArrayVar(&d.workflows, "workflow", nil, "`NAME=COMMAND` of a workflow; may come several times")
	f.StringArrayVar(&d.inputs, "input", nil, "`KIND=VALUE` of where the input comes from, added to what is there (--edit removes); may come several times")
	f.StringArrayVar(&d.pins, "pin", nil, "`KIND:NAME=VERSION` of software or a file, in place of the pin of this kind and name (--edit removes); may come several times")
	f.BoolVar(&d.proceed, "continue", false, "do not pause when a workflow completes")
}

// given reports whether the command line says anything of a definition.
func (d *definition) given() bool {
	return d.file != "" || d.editor || d.name != "" || d.definer != "" || d.description != "" || d.ticket != "" ||
		d.collection != "" || len(d.workflows)+len(d.inputs)+len(d.pins) > 0 || d.proceed
}

// What the user leaves an editor with, if it is no definition.
var (
	errNothing = errors.New("nothing was written, so nothing is stored")
	errUnsaved = errors.New("it was not saved, so nothing is stored")
	errFailed  = errors.New("nothing is stored")
)

// over lays what the command line says over a definition.
func (d *definition) over(ctx context.Context, c *command, to *campaign.Definition) error {
	if d.file != "" {
		text, err := readAll(c, d.file)
		if err != nil {
			return err
		}
		if err := decodeYAML(text, to); err != nil {
			return fmt.Errorf("%s: %w", d.file, err)
		}
	}
	if err := d.options(to); err != nil {
		return err
	}
	if d.editor {
		return d.edit(ctx, c, to)
	}
	return nil
}

func (d *definition) options(to *campaign.Definition) error {
	for _, o := range []struct {
		from string
		to   *string
	}{
		{d.name, &to.Name}, {d.definer, &to.Definer}, {d.description, &to.Description}, {d.reason, &to.Reason},
		{d.production, &to.Production}, {d.ticket, &to.Ticket}, {d.collection, &to.Collection},
	} {
		if o.from != "" {
			*o.to = o.from
		}
	}
	to.Continue = to.Continue || d.proceed
	for _, text := range d.workflows {
		name, command, _ := strings.Cut(text, "=")
		setWorkflow(to, campaign.WorkflowDefinition{Name: name, Command: command})
	}
	for _, text := range d.inputs {
		kind, value, _ := strings.Cut(text, "=")
		in := campaign.Input{Kind: kind, Value: value}
		if kind == "git" {
			in.Value, in.Ref = cutLast(value, "@")
		}
		to.Inputs = append(to.Inputs, in)
	}
	for _, text := range d.pins {
		pin, err := parsePin(text)
		if err != nil {
			return err
		}
		setPin(to, pin)
	}
	return nil
}

// setWorkflow replaces the workflow of a name, or adds it.
func setWorkflow(d *campaign.Definition, w campaign.WorkflowDefinition) {
	for i := range d.Workflows {
		if d.Workflows[i].Name == w.Name {
			d.Workflows[i].Command = w.Command
			return
		}
	}
	d.Workflows = append(d.Workflows, w)
}

// setPin replaces the pin of a kind and name, or adds it. Of several, which notebooks used to take, it leaves one.
func setPin(d *campaign.Definition, pin campaign.Pin) {
	same := func(p campaign.Pin) bool { return p.Kind == pin.Kind && p.Name == pin.Name }
	at := slices.IndexFunc(d.Pins, same)
	others := slices.DeleteFunc(d.Pins, same)
	if at < 0 {
		at = len(others)
	}
	d.Pins = slices.Insert(others, at, pin)
}

// cutLast cuts a text at the last sep.
func cutLast(text, sep string) (before, after string) {
	if i := strings.LastIndex(text, sep); i >= 0 {
		return text[:i], text[i+len(sep):]
	}
	return text, ""
}

// parsePin reads KIND:NAME=VERSION@URI#DIGEST.
func parsePin(text string) (campaign.Pin, error) {
	kind, rest, ok := strings.Cut(text, ":")
	if !ok {
		return campaign.Pin{}, fmt.Errorf("--pin %.80q: KIND:NAME=VERSION is expected", text)
	}
	pin := campaign.Pin{Kind: kind}
	if before, digest, ok := strings.Cut(rest, "#sha256:"); ok {
		d, err := provenance.ParseDigest("sha256:" + digest)
		if err != nil {
			return pin, fmt.Errorf("--pin %.80q: %w", text, err)
		}
		pin.Digest, rest = &d, before
	}
	rest, pin.URI, _ = strings.Cut(rest, "@")
	if strings.HasPrefix(pin.URI, "git+") {
		pin.URI, pin.Ref = cutLast(pin.URI, "@")
	}
	pin.Name, pin.Version, _ = strings.Cut(rest, "=")
	return pin, nil
}

// readAll reads a file that the user names.
func readAll(c *command, name string) ([]byte, error) {
	const most = 8 << 20
	r := c.Stdin
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // the user says which
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // it was only read
		r = file
	}
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && len(text) > most {
		err = fmt.Errorf("%s is longer than %d bytes", name, most)
	}
	return text, err
}

// decodeYAML lays YAML over a definition: members that it has are in the place of those before. Members that a definition does not have are an
// error.
func decodeYAML(text []byte, to *campaign.Definition) error {
	var tree map[string]any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return err
	}
	old, err := json.Marshal(to)
	if err != nil {
		return err
	}
	var members map[string]any
	if err := json.Unmarshal(old, &members); err != nil {
		return err
	}
	known := definitionMembers()
	for name, value := range tree {
		if !slices.Contains(known, name) {
			return fmt.Errorf("%.40q is no member of a definition: %s", name, strings.Join(known, ", "))
		}
		members[name] = value
	}
	asJSON, err := json.Marshal(members)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(asJSON))
	dec.DisallowUnknownFields()
	var fresh campaign.Definition
	err = dec.Decode(&fresh)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return fmt.Errorf("%s is a %s, and should be a %s: is it to be in quotes?", wrong.Field, wrong.Value, wrong.Type)
	case err != nil:
		return errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	*to = fresh
	return nil
}

// definitionMembers are the names of the members of a definition's JSON.
func definitionMembers() []string {
	var names []string
	for field := range reflect.TypeFor[campaign.Definition]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// edit has the user edit a definition. What was written is kept until finish.
func (d *definition) edit(ctx context.Context, c *command, to *campaign.Definition) error {
	editor := os.Getenv("EDITOR")
	switch {
	case editor == "":
		return errors.New("--edit: $EDITOR is not set")
	case d.written != "":
		return errors.New("somebody else changed the campaign meanwhile")
	}
	text, err := yamlOf(to)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "campaign-*")
	if err != nil {
		return err
	}
	d.written = filepath.Join(dir, "definition.yaml")
	if err := os.WriteFile(d.written, text, 0o600); err != nil {
		return err
	}
	// A file that is as old afterwards was not saved.
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	if err := os.Chtimes(d.written, old, old); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "sh", "-c", editor+` "$1"`, "sh", d.written) //nolint:gosec // the user's editor
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("$EDITOR: %w: %w", err, errFailed)
	}
	info, err := os.Stat(d.written)
	if err != nil {
		return err
	}
	if text, err = readAll(c, d.written); err != nil {
		return err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return errNothing
	}
	if info.ModTime().Equal(old) {
		return errUnsaved
	}
	*to = campaign.Definition{Production: to.Production, Parent: to.Parent}
	return decodeYAML(text, to)
}

// finish removes what the user wrote in the editor, if it is stored or was given up. What cannot be stored is not lost: the error says where it is.
func (d *definition) finish(ctx context.Context, err error) error {
	if d.written == "" {
		return err
	}
	if err == nil || ctx.Err() != nil || errors.Is(err, errNothing) || errors.Is(err, errUnsaved) || errors.Is(err, errFailed) {
		return errors.Join(err, os.RemoveAll(filepath.Dir(d.written)))
	}
	return fmt.Errorf("%w; what you wrote is in %s: correct it there and use it with --file", err, d.written)
}

// yamlOf is a definition as the editor shows it.
func yamlOf(d *campaign.Definition) ([]byte, error) {
	asJSON, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	var tree yaml.Node
	if err := yaml.Unmarshal(asJSON, &tree); err != nil {
		return nil, err
	}
	plainStyle(&tree)
	text, err := yaml.Marshal(&tree)
	return append([]byte("# Save to store the definition. Leave it unsaved, or empty the file, to store nothing.\n"), text...), err
}

// plainStyle makes what was JSON look like YAML.
func plainStyle(n *yaml.Node) {
	n.Style = 0
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" && strings.Contains(n.Value, "\n") {
		n.Style = yaml.LiteralStyle
	}
	for _, child := range n.Content {
		plainStyle(child)
	}
}

func (c *command) newDefine() *cobra.Command {
	verb := &cobra.Command{
		Use:   "define",
		Short: "Define a campaign",
		Long: `Store a draft of a campaign and give it the next id, which is never used again.

` + definitionHelp,
		Example: `  campaign define --name "DP2 step1" --definer ktl --reason "DP2 single frame" \
      --workflow 'step1=bps submit step1.yaml' --pin pipelines:lsst_distrib=w_2026_20
  campaign define --file dp2.yaml
  campaign define --edit`,
		Args: cli.Args(0, 0),
	}
	d := &definition{}
	d.addFlags(verb)
	verb.Flags().StringVar(&d.reason, "reason", "", "`TEXT`: why it is run")
	verb.Flags().StringVar(&d.production, "production", "", "`NAME` of the production above it, such as DR1 ("+campaign.GeneralProduction+")")
	verb.RunE = func(*cobra.Command, []string) error {
		return d.finish(c.Context, c.withNew(func(ctx context.Context, n *notebook) error {
			def := campaign.Definition{Definer: n.Actor().Name}
			if err := d.over(ctx, c, &def); err != nil {
				return err
			}
			if def.Name == "" {
				return errors.New("define: the campaign has no name: give it one with --name, in --file or with --edit")
			}
			return c.said(n.Define(ctx, def))
		}))
	}
	return verb
}

func (c *command) newEdit() *cobra.Command {
	verb := &cobra.Command{
		Use:   "edit CMP-N",
		Short: "Change the definition of a draft",
		Long: `Change the definition of a draft; without options, in $EDITOR.

` + definitionHelp,
		Example: `  campaign edit CMP-1 --workflow 'step2=bps submit step2.yaml'
  campaign edit CMP-1`,
		Args: cli.Args(1, 1),
	}
	d := &definition{}
	d.addFlags(verb)
	verb.Flags().StringVar(&d.reason, "reason", "", "`TEXT`: why the campaign is run")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		d.editor = d.editor || !d.given() && d.reason == ""
		return d.finish(c.Context, c.with(func(ctx context.Context, n *notebook) error {
			return c.said(n.Edit(ctx, args[0], "", func(to *campaign.Definition) error { return d.over(ctx, c, to) }))
		}))
	}
	return verb
}

func (c *command) newClone() *cobra.Command {
	verb := &cobra.Command{
		Use:   "clone CMP-N",
		Short: "Define a campaign like another",
		Long: `Define a campaign like another, as the options change it. It gets an id of its own,
and the other is its parent. Lists, pins and workflows are the same until they are
edited; compare says how both differ.

` + definitionHelp,
		Example: `  campaign clone CMP-1 --name "DP2 step1, repaired" --reason "39 bad visits"
  campaign compare CMP-1 CMP-2`,
		Args: cli.Args(1, 1),
	}
	d := &definition{}
	d.addFlags(verb)
	verb.Flags().StringVar(&d.reason, "reason", "", "`TEXT`: why the new one is run")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		return d.finish(c.Context, c.with(func(ctx context.Context, n *notebook) error {
			return c.said(n.Clone(ctx, args[0], func(to *campaign.Definition) error { return d.over(ctx, c, to) }))
		}))
	}
	return verb
}

func (c *command) newRevise() *cobra.Command {
	verb := &cobra.Command{
		Use:   "revise CMP-N --reason TEXT",
		Short: "Seal another revision of a submitted campaign",
		Long: `Seal another revision of a submitted campaign, with the options' changes. The
revisions before it are kept, and so is what they selected. lists add --revise adds a
list in this way.

` + definitionHelp,
		Example: `  campaign revise CMP-1 --reason "step2 was forgotten" --workflow 'step2=bps submit step2.yaml'`,
		Args:    cli.Args(1, 1),
	}
	d := &definition{}
	d.addFlags(verb)
	reason := verb.Flags().String("reason", "", "`TEXT`: why the definition changes")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if !d.given() {
			d.editor = true
		}
		return d.finish(c.Context, c.with(func(ctx context.Context, n *notebook) error {
			return c.said(n.Revise(ctx, args[0], *reason, func(to *campaign.Definition) error { return d.over(ctx, c, to) }))
		}))
	}
	return verb
}

func (c *command) newProduction() *cobra.Command {
	verb := &cobra.Command{
		Use:   "production [NAME]",
		Short: "Define a production, or list them",
		Long: `Define a production: a large-scale class of processing, such as a data release,
to which campaigns belong. define --production NAME makes one too, if there is
none of the name. Without a name, list the productions.`,
		Example: `  campaign production DR1 --description "Data Release 1"
  campaign production`,
		Args: cli.Args(0, 1),
	}
	description := verb.Flags().String("description", "", "long `TEXT`")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return c.with(c.listProductions)
		}
		return c.withNew(func(ctx context.Context, n *notebook) error {
			p, err := n.DefineProduction(ctx, args[0], *description)
			if err != nil {
				return err
			}
			if c.JSON {
				return c.WriteJSON(p)
			}
			c.Printf("%s  %s\n", p.ID, cli.OneLine(p.Name))
			return nil
		})
	}
	return verb
}

func (c *command) listProductions(ctx context.Context, n *notebook) error {
	all, err := n.Productions(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return c.WriteJSON(struct {
			Productions []campaign.Production `json:"productions"`
		}{all})
	}
	t := c.table("ID", "NAME", "CREATED", "BY", "DESCRIPTION")
	for _, p := range all {
		t.add(p.ID, p.Name, timeText(p.Created), p.By, p.Description)
	}
	t.print()
	return nil
}
