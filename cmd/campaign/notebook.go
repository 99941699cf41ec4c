package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/campaign/postgres"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
	"github.com/skycampaign/skycampaign/cmd/internal/remote"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

// A notebook is one that is open, with who uses it.
type notebook struct {
	*campaign.Notebook
	*campaign.Session
	store   campaign.Store
	objects campaign.Objects
}

// with opens the notebook, calls do, and closes it.
func (c *command) with(do func(ctx context.Context, n *notebook) error) error {
	return c.open(sqlite.Options{MustExist: true}, do)
}

// withNew is with for verbs that begin a notebook where there is none.
func (c *command) withNew(do func(ctx context.Context, n *notebook) error) error {
	return c.open(sqlite.Options{}, do)
}

func (c *command) open(opts sqlite.Options, do func(ctx context.Context, n *notebook) error) (err error) {
	actor, err := c.actor()
	if err != nil {
		return err
	}
	ctx := c.Context
	n := &notebook{}
	if n.store, err = c.openStore(ctx, opts); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.store.Close()) }()
	if n.objects, err = c.openObjects(); err != nil {
		return err
	}
	how := &campaign.Options{}
	if c.execute {
		how.Runner = campaign.Shell
	}
	n.Notebook = campaign.New(n.store, n.objects, how)
	n.Session = n.As(actor)
	return do(ctx, n)
}

// storeName is the SQLite file or PostgreSQL URL that the user names.
func (c *command) storeName() string {
	return cmp.Or(c.store, os.Getenv("CAMPAIGN_STORE"), "campaign.db")
}

func isPostgres(store string) bool {
	return strings.HasPrefix(store, "postgres://") || strings.HasPrefix(store, "postgresql://")
}

func (c *command) openStore(ctx context.Context, opts sqlite.Options) (campaign.Store, error) {
	name := c.storeName()
	if isPostgres(name) {
		return postgres.Open(ctx, name)
	}
	s, err := sqlite.Open(ctx, strings.TrimPrefix(name, "sqlite://"), &opts)
	if opts.MustExist && errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no notebook %s: say with --store or $CAMPAIGN_STORE where it is, or begin one with define", name)
	}
	return s, err
}

// openObjects opens the objects, which are beside a SQLite file unless the user names a directory or the URL of an object store.
func (c *command) openObjects() (campaign.Objects, error) {
	place := cmp.Or(c.objects, os.Getenv("CAMPAIGN_OBJECTS"))
	if remote.IsURL(place) {
		if _, err := remote.Find(); err != nil {
			return nil, fmt.Errorf("%s: %w", remote.Plain(place), err)
		}
		cache, err := objects.Open(cacheDir())
		if err != nil {
			return nil, err
		}
		return objects.NewBucket(blobs(place), cache), nil
	}
	if place == "" {
		name := c.storeName()
		if isPostgres(name) {
			return nil, errors.New("say with --objects or $CAMPAIGN_OBJECTS where the lists of a PostgreSQL notebook are")
		}
		place = strings.TrimPrefix(name, "sqlite://") + ".objects"
	}
	return objects.Open(remote.Local(place))
}

// cacheDir is where copies of objects of a store are kept.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "campaign", "objects")
}

// blobs are the objects whose URLs begin with one, reached through the helper.
type blobs string

func (b blobs) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	return remote.Open(ctx, remote.Below(string(b), name))
}

func (b blobs) Write(ctx context.Context, name string, replace bool, fill func(io.Writer) error) error {
	err := remote.Write(ctx, remote.Below(string(b), name), atomicfile.Options{NoClobber: !replace}, fill)
	if errors.Is(err, atomicfile.ErrExists) {
		err = fmt.Errorf("%w: %w", fs.ErrExist, err)
	}
	return err
}

func (b blobs) Delete(ctx context.Context, name string) error {
	return remote.Delete(ctx, remote.Below(string(b), name))
}

func (b blobs) Names(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		names, err := remote.List(ctx, remote.Below(string(b), ""))
		if err != nil {
			yield("", err)
			return
		}
		for _, name := range names {
			if !yield(name, nil) {
				return
			}
		}
	}
}

// actor is who acts: on a machine of one's own, its user, who may do everything.
func (c *command) actor() (campaign.Actor, error) {
	role := campaign.Role(cmp.Or(c.role, os.Getenv("CAMPAIGN_ROLE"), string(campaign.Admin)))
	if !slices.Contains(campaign.Roles(), role) {
		return campaign.Actor{}, fmt.Errorf("--role %.40q: viewer, operator, lead or admin", role)
	}
	name := cmp.Or(c.user, os.Getenv("CAMPAIGN_USER"))
	if name == "" {
		account, err := user.Current()
		if err != nil {
			return campaign.Actor{}, fmt.Errorf("say with --as or $CAMPAIGN_USER who you are: %w", err)
		}
		name = account.Username
	}
	return campaign.Actor{Name: name, Role: role}, nil
}
