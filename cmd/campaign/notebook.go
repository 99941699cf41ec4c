package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/campaign/postgres"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
)

// A notebook is one that is open, with who uses it.
type notebook struct {
	*campaign.Notebook
	*campaign.Session
	store   campaign.Store
	objects *objects.Directory
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
	where, err := c.objectsDir()
	if err != nil {
		return err
	}
	if n.objects, err = objects.Open(where); err != nil {
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

// objectsDir is the directory of objects: beside a SQLite file unless the user names one.
func (c *command) objectsDir() (string, error) {
	if dir := cmp.Or(c.objects, os.Getenv("CAMPAIGN_OBJECTS")); dir != "" {
		return dir, nil
	}
	name := c.storeName()
	if isPostgres(name) {
		return "", errors.New("say with --objects or $CAMPAIGN_OBJECTS where the lists of a PostgreSQL notebook are")
	}
	return strings.TrimPrefix(name, "sqlite://") + ".objects", nil
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
