package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

// What is in the folder of a backup.
const (
	backupEvents  = "events.jsonl"
	backupObjects = "objects"
)

func (c *command) newBackup() *cobra.Command {
	return &cobra.Command{
		Use:   "backup DIR",
		Short: "Back the notebook up",
		Long: `Write all events of the notebook, as they are at one moment, and the lists and files
that records refer to, to a folder, which is made if it is not there. Others may go on
writing meanwhile. Lists that are in the folder from the last time stay there.

The folder holds events.jsonl, an event a line and at the end the SHA-256 of the lines
before, and objects, whose names are their SHA-256. restore makes a notebook from it, in
a database of either kind.`,
		Example: `  campaign backup /backups/dp2`,
		Args:    cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.with(func(ctx context.Context, n *notebook) error {
				to, err := objects.Open(filepath.Join(args[0], backupObjects))
				if err != nil {
					return err
				}
				err = c.long(ctx, "backing up", func(ctx context.Context) error {
					file := filepath.Join(args[0], backupEvents)
					return atomicfile.Write(ctx, file, atomicfile.Options{}, func(w io.Writer) error { return n.Backup(ctx, w, to) })
				})
				if err != nil || !c.JSON {
					return err
				}
				return c.WriteJSON(map[string]string{"backup": args[0]})
			})
		},
	}
}

func (c *command) newRestore() *cobra.Command {
	return &cobra.Command{
		Use:   "restore DIR",
		Short: "Make a notebook from a backup",
		Long: `Make a notebook, which must be empty or not there yet, from what backup wrote: the
records, tables and lists. It is restored whole or not at all, and checked on the way.`,
		Example: `  campaign restore /backups/dp2 --store new.db`,
		Args:    cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			file, err := os.Open(filepath.Join(args[0], backupEvents))
			if err != nil {
				return err
			}
			defer file.Close()
			return c.withNew(func(ctx context.Context, n *notebook) error {
				from, err := objects.Open(filepath.Join(args[0], backupObjects))
				if err != nil {
					return err
				}
				err = c.long(ctx, "restoring", func(ctx context.Context) error { return n.Restore(ctx, file, from) })
				if err != nil {
					return fmt.Errorf("%s: %w", file.Name(), err)
				}
				if c.JSON {
					return c.WriteJSON(map[string]string{"restored": args[0]})
				}
				return nil
			})
		},
	}
}
