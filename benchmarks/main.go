package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
)

// A bench is one run of the benchmarks.
type bench struct {
	root    string // of the repository
	dir     string // of inputs and outputs, which is outside of it
	quick   bool
	rounds  int
	only    *regexp.Regexp
	add     bool   // to the results that are there
	python  string // that has the peers
	command string // the dataidlist of this repository
	self    string // this program
	known   *inputs
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

// run is the program, or one of the processes that it starts of itself.
func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		if t, ok := tasks()[args[0]]; ok {
			return perform(ctx, t, args[1:])
		}
	}
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "sets a thousandth as large, one run each")
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := flags.String("work", filepath.Join(cache, "skycampaign-benchmarks"), "`directory` of inputs, outputs and the peers: up to 20 GB")
	out := flags.String("out", "", "`directory` of table, plot and results (results in the work directory)")
	rounds := flags.Int("runs", 5, "`number` of runs; at most three of what takes over 20 s")
	only := flags.String("only", "", "do only the works whose name matches this `regexp`, such as ^apply/survey$")
	add := flags.Bool("add", false, "add to the results in the directory, which this commit made on this machine: with -only, a run in parts")
	python := flags.String("python", "", "`interpreter` that has the packages of requirements.txt (a venv in the work directory)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("an argument that is no option: %q", flags.Arg(0))
	}
	b := &bench{quick: *quick, rounds: *rounds, add: *add, python: *python}
	if *quick {
		b.rounds = 1
	}
	if b.only, err = regexp.Compile(*only); err != nil {
		return err
	}
	if err := b.setUp(ctx, *dir); err != nil {
		return err
	}
	if *out == "" {
		*out = filepath.Join(b.dir, "results")
	}
	return b.race(ctx, *out)
}

// setUp builds the command and finds or installs the peers.
func (b *bench) setUp(ctx context.Context, work string) (err error) {
	work, err = filepath.Abs(work)
	if err != nil {
		return err
	}
	b.dir = filepath.Join(work, "full")
	if b.quick {
		b.dir = filepath.Join(work, "quick")
	}
	if err := os.MkdirAll(b.dir, 0o750); err != nil {
		return err
	}
	mod, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("go env GOMOD: %w", err)
	}
	b.root = filepath.Dir(strings.TrimSpace(string(mod)))
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	b.command = filepath.Join(work, "dataidlist")
	if err := b.shell(ctx, "go", "build", "-o", b.command, "./cmd/dataidlist"); err != nil {
		return err
	}
	if b.python == "" {
		b.python = filepath.Join(work, "venv", "bin", "python")
		return b.installPeers(ctx, filepath.Join(work, "venv"))
	}
	return nil
}

// installPeers makes a Python environment of requirements.txt, unless it is
// there already.
func (b *bench) installPeers(ctx context.Context, venv string) error {
	wanted, err := os.ReadFile(filepath.Join(b.root, "benchmarks", "requirements.txt"))
	if err != nil {
		return err
	}
	stamp := filepath.Join(venv, "requirements.txt")
	if have, err := os.ReadFile(stamp); err == nil && string(have) == string(wanted) {
		return nil
	}
	if err := b.shell(ctx, "python3", "-m", "venv", "--clear", venv); err != nil {
		return err
	}
	if err := b.shell(ctx, b.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
		"--requirement", "benchmarks/requirements.txt"); err != nil {
		return err
	}
	return os.WriteFile(stamp, wanted, 0o600)
}

// shell runs a command in the repository, whose output the user sees.
func (b *bench) shell(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // what runs is written in this package
	cmd.Dir, cmd.Stdout, cmd.Stderr = b.root, os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(cmd.Args, " "), err)
	}
	return nil
}

// race makes the inputs, measures all works, and writes table, results and
// plot to a directory.
func (b *bench) race(ctx context.Context, out string) error {
	if err := os.MkdirAll(out, 0o750); err != nil {
		return err
	}
	works := b.works()
	if err := b.prepare(ctx, works); err != nil {
		return err
	}
	about, err := b.machine(ctx)
	if err != nil {
		return err
	}
	done := results{About: about}
	if b.add {
		if done, err = readResults(out, about); err != nil {
			return err
		}
	}
	for _, w := range works {
		result, err := b.measure(ctx, w)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name(), err)
		}
		b.put(&done, result)
		// Written after each work: an hour's numbers survive an interruption.
		if err := done.write(out); err != nil {
			return err
		}
	}
	if err := b.shell(ctx, b.python, "benchmarks/peers/plot.py", filepath.Join(out, resultsName), filepath.Join(out, "growth.svg")); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "written:", filepath.Join(out, tableName))
	return done.failed()
}
