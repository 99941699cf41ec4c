package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/openlineage"
	"github.com/skycampaign/skycampaign/provenance/prov"
)

// export is a run of the verb.
type export struct {
	out    string
	format string
	all    bool
	key    string
	file   atomicfile.Options
}

// exportFormats are the formats of export, each with what makes it of campaigns; a bundle is made of more than these.
func exportFormats() map[string]func(context.Context, *notebook, []*campaign.Campaign, ed25519.PrivateKey) ([]byte, error) {
	return map[string]func(context.Context, *notebook, []*campaign.Campaign, ed25519.PrivateKey) ([]byte, error){
		"cm-service": cmService, "in-toto": inToto, "markdown": markdown, "openlineage": openLineage, "prov": provJSON,
	}
}

func (c *command) newExport() *cobra.Command {
	verb := &cobra.Command{
		Use:   "export [CMP-N...] -o FILE",
		Short: "Give records away, to be checked without the notebook",
		Long: `Write records into a file for somebody else. Formats:

  bundle       all that the records rest on: events, lists, sealed definitions, pages;
               with --key also signatures. An archive, or a directory if the name ends
               in /. Its README.md tells how to check it with sha256sum and openssl alone.
  in-toto      a statement a line about each sealed definition; with --key in DSSE
               envelopes
  prov         W3C PROV-JSON
  openlineage  OpenLineage run events, one a line, for each attempt at a workflow
  ro-crate     a directory with the lists that is an RO-Crate 1.1, of the profile
               Process Run Crate
  cm-service   manifests (YAML) of campaign, butler, lsst, a step for each workflow with
               what its lists select, and edges; what the record does not know is left
               to ${BUTLER_REPO}, ${LSST_DISTRIB_DIR} and ${PIPELINE_YAML}
  markdown     pages to read

A bundle of some campaigns also has their productions and schedules. The same records
and the same key make the same bundle, but for the time of its checkpoint. Make a key
with

  openssl genpkey -algorithm ed25519 -out key.pem`,
		Example: `  campaign export CMP-1 -o b.tar
  campaign export --all --key key.pem -o notebook.tar
  campaign export CMP-1 --format markdown -o CMP-1.md`,
	}
	e := &export{}
	flags := verb.Flags()
	flags.StringVarP(&e.out, "output", "o", "-", "`FILE` to write, complete or not at all; a name that ends in / is a directory")
	flags.StringVar(&e.format, "format", "bundle", "`FORMAT`: bundle, in-toto, prov, openlineage, ro-crate, cm-service or markdown")
	flags.BoolVar(&e.all, "all", false, "all records of the notebook")
	flags.StringVar(&e.key, "key", "", "`FILE` of an Ed25519 private key in PEM, to sign with")
	flags.BoolVar(&e.file.NoClobber, "no-clobber", false, "refuse to replace a file")
	verb.RunE = func(_ *cobra.Command, ids []string) error {
		if e.all == (len(ids) > 0) {
			return errors.New("which records? Name campaigns, or say --all")
		}
		if e.key != "" && e.format != "bundle" && e.format != "in-toto" {
			return fmt.Errorf("--key signs bundle and in-toto, not %.40q: leave it out, or choose one of them", e.format)
		}
		key, err := privateKey(e.key)
		if err != nil {
			return err
		}
		return c.with(func(ctx context.Context, n *notebook) error {
			switch e.format {
			case "bundle":
				return c.exportBundle(ctx, n, e, ids, key)
			case "ro-crate":
				return c.exportCrate(ctx, n, e, ids)
			}
			return c.exportDocument(ctx, n, e, ids, key)
		})
	}
	return verb
}

func (c *command) exportBundle(ctx context.Context, n *notebook, e *export, ids []string, key ed25519.PrivateKey) error {
	if e.out == "-" && c.IsTerminal() {
		return errors.New("a bundle is no text for a terminal: write it to a file with -o FILE")
	}
	contents, err := n.Bundle(ctx, ids, key)
	if err != nil {
		return err
	}
	err = c.long(ctx, "exporting", func(ctx context.Context) error {
		if dir, isDir := strings.CutSuffix(e.out, "/"); isDir {
			return contents.WriteDirectory(ctx, dir)
		}
		return c.write(e, func(w io.Writer) error { return contents.Write(ctx, w) })
	})
	if err != nil || e.out == "-" {
		return err
	}
	signer, signed := "", "not signed: name a key with --key"
	if key != nil {
		signer = provenance.KeyID(key.Public().(ed25519.PublicKey)) //nolint:errcheck,forcetypeassert // says the documentation
		signed = "signed by key " + signer
	}
	if c.JSON {
		return c.WriteJSON(struct {
			exported
			Records int    `json:"records"`
			Objects int    `json:"objects"`
			KeyID   string `json:"key_id,omitempty"`
		}{exported{e.out, e.format}, len(contents.Streams), len(contents.Objects), signer})
	}
	c.Notef("%s: %d records, %d objects, %s", e.out, len(contents.Streams), len(contents.Objects), signed)
	return nil
}

// exported is what --json says of a file that was written.
type exported struct {
	File   string `json:"file"`
	Format string `json:"format"`
}

// saidExported tells with --json what was written. Without a file, what was written is on standard output.
func (c *command) saidExported(e *export) error {
	if !c.JSON || e.out == "-" {
		return nil
	}
	return c.WriteJSON(exported{e.out, e.format})
}

func (c *command) exportDocument(ctx context.Context, n *notebook, e *export, ids []string, key ed25519.PrivateKey) error {
	makeOf, ok := exportFormats()[e.format]
	if !ok {
		var known []string
		for name := range exportFormats() {
			known = append(known, name)
		}
		slices.Sort(known)
		return fmt.Errorf("--format %.40q: bundle, ro-crate, %s", e.format, strings.Join(known, ", "))
	}
	campaigns, err := n.named(ctx, e.all, ids)
	if err != nil {
		return err
	}
	text, err := makeOf(ctx, n, campaigns, key)
	if err != nil {
		return err
	}
	err = c.write(e, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	if err != nil {
		return err
	}
	return c.saidExported(e)
}

// exportCrate writes the directory of an RO-Crate.
func (c *command) exportCrate(ctx context.Context, n *notebook, e *export, ids []string) error {
	dir := strings.TrimSuffix(e.out, "/")
	if dir == "-" {
		return errors.New("an RO-Crate is a directory: name it with -o DIR/")
	}
	campaigns, err := n.named(ctx, e.all, ids)
	if err != nil {
		return err
	}
	if err := n.WriteCrate(ctx, dir, campaigns); err != nil {
		return err
	}
	return c.saidExported(e)
}

// named returns the campaigns of ids, or all.
func (n *notebook) named(ctx context.Context, all bool, ids []string) ([]*campaign.Campaign, error) {
	if all {
		return n.Find(ctx, campaign.Query{})
	}
	var campaigns []*campaign.Campaign
	for _, id := range ids {
		found, err := n.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		campaigns = append(campaigns, found)
	}
	return campaigns, nil
}

// write writes the file of an export, or standard output.
func (c *command) write(e *export, fill func(io.Writer) error) error {
	if e.out == "-" {
		return fill(c.Stdout)
	}
	return atomicfile.Write(c.Context, e.out, e.file, fill)
}

// inToto is a statement about each seal, one a line.
func inToto(_ context.Context, _ *notebook, campaigns []*campaign.Campaign, key ed25519.PrivateKey) ([]byte, error) {
	var all []byte
	for _, r := range campaigns {
		statements := r.Statements()
		if len(statements) == 0 {
			return nil, fmt.Errorf("%s is not sealed, so there is nothing to state: submit it first", r.ID)
		}
		for _, st := range statements {
			text, err := st.Format()
			text = append(text, '\n')
			if key != nil && err == nil {
				var envelope provenance.Envelope
				if envelope, err = st.Sign(key); err == nil {
					text, err = envelope.Format()
				}
			}
			if err != nil {
				return nil, err
			}
			all = append(all, text...)
		}
	}
	return all, nil
}

// provJSON is one document about all campaigns.
func provJSON(ctx context.Context, n *notebook, campaigns []*campaign.Campaign, _ ed25519.PrivateKey) ([]byte, error) {
	accounts, err := n.Accounts(ctx, campaigns)
	if err != nil {
		return nil, err
	}
	text, err := prov.New(accounts...).Format()
	return append(text, '\n'), err
}

// openLineage is the events of campaigns, one a line.
func openLineage(ctx context.Context, n *notebook, campaigns []*campaign.Campaign, _ ed25519.PrivateKey) ([]byte, error) {
	accounts, err := n.Accounts(ctx, campaigns)
	if err != nil {
		return nil, err
	}
	var events []openlineage.Event
	for _, a := range accounts {
		events = append(events, openlineage.New(a)...)
	}
	return openlineage.Format(events)
}

// markdown is the pages of campaigns.
func markdown(_ context.Context, _ *notebook, campaigns []*campaign.Campaign, _ ed25519.PrivateKey) ([]byte, error) {
	var all []byte
	for _, r := range campaigns {
		all = append(all, r.Page()...)
	}
	return all, nil
}

// privateKey reads a key, if a file is named.
func privateKey(path string) (ed25519.PrivateKey, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path) //nolint:gosec // what the user names
	if err != nil {
		return nil, err
	}
	key, err := provenance.ParsePrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

// publicKey reads a key, if a file is named.
func publicKey(path string) (ed25519.PublicKey, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path) //nolint:gosec // what the user names
	if err != nil {
		return nil, err
	}
	key, err := provenance.ParsePublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}
