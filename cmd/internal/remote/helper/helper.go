// Package helper is the program dataidlist-blob, as a package so that tests of
// the commands which need it can run it. Package remote says its protocol.
package helper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob" // the object stores
	_ "gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/gcsblob"
	_ "gocloud.dev/blob/s3blob"
	"gocloud.dev/gcp"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist/bucket"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

// Main runs the program with the arguments of the process and exits.
func Main() { cli.Main("dataidlist-blob", "get put delete list", newRoot) }

// A command is a run of the program: what its verbs are methods of.
type command struct{ *cli.App }

func newRoot(app *cli.App) *cobra.Command {
	// App has stdout for objects. A client library that prints there, as that of
	// Google does where it finds no credentials, would spoil them.
	os.Stdout = os.Stderr
	c := &command{app}
	root := &cobra.Command{
		Use:   "dataidlist-blob",
		Short: "Read and write objects of object stores",
		Long: `dataidlist-blob reads and writes single objects for dataidlist, which runs it where a
name is a URL. Credentials, regions and endpoints are found as each provider's own tools
find them; the part of a URL behind "?" is for the client, as in s3://b/x?region=eu-west-1.

  s3://BUCKET/KEY          Amazon S3, and what speaks as it does (AWS_ENDPOINT_URL)
  gs://BUCKET/KEY          Google Cloud Storage
  azblob://CONTAINER/KEY   Azure Blob Storage (AZURE_STORAGE_ACCOUNT)
  file:///FOLDER/FILE      a file

Exit codes: 0 done; 1 there is an object, which --no-clobber keeps; 2 an error, which is
the last line on stderr.`,
		Example: "  dataidlist-blob get s3://lists/bad.parquet | dataidlist info -",
	}
	root.AddCommand(c.newGet(), c.newPut(), c.newDelete(), c.newList())
	return root
}

func (c *command) newGet() *cobra.Command {
	return &cobra.Command{
		Use:   "get URL",
		Short: "Write an object to stdout",
		Long:  "Write an object to stdout. It is whole only if the exit code is 0.",
		Args:  cli.Args(1, 1),
		RunE: c.with(func(b *blob.Bucket, key string) error {
			r, err := bucket.Open(c.Context, b, key)
			if err != nil {
				return err
			}
			defer r.Close()
			_, err = io.Copy(c.Stdout, r)
			return err
		}),
	}
}

func (c *command) newPut() *cobra.Command {
	verb := &cobra.Command{
		Use:   "put URL",
		Short: "Make an object of stdin",
		Long: `Make an object of stdin, or replace it, whole or not at all. So that the end of the object
can be told from the end of whoever writes it, stdin is in chunks as HTTP has them
(RFC 9112, section 7.1), and the last is empty.`,
		Args: cli.Args(1, 1),
	}
	noClobber := verb.Flags().Bool("no-clobber", false, "exit with 1 if there is an object, and leave it")
	verb.RunE = c.with(func(b *blob.Bucket, key string) error {
		err := bucket.Write(c.Context, b, key, atomicfile.Options{NoClobber: *noClobber}, func(w io.Writer) error {
			_, err := io.Copy(w, httputil.NewChunkedReader(c.Stdin))
			if errors.Is(err, io.ErrUnexpectedEOF) {
				return errors.New("stdin broke off before the last chunk, and nothing is written")
			}
			return err
		})
		if errors.Is(err, atomicfile.ErrExists) {
			return cli.ErrNo
		}
		return err
	})
	return verb
}

func (c *command) newDelete() *cobra.Command {
	return &cobra.Command{
		Use:   "delete URL",
		Short: "Delete an object",
		Long:  "Delete an object, if it is there.",
		Args:  cli.Args(1, 1),
		RunE:  c.with(func(b *blob.Bucket, key string) error { return bucket.Delete(c.Context, b, key) }),
	}
}

func (c *command) newList() *cobra.Command {
	return &cobra.Command{
		Use:   "list URL",
		Short: "List the objects whose URLs begin with one",
		Long:  "Write what follows the URL in the names of the objects that begin with it, one a line, in order.",
		Args:  cli.Args(1, 1),
		RunE: c.with(func(b *blob.Bucket, key string) error {
			for found, err := range bucket.Keys(c.Context, b, key) {
				if err != nil {
					return err
				}
				c.Printf("%s\n", strings.TrimPrefix(found, key))
			}
			return nil
		}),
	}
}

// with opens the bucket of the object that the argument names, for a verb, and
// names the object in errors as the user does.
func (c *command) with(verb func(b *blob.Bucket, key string) error) func(*cobra.Command, []string) error {
	return func(_ *cobra.Command, args []string) error {
		object := args[0]
		if err := checkGoogle(c.Context, object); err != nil {
			return fmt.Errorf("%s: %w", object, err)
		}
		b, key, err := bucket.OpenURL(c.Context, object)
		if err != nil {
			return err
		}
		defer b.Close()
		err = verb(b, key)
		var failed *fs.PathError
		switch {
		case err == nil || errors.Is(err, cli.ErrNo):
		case strings.Contains(err.Error(), "Invalid region"): // which Amazon's client says of none
			err = fmt.Errorf("%s: the region of the bucket is not known: set AWS_REGION, or write ?region=NAME behind the URL", object)
		case errors.As(err, &failed) && failed.Path == key:
			failed.Path = object
		case !errors.Is(err, syscall.EPIPE):
			err = fmt.Errorf("%s: %w", object, err)
		}
		return err
	}
}

// checkGoogle refuses an object of Google Cloud Storage where there are no
// credentials. Its client would go on without, and complain of something else.
func checkGoogle(ctx context.Context, object string) error {
	u, err := url.Parse(object)
	if err != nil || u.Scheme != gcsblob.Scheme || u.Query().Get("anonymous") != "" || os.Getenv("STORAGE_EMULATOR_HOST") != "" {
		return nil
	}
	_, err = gcp.DefaultCredentials(ctx)
	return err
}
