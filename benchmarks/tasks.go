package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A task is what this program does in a process of its own; it gives the
// process's answer.
type task func(ctx context.Context, args []string) (any, error)

// tasks gives the tasks by the first argument, and their other arguments.
func tasks() map[string]task {
	return map[string]task{
		"make":    makeLists,   // SET DIR SCALE
		"pack":    packList,    // LIST OUT
		"runs":    readPacked,  // PACKED
		"count":   countCut,    // BASE LIST...
		"digest":  timeDigest,  // LIST
		"algebra": timeAlgebra, // OPERATION A B
	}
}

// errUsage says that a task has not the arguments that it needs.
var errUsage = errors.New("a task with other arguments than it needs")

// perform does a task and writes its answer as JSON.
func perform(ctx context.Context, t task, args []string) error {
	found, err := t(ctx, args)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

func readList(ctx context.Context, path string) (*dataidlist.List, error) {
	read, err := codec.ReadFile(ctx, path, "", nil)
	if err != nil {
		return nil, err
	}
	return read.List, nil
}

// makeLists makes the lists of a set and writes their files.
func makeLists(ctx context.Context, args []string) (any, error) {
	if len(args) != 3 {
		return nil, errUsage
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return nil, err
	}
	all := sets()
	at := slices.IndexFunc(all, func(s set) bool { return s.name == args[0] })
	if at < 0 {
		return nil, fmt.Errorf("there is no set %q", args[0])
	}
	made, err := all[at].build(scale(n))
	if err != nil {
		return nil, err
	}
	b, found := &bench{dir: args[1]}, map[role]facts{}
	for r, l := range made {
		path := b.path(args[0], r, ours)
		if err := codec.WriteFile(ctx, path, l, "", &table.WriteOptions{}, atomicfile.Options{}); err != nil {
			return nil, err
		}
		found[r] = facts{"count": fmt.Sprint(l.Count()), "digest": l.Digest().String()}
	}
	return found, nil
}

// countCut cuts a list and counts what is left. The lists are read beside each
// other, as a program would that needs all of them.
func countCut(ctx context.Context, args []string) (any, error) {
	if len(args) < 2 {
		return nil, errUsage
	}
	debug.SetGCPercent(1600) // as in our commands: the first garbage is collected at 64 MiB
	all, errs := make([]*dataidlist.List, len(args)), make([]error, len(args))
	var done sync.WaitGroup
	for i, path := range args {
		done.Go(func() { all[i], errs[i] = readList(ctx, path) })
	}
	done.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	var rules []dataidlist.Rule
	for _, l := range all[1:] {
		rules = append(rules, dataidlist.Rule{Role: dataidlist.Exclude, List: l})
	}
	n, err := dataidlist.Remaining(all[0], rules)
	if err != nil {
		return nil, err
	}
	return facts{"count": fmt.Sprint(n)}, nil
}
