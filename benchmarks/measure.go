package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// slow is the time of a run in seconds from which on three runs are enough.
const slow = 20

// measure runs the contestants of a work in turns, so that whatever else the
// machine does meets all of them, and compares what they answer.
func (b *bench) measure(ctx context.Context, w work) (workResult, error) {
	done := workResult{Name: w.name(), Section: w.section, Title: w.title, Set: w.set.name, DataIDs: b.count(w.set)}
	if err := b.warm(w.set); err != nil {
		return done, err
	}
	for _, c := range w.contestants {
		done.Contestants = append(done.Contestants, contestantResult{Name: c.name, Command: b.shown(c.argv)})
	}
	answers := w.known(b)
	for round := range b.rounds {
		for i, c := range w.contestants {
			r := &done.Contestants[i]
			if r.Error != "" || round >= 3 && r.Seconds[0] > slow {
				continue
			}
			m, err := b.run(ctx, c)
			if ctx.Err() != nil {
				return done, ctx.Err()
			}
			if err != nil {
				r.Error = err.Error()
				fmt.Fprintf(os.Stderr, "%-40s %-10s failed: %v\n", done.Name, c.name, err)
				continue
			}
			r.add(m)
			fmt.Fprintf(os.Stderr, "%-40s %-10s %9.3f s %6.0f MiB\n", done.Name, c.name, m.seconds, float64(m.peak)/(1<<20))
			if round > 0 {
				continue
			}
			found, err := b.found(ctx, w, c, m)
			if err != nil {
				return done, fmt.Errorf("%s: %w", c.name, err)
			}
			answers = append(answers, found...)
		}
	}
	if err := agree(answers...); err != nil {
		done.Disagreement = err.Error()
		fmt.Fprintf(os.Stderr, "%-40s the results differ: %v\n", done.Name, err)
	}
	if goal := w.goal.String(); goal != "" && !b.quick {
		done.Goal, done.GoalMet = goal, w.goal.met(done)
	}
	return done, removeOutputs(w)
}

// found gives what a contestant answered, and what is in the file that it
// wrote.
func (b *bench) found(ctx context.Context, w work, c contestant, m measurement) ([]facts, error) {
	if c.out == "" {
		return []facts{m.facts}, nil
	}
	var answers []facts
	if len(m.facts) > 0 {
		answers = append(answers, m.facts)
	}
	if filepath.Ext(c.out) == packedSuffix {
		var f facts
		err := b.ask(ctx, &f, b.self, "runs", c.out)
		return append(answers, f), err
	}
	written, err := b.referee(ctx, params{"columns": w.set.columns, "strings": w.set.strings}, c.out)
	return append(answers, written...), err
}

func removeOutputs(w work) error {
	for _, c := range w.contestants {
		if c.out != "" {
			if err := os.RemoveAll(c.out); err != nil {
				return err
			}
		}
	}
	return nil
}

// shown is a command line without the names of this machine's directories.
func (b *bench) shown(argv []string) string {
	line := strings.Join(argv, " ")
	for _, known := range []struct{ path, name string }{
		{b.python, "python"}, {b.command, ours}, {b.self, "benchmarks"}, {b.dir + string(filepath.Separator), ""},
		{b.root + string(filepath.Separator), ""},
	} {
		line = strings.ReplaceAll(line, known.path, known.name)
	}
	return line
}

// median gives the middle of numbers, of which there is at least one; of an
// even number the mean of the two in the middle.
func median(numbers []float64) float64 {
	sorted := slices.Sorted(slices.Values(numbers))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
