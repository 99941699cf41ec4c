package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// execute runs a command with one verb, do.
func execute(t *testing.T, do func(a *App) error, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &App{Name: "tool", Context: t.Context(), Stdout: bufio.NewWriter(&out), Stderr: &errs}
	root := &cobra.Command{Use: "tool", Short: "A tool"}
	verb := &cobra.Command{Use: "do X", Short: "Do it", Args: Args(0, 0), RunE: func(*cobra.Command, []string) error { return do(a) }}
	verb.Flags().Uint64P("number", "n", 0, "`N`, how many")
	root.AddCommand(verb)
	code = a.run(root, "format/1", args)
	return code, out.String(), errs.String()
}

func TestExitCodes(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		code   int
		stderr string
	}{
		"done":                     {nil, 0, ""},
		"no":                       {ErrNo, 1, ""},
		"an error":                 {errors.New("bad.csv:3: it is empty"), 2, "tool: bad.csv:3: it is empty\n"},
		"errors":                   {errors.Join(errors.New("this"), errors.New("that")), 2, "tool: this; that\n"},
		"a file that is not there": {&os.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}, 2, "tool: x: no such file or directory\n"},
		"a file inside an error":   {fmt.Errorf("a: %w", &os.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}), 2, "tool: a: x: no such file or directory\n"},
		"a file that is named":     {fmt.Errorf("x:3: %w", &os.PathError{Op: "read", Path: "x", Err: syscall.EIO}), 2, "tool: x:3: input/output error\n"},
		"a name within a name":     {fmt.Errorf("ax: %w", &os.PathError{Op: "read", Path: "x", Err: syscall.EIO}), 2, "tool: ax: x: input/output error\n"},
		"a reader that is gone":    {&os.PathError{Op: "write", Path: "x", Err: syscall.EPIPE}, 141, ""},
	} {
		code, _, stderr := execute(t, func(*App) error { return c.err }, "do")
		assert.Equal(t, c.code, code, name)
		assert.Equal(t, c.stderr, stderr, name)
	}
}

func TestOneFileOfSeveralFails(t *testing.T) {
	for name, end := range map[string]error{"done": nil, "no": ErrNo} {
		code, stdout, stderr := execute(t, func(a *App) error {
			a.Fail(errors.New("a.csv: it is empty"))
			a.Printf("b.csv is fine\n")
			return end
		}, "do", "--quiet")
		assert.Equal(t, 2, code, name)
		assert.Equal(t, "b.csv is fine\n", stdout, name)
		assert.Equal(t, "tool: a.csv: it is empty\n", stderr, name)
	}
}

func TestAPanicIsOneLine(t *testing.T) {
	code, stdout, stderr := execute(t, func(*App) error { panic("oops\ngoroutine 1") }, "do")
	assert.Equal(t, 2, code)
	assert.Empty(t, stdout)
	assert.Equal(t, "tool: internal error: oops; goroutine 1: please report it with the command line\n", stderr)
}

func TestNumbersOfArguments(t *testing.T) {
	for _, c := range []struct {
		least, most, n int
		want           string
	}{
		{0, 0, 1, "no argument is expected, not 1"},
		{1, 1, 2, "one argument is expected, not 2"},
		{2, 2, 3, "2 arguments are expected, not 3"},
		{1, -1, 0, "at least one argument is expected, not 0"},
		{2, -1, 1, "at least 2 arguments are expected, not 1"},
	} {
		assert.EqualError(t, Args(c.least, c.most)(nil, make([]string, c.n)), c.want)
		assert.NoError(t, Args(c.least, c.most)(nil, make([]string, c.least)))
	}
}

func TestCommandLinesThatAreWrong(t *testing.T) {
	large := strings.Repeat("9", 30)
	for line, want := range map[string]string{
		"do x":              `tool: do: no argument is expected, not 1: see tool help do`,
		"do --frob":         "tool: do: unknown option --frob: see tool help do",
		"od":                `tool: unknown command "od": did you mean do?: see tool help`,
		"--frob":            "tool: unknown option --frob: see tool help",
		"help frob":         `tool: unknown command "frob": see tool help`,
		"do --progress now": `tool: do: --progress "now": auto, always or never is expected: see tool help do`,
		"do --progress":     `tool: do: --progress needs a value: see tool help do`,
		"do -xyz":           `tool: do: unknown option -x: see tool help do`,
		"do -n x":           `tool: do: --number "x": a whole number is expected: see tool help do`,
		"do -n -1":          `tool: do: --number "-1": a whole number is expected: see tool help do`,
		"do -n 1e99":        `tool: do: --number "1e99": a whole number is expected: see tool help do`,
		"do -n " + large:    `tool: do: --number "` + large + `": that is too large: see tool help do`,
		"do --quiet=so":     `tool: do: --quiet "so": true or false is expected: see tool help do`,
		"man":               `tool: man: one argument is expected, not 0: see tool help man`,
	} {
		code, stdout, stderr := execute(t, func(*App) error { return nil }, strings.Fields(line)...)
		assert.Equal(t, 2, code, line)
		assert.Empty(t, stdout, line)
		assert.Equal(t, want+"\n", stderr, line)
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"plain":               "plain",
		"señal 東":             "señal 東",
		"a\nb\n":              "a; b",
		"\x1b[31mred\a\r":     `\x1b[31mred\a\r`,
		"not \xff UTF-8":      "not \ufffd UTF-8",
		"right \u202eto left": `right \u202eto left`,
	} {
		assert.Equal(t, want, OneLine(text))
	}
}

func TestNotes(t *testing.T) {
	note := func(a *App) error {
		a.Notef("%d duplicates", 3)
		return a.WriteJSON(map[string]string{"where": "a < b & c"})
	}
	code, stdout, stderr := execute(t, note, "do")
	assert.Zero(t, code)
	assert.Equal(t, "{\n  \"where\": \"a < b & c\"\n}\n", stdout)
	assert.Equal(t, "tool: 3 duplicates\n", stderr)
	_, _, stderr = execute(t, note, "do", "--quiet")
	assert.Empty(t, stderr)
}

func TestProgress(t *testing.T) {
	work := func(a *App) error {
		for _, total := range []int64{2_000_000, 0} {
			task := a.Begin("reading x\n", total)
			task.Add(1_000_000)
			task.End()
		}
		a.Begin("thinking", 0).End()
		counted := a.Begin("verifying", 0)
		counted.Count(3, 12, "records")
		counted.End()
		return nil
	}
	_, stdout, stderr := execute(t, work, "do", "--progress=always")
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "reading x [############............]  50% of 2.0 MB")
	assert.Contains(t, stderr, "reading x 1.0 MB")
	assert.Contains(t, stderr, "thinking 0 s")
	assert.Contains(t, stderr, "verifying 3 of 12 records")
	assert.True(t, strings.HasSuffix(stderr, "\r\x1b[K"), "the line is cleared")
	for _, when := range []string{"auto", "never"} { // no terminal
		_, _, stderr = execute(t, work, "do", "--progress", when)
		assert.Empty(t, stderr)
	}
}

func TestVersion(t *testing.T) {
	_, stdout, _ := execute(t, nil, "--version")
	assert.Regexp(t, regexp.MustCompile(`^tool .+ \(commit .+\) format/1\n$`), stdout)
}

func TestManualPage(t *testing.T) {
	c := &cobra.Command{Use: "do FILE", Short: "Do it", Long: "Do it\n.now or\n'never \\o/", Run: func(*cobra.Command, []string) {}}
	c.Flags().StringP("output", "o", "", "`FILE` to write")
	var page strings.Builder
	require.NoError(t, writePage(&page, c))
	assert.Contains(t, page.String(), ".TH DO 1\n.SH NAME\ndo \\- Do it\n.SH SYNOPSIS\n.B do FILE [flags]\n")
	assert.Contains(t, page.String(), "Do it\n\\&.now or\n\\&'never \\eo/\n")
	assert.Contains(t, page.String(), ".B \\-o, \\-\\-output FILE\nFILE to write\n")
	require.Error(t, writePage(errorWriter{}, c))
}

type errorWriter struct{}

func (errorWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
