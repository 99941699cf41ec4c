package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/provenance/bundle"
)

func (c *command) newImport() *cobra.Command {
	verb := &cobra.Command{
		Use:   "import BUNDLE",
		Short: "Take records from a bundle",
		Long: `Take the records of a bundle with their whole histories and lists, all or none of
them. The bundle is verified first. A second import of the same bundle changes
nothing, and one of a newer bundle adds what is new.

Records keep their ids, which are part of what was signed and of the names of
collections. Where the notebook has another record under an id, as every notebook has
a CMP-1 of its own, nothing is imported and the records that differ are named: import
into a notebook of its own then, with --store. compare --with reads that, or the bundle.
Ids that were imported are not given to new campaigns.`,
		Example: `  campaign import b.tar
  campaign --store theirs.db import b.tar --public-key theirs.pem`,
		Args: cli.Args(1, 1),
	}
	public := verb.Flags().String("public-key", "", "`FILE` of the key in PEM by which the bundle must be signed")
	verb.RunE = func(_ *cobra.Command, args []string) (err error) {
		key, err := publicKey(*public)
		if err != nil {
			return err
		}
		b, err := bundle.Open(args[0])
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		return c.withNew(func(ctx context.Context, n *notebook) error {
			var done campaign.Import
			var v campaign.BundleVerification
			err := c.long(ctx, "importing", func(ctx context.Context) (err error) {
				done, v, err = n.Import(ctx, b, key)
				return err
			})
			if len(v.Faults) > 0 {
				return c.saidBundle(args[0], v)
			}
			if err != nil {
				return err
			}
			return c.saidImported(done)
		})
	}
	return verb
}

func (c *command) saidImported(done campaign.Import) error {
	if c.JSON {
		return c.WriteJSON(done)
	}
	for _, part := range []struct {
		what string
		ids  []string
	}{{"added", done.Added}, {"updated", done.Updated}, {"unchanged", done.Unchanged}} {
		if len(part.ids) > 0 {
			c.Printf("%s  %s\n", part.what, strings.Join(part.ids, " "))
		}
	}
	return nil
}
