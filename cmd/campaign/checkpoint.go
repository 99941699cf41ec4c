package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

func (c *command) newCheckpoint() *cobra.Command {
	verb := &cobra.Command{
		Use:   "checkpoint --key FILE -o FILE",
		Short: "Sign the state of the whole notebook",
		Long: `Sign the last event of every record, as it is now, and so the whole history before it.
Keep the file where the owner of the notebook cannot change it, or send it to people:
campaign verify --checkpoint finds out later whether the history was written anew
since. The root, one line for a ticket or a logbook, is printed.

The file is a DSSE envelope. Make a key, and the public key for the others, with

  openssl genpkey -algorithm ed25519 -out key.pem
  openssl pkey -in key.pem -pubout -out public.pem`,
		Example: `  campaign checkpoint --key key.pem -o 2026-11-27.dsse.json
  campaign verify --checkpoint 2026-11-27.dsse.json --public-key public.pem`,
		Args: cli.Args(0, 0),
	}
	e := &export{}
	flags := verb.Flags()
	flags.StringVar(&e.key, "key", "", "`FILE` of an Ed25519 private key in PEM, to sign with")
	flags.StringVarP(&e.out, "output", "o", "", "`FILE` to write")
	flags.BoolVar(&e.file.NoClobber, "no-clobber", false, "refuse to replace a file")
	verb.RunE = func(_ *cobra.Command, _ []string) error {
		if e.key == "" || e.out == "" || e.out == "-" {
			return errors.New("say with --key which key signs, and with -o where the checkpoint goes")
		}
		key, err := privateKey(e.key)
		if err != nil {
			return err
		}
		return c.with(func(ctx context.Context, n *notebook) error {
			point, err := n.Checkpoint(ctx)
			if err != nil {
				return err
			}
			text, err := point.Sign(key).Format()
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
			if c.JSON {
				return c.WriteJSON(struct {
					File  string `json:"file"`
					Time  string `json:"time"`
					Root  string `json:"root"`
					Heads int    `json:"streams"`
				}{e.out, point.At, point.Root().String(), len(point.Heads)})
			}
			c.Printf("%s  %s\n", point.Root(), point.At)
			return nil
		})
	}
	return verb
}
