package main

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/bundle"
)

// verification is a run of the verb.
type verification struct {
	deep       bool
	checkpoint string
	publicKey  string
}

func (c *command) newVerify() *cobra.Command {
	verb := &cobra.Command{
		Use:   "verify [BUNDLE]",
		Short: "Check that nothing was changed",
		Long: `Check everything that the notebook, or a bundle, holds: that each record's events fit
together, that records and tables are what the events add up to, that sealed definitions
have their digests, and that every list and file is what records say. Whatever does not
fit is named, and the exit code is 1. A bundle needs neither notebook nor network.

--deep also reads every row of every list, and makes what was selected again from the
recorded lists. Run it once on a notebook from before December 2026: it took over the
digest that a Parquet file of ours stated, and lists that were pinned unproven and have
another one are named. Such a list is added again from its file: see lists add.

--checkpoint tells whether the history of the notebook was written anew since the
checkpoint was signed. --public-key is the key by which it, or the bundle, must be
signed. Without it a bundle is checked with the key that is in it, which tells only that
whoever has that key made it.`,
		Example: `  campaign verify --deep
  campaign verify b.tar --public-key public.pem
  campaign verify --checkpoint 2026-11-27.dsse.json --public-key public.pem`,
		Args: cli.Args(0, 1),
	}
	v := &verification{}
	verb.Flags().BoolVar(&v.deep, "deep", false, "also make the selections again")
	verb.Flags().StringVar(&v.checkpoint, "checkpoint", "", "`FILE` of a checkpoint of this notebook")
	verb.Flags().StringVar(&v.publicKey, "public-key", "", "`FILE` of the Ed25519 public key in PEM that must have signed")
	verb.RunE = func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) > 0 && v.checkpoint != "":
			return errors.New("--checkpoint is of a notebook; a bundle has its own")
		case v.checkpoint != "" && v.publicKey == "":
			return errors.New("--checkpoint needs --public-key: who must have signed it?")
		case v.checkpoint == "" && v.publicKey != "" && len(args) == 0:
			return errors.New("--public-key needs a bundle or --checkpoint: a notebook is not signed")
		case len(args) > 0:
			return c.verifyBundle(args[0], v)
		}
		return c.verifyNotebook(v)
	}
	return verb
}

func (c *command) verifyNotebook(how *verification) error {
	err := c.with(func(ctx context.Context, n *notebook) error {
		point, err := readCheckpoint(how)
		if err != nil && !errors.Is(err, provenance.ErrBroken) {
			return err
		}
		broken := err
		var v campaign.Verification
		err = c.long(ctx, "verifying", func(ctx context.Context) (err error) {
			v, err = n.Verify(ctx, how.deep)
			return err
		})
		if err != nil {
			return err
		}
		if broken != nil {
			v.Faults = append(v.Faults, campaign.Fault{Item: how.checkpoint, Text: broken.Error()})
		} else if point != nil {
			faults, err := n.VerifyCheckpoint(ctx, *point)
			if err != nil {
				return err
			}
			v.Faults = append(v.Faults, faults...)
		}
		if c.JSON {
			err = c.WriteJSON(v)
		} else {
			c.printFaults(v.Faults)
			c.Notef("%d records, %d events, %d rows, %d objects, %d lists: %d faults", v.Records, v.Events, v.Rows, v.Objects, v.Lists, len(v.Faults))
		}
		return orNo(err, v.Faults)
	})
	if errors.Is(err, provenance.ErrBroken) { // it cannot even be opened
		fault := campaign.Fault{Item: "database", Text: err.Error()}
		if c.JSON {
			return orNo(c.WriteJSON(campaign.Verification{Faults: []campaign.Fault{fault}}), []campaign.Fault{fault})
		}
		c.printFaults([]campaign.Fault{fault})
		return cli.ErrNo
	}
	return err
}

// readCheckpoint reads the checkpoint that the user names, if any.
func readCheckpoint(how *verification) (*provenance.Checkpoint, error) {
	if how.checkpoint == "" {
		return nil, nil
	}
	key, err := publicKey(how.publicKey)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(how.checkpoint)
	if err != nil {
		return nil, err
	}
	envelope, err := provenance.ParseEnvelope(text)
	if err != nil {
		return nil, err
	}
	point, err := provenance.OpenCheckpoint(envelope, key)
	if err != nil {
		return nil, err
	}
	return &point, nil
}

func (c *command) verifyBundle(path string, how *verification) (err error) {
	key, err := publicKey(how.publicKey)
	if err != nil {
		return err
	}
	b, err := bundle.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	var v campaign.BundleVerification
	err = c.long(c.Context, "verifying", func(ctx context.Context) (err error) {
		v, err = campaign.VerifyBundle(ctx, b, key, how.deep)
		return err
	})
	if err != nil {
		return err
	}
	return c.saidBundle(path, v)
}

// saidBundle tells what is wrong with a bundle, and who signed it.
func (c *command) saidBundle(path string, v campaign.BundleVerification) error {
	if c.JSON {
		return orNo(c.WriteJSON(v), v.Faults)
	}
	c.printFaults(v.Faults)
	c.Notef("%s: %d files, %d records, %d objects, %d lists: %d faults", path, v.Files, v.Records, v.Objects, v.Lists, len(v.Faults))
	switch {
	case v.KeyID == "":
		c.Notef("%s: it is not signed", path)
	case v.Trusted:
		c.Notef("%s: signed by the key, with a checkpoint of %s", path, v.Time)
	default:
		c.Notef("%s: signed by key %s: say with --public-key whom you trust", path, v.KeyID)
	}
	return orNo(nil, v.Faults)
}

func (c *command) printFaults(faults []campaign.Fault) {
	for _, f := range faults {
		c.Printf("%s: %s\n", cli.OneLine(f.Item), cli.OneLine(f.Text))
	}
}

// orNo is the answer of a verb that looked for faults.
func orNo(err error, faults []campaign.Fault) error {
	if err == nil && len(faults) > 0 {
		err = cli.ErrNo
	}
	return err
}
