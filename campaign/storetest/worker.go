package storetest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// Environment variables that make a test binary a worker.
const (
	workerStore = "STORETEST_STORE" // the name of the store that it changes
	workerLives = "STORETEST_LIVES" // how many campaigns each of its writers takes through their life
)

const (
	writers = 4 // that a worker has
	changes = 7 // in a life
)

// worker returns the command of a worker.
func worker(store string, lives int) *exec.Cmd {
	cmd := exec.Command(os.Args[0]) //nolint:gosec // the test itself
	cmd.Env = append(os.Environ(), workerStore+"="+store, workerLives+"="+strconv.Itoa(lives))
	return cmd
}

// Main is the TestMain of packages whose tests call [Kill] or [Processes]: in a process that these start it changes the store that open
// opens by name, and runs no tests.
func Main(m *testing.M, open func(ctx context.Context, name string) (campaign.Store, error)) {
	name := os.Getenv(workerStore)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := work(name, open); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

// work changes a store, and prints each state that was acknowledged.
func work(name string, open func(ctx context.Context, name string) (campaign.Store, error)) error {
	lives, err := strconv.Atoi(os.Getenv(workerLives))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	s, err := open(ctx, name)
	if err != nil {
		return err
	}
	session := operator(campaign.New(s, nil, nil)) // no list, so no objects
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range lives {
				if err := life(ctx, session); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return s.Close()
}

// life takes a campaign through its life.
func life(ctx context.Context, s *campaign.Session) error {
	c, err := s.Define(ctx, definition("of a worker"))
	if err != nil {
		return err
	}
	id := c.ID
	if err := acknowledge(c, nil); err != nil {
		return err
	}
	for _, change := range []func() (*campaign.Campaign, error){
		func() (*campaign.Campaign, error) { return s.AddTag(ctx, id, "killed") },
		func() (*campaign.Campaign, error) { return s.Submit(ctx, id, "go") },
		func() (*campaign.Campaign, error) { return s.SubmitWorkflow(ctx, id, "isr", "1", "") },
		func() (*campaign.Campaign, error) { return s.FinishWorkflow(ctx, id, "isr", "") },
		func() (*campaign.Campaign, error) { return s.AddNote(ctx, id, "isr", "went well") },
		func() (*campaign.Campaign, error) { return s.Complete(ctx, id, "done") },
	} {
		if err := acknowledge(change()); err != nil {
			return err
		}
	}
	return nil
}

// acknowledge prints the state that a change led to, in one write.
func acknowledge(c *campaign.Campaign, err error) error {
	if err != nil {
		return err
	}
	line, err := acknowledgement(c)
	if err != nil {
		return err
	}
	_, err = fmt.Println(line)
	return err
}

// acknowledgement is the state of a campaign in a line.
func acknowledgement(c *campaign.Campaign) (string, error) {
	d, err := provenance.CanonicalDigest(c)
	return c.ID + " " + d.String(), err
}
