package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

const (
	exitNo    = 1
	exitError = 2
	// grace is how long a verb that was interrupted may take to end by itself.
	grace = 200 * time.Millisecond
)

// Main runs a command with the arguments of the process and exits. The root
// command that newRoot makes has the verbs; formats are the versions of what
// the command reads and writes, for --version.
func Main(name, formats string, newRoot func(*App) *cobra.Command) {
	collectLate()
	signal.Ignore(syscall.SIGPIPE) // writing then fails with EPIPE
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	ctx, cancel := context.WithCancel(context.Background())
	app := &App{Name: name, Context: ctx, Stdin: os.Stdin, Stdout: bufio.NewWriterSize(stdout{os.Stdout}, 64<<10), Stderr: os.Stderr}
	done := make(chan int, 1)
	go func() { done <- app.run(newRoot(app), formats, os.Args[1:]) }()
	select {
	case code := <-done:
		cancel()
		os.Exit(code)
	case s := <-signals:
		cancel() // which removes temporary files
		select {
		case <-done:
		case <-time.After(grace):
		}
		os.Exit(128 + signalNumber(s))
	}
}

// firstCollection is the size of the heap at which garbage is first collected,
// in percent of the 4 MiB at which Go would: 64 MiB, before which most verbs
// end. Their time is milliseconds, of which a collection is one or more.
const firstCollection = 1600

// collectLate puts off the first collection, unless the environment says how
// to collect. From then on the heap grows as Go has it.
func collectLate() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(firstCollection)
	runtime.SetFinalizer(new([16]byte), func(*[16]byte) { debug.SetGCPercent(100) })
}

func signalNumber(s os.Signal) int {
	if n, ok := s.(syscall.Signal); ok {
		return int(n)
	}
	return int(syscall.SIGINT)
}

// run executes one command line and gives the exit code.
func (a *App) run(root *cobra.Command, formats string, args []string) (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			a.say(fmt.Sprintf("internal error: %v: please report it with the command line", fault))
			code = exitError
		}
	}()
	a.prepare(root, formats)
	root.SetArgs(args)
	err := root.ExecuteContext(a.Context)
	if flushed := a.Stdout.Flush(); flushed != nil {
		err = flushed
	}
	return a.report(err)
}

// prepare makes cobra keep to the contract.
func (a *App) prepare(root *cobra.Command, formats string) {
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetOut(a.Stdout)
	root.SetErr(a.Stderr)
	root.Version = version(formats)
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(usageError)
	a.addFlags(root)
	root.AddCommand(newManual(a.Name))
	root.SetHelpCommand(newHelp())
	root.Args = cobra.ArbitraryArgs
	root.RunE = a.needVerb
	for c := range below(root) {
		wrapArgs(c)
		if c.HasSubCommands() {
			c.Args, c.RunE = cobra.ArbitraryArgs, a.needVerb
		}
	}
}

// needVerb is what a command does that has verbs and was given none of them.
func (a *App) needVerb(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownVerb(c, args[0])
	}
	c.SetOut(a.Stderr)
	if err := c.Help(); err != nil {
		return err
	}
	if c.HasParent() {
		return fmt.Errorf("%s: %w", verbPath(c), errNoVerb)
	}
	return errNoVerb
}

// errNoVerb is the error for a command line without a verb: the help that was
// shown says the rest.
var errNoVerb = errors.New("no command given")

// below yields all commands below one.
func below(c *cobra.Command) iter.Seq[*cobra.Command] {
	return func(yield func(*cobra.Command) bool) {
		for _, verb := range c.Commands() {
			if !yield(verb) {
				return
			}
			for deeper := range below(verb) {
				if !yield(deeper) {
					return
				}
			}
		}
	}
}

// newHelp makes the verb help, which refuses what there is no help for.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about a command or a topic",
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, err := c.Root().Find(args)
			if err != nil {
				return unknownVerb(c.Root(), args[0])
			}
			if found.HasSubCommands() && len(rest) > 0 {
				return unknownVerb(found, rest[0])
			}
			found.InitDefaultHelpFlag()
			found.InitDefaultVersionFlag()
			return found.Help()
		},
	}
}

// report says what went wrong and gives the exit code.
func (a *App) report(err error) int {
	switch {
	case (err == nil || errors.Is(err, ErrNo)) && a.failed: // which was said
	case err == nil:
		return 0
	case errors.Is(err, ErrNo):
		return exitNo
	case errors.Is(err, syscall.EPIPE):
		return 128 + int(syscall.SIGPIPE) // what cat gives, which the signal ends
	case a.Context.Err() == nil:
		a.say(Describe(err))
	}
	return exitError
}
