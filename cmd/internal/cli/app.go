package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// App is a run of a command: where it reads and writes, and what the options
// that all verbs have say. One goroutine uses it.
type App struct {
	Name    string // of the command
	Context context.Context
	Stdin   io.Reader
	Stdout  *bufio.Writer // for data; the last bytes go out when the verb ends
	Stderr  io.Writer     // for everything else
	Quiet   bool
	JSON    bool

	progress progressMode
	failed   bool
}

// addFlags gives the root command the options that all verbs have.
func (a *App) addFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.BoolVarP(&a.Quiet, "quiet", "q", false, "say nothing on stderr but errors")
	flags.BoolVar(&a.JSON, "json", false, "one JSON document on stdout")
	a.progress = progressAuto
	flags.Var(&a.progress, "progress", "show progress on stderr: auto (on a terminal, after a second), always or never")
}

// Notef says something on stderr, on one line, unless the user wants it quiet.
func (a *App) Notef(format string, args ...any) {
	if !a.Quiet {
		a.say(fmt.Sprintf(format, args...))
	}
}

// Fail says what is wrong with one of several files. The verb goes on with the
// others, and the exit code is that of an error in the end.
func (a *App) Fail(err error) {
	a.failed = true
	if a.Context.Err() == nil {
		a.say(Describe(err))
	}
}

func (a *App) say(text string) {
	_, _ = fmt.Fprintf(a.Stderr, "%s: %s\n", a.Name, OneLine(text))
}

// Printf writes to stdout. What fails is reported when the verb ends.
func (a *App) Printf(format string, args ...any) { _, _ = fmt.Fprintf(a.Stdout, format, args...) }

// WriteJSON writes the one document of --json to stdout.
func (a *App) WriteJSON(document any) error {
	return EncodeJSON(a.Stdout, document)
}

// EncodeJSON writes a document as people and programs read it.
func EncodeJSON(w io.Writer, document any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(document)
}

// stdout names the stream in errors as users know it.
type stdout struct{ file *os.File }

func (s stdout) Write(p []byte) (int, error) {
	n, err := s.file.Write(p)
	var cause *os.PathError
	if errors.As(err, &cause) {
		cause.Path = "standard output"
	}
	return n, err
}
