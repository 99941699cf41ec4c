package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Names of those who race. The peers' programs are peers/NAME.py.
const (
	ours      = "dataidlist"
	duckdb    = "duckdb"
	polars    = "polars"
	pandas    = "pandas"
	pyarrow   = "pyarrow"
	croaring  = "croaring"
	python    = "python"
	coreutils = "coreutils"
)

// A contestant does a work in a process of its own.
type contestant struct {
	name string
	argv []string
	out  string // file that it writes, "" if none
	at   string // where in the answer the facts are
	// whole says that the time is that of the process, from its start to its
	// end. Otherwise the process times itself, without its start.
	whole bool
	// differs allows the exit code 1, by which a comparison says no.
	differs bool
}

// A measurement is one run of a contestant.
type measurement struct {
	facts   facts
	seconds float64
	process float64 // seconds from start to end
	peak    int64   // largest resident set of the process in bytes; 0 if not known
}

// params are what a peer's function is called with.
type params map[string]any

// peerArgs is the command line by which a peer does a work.
func (b *bench) peerArgs(name, work string, p params) []string {
	text, err := json.Marshal(p)
	if err != nil {
		panic(err) // params are strings and slices of them
	}
	return []string{b.python, filepath.Join(b.root, "benchmarks", "peers", name+"_peer.py"), work, string(text)}
}

// peer is a peer that does a work. If p has "out", it writes that file.
func (b *bench) peer(name, work string, p params) contestant {
	out, _ := p["out"].(string)
	return contestant{name: name, argv: b.peerArgs(name, work, p), out: out}
}

// dataidlist is our command with --json. The facts are at a path of its
// answer.
func (b *bench) dataidlist(out, at string, args ...string) contestant {
	argv := slices.Concat([]string{b.command}, args, []string{"--json", "--progress=never"})
	if out != "" {
		argv = append(argv, "-o", out)
	}
	return contestant{name: ours, argv: argv, out: out, at: at, whole: true}
}

// library is a program that uses our library: this one.
func (b *bench) library(out string, args ...string) contestant {
	return contestant{name: ours, argv: append([]string{b.self}, args...), out: out}
}

// run runs a contestant once.
//
// The kernel counts what the parent has in memory as the child's too, from
// fork to exec. So this program stays small: lists are made and compared in
// processes of their own.
func (b *bench) run(ctx context.Context, c contestant) (measurement, error) {
	if c.out != "" {
		if err := os.RemoveAll(c.out); err != nil {
			return measurement{}, err
		}
	}
	cmd, stderr := b.process(ctx, c.argv)
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	begin := time.Now()
	err := cmd.Run()
	m := measurement{process: time.Since(begin).Seconds(), peak: peakRSS(cmd.ProcessState)}
	saysNo := c.differs && cmd.ProcessState.ExitCode() == 1
	if err != nil && !saysNo {
		return m, failure(ctx, err, stderr.String())
	}
	if m.facts, m.seconds, err = readFacts(stdout.Bytes(), c.at); err != nil {
		return m, err
	}
	if c.whole {
		m.seconds = m.process
	}
	return m, nil
}

// ask runs a process that is not measured, and decodes its answer.
func (b *bench) ask(ctx context.Context, answer any, argv ...string) error {
	cmd, stderr := b.process(ctx, argv)
	stdout, err := cmd.Output()
	if err != nil {
		return failure(ctx, err, stderr.String())
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(stdout, answer)
}

// process is a child with the settings that all have.
func (b *bench) process(ctx context.Context, argv []string) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // what runs is written in this package
	threads := fmt.Sprint(runtime.NumCPU())
	cmd.Env = append(os.Environ(), "BENCH_THREADS="+threads, "POLARS_MAX_THREADS="+threads,
		"BENCH_SCRATCH="+b.dir, "LC_ALL=C")
	stderr := &bytes.Buffer{}
	cmd.Stderr = stderr
	return cmd, stderr
}

// failure is the error of a process, with the last line of what it said.
func failure(ctx context.Context, err error, stderr string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return fmt.Errorf("%w: %s", err, last)
	}
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() < 0 {
		return fmt.Errorf("%w: was it out of memory?", err)
	}
	return err
}
