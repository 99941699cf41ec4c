package campaign

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/provenance"
)

// A Runner runs a command of a workflow definition, writes what it prints to output, and returns its exit code. An error means that it did
// not run.
type Runner func(ctx context.Context, command string, output io.Writer) (exitCode int, err error)

// Shell is the [Runner] that gives commands to sh. To what a command leaves running it listens for some seconds more.
func Shell(ctx context.Context, command string, output io.Writer) (int, error) {
	return shell(ctx, command, output, 5*time.Second)
}

// shell is Shell, which listens no longer than delay to what the command leaves running.
func shell(ctx context.Context, command string, output io.Writer, delay time.Duration) (int, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", command) //nolint:gosec // to run what is defined is what execute is for
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = output, output, delay
	endTogether(cmd)
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return exit.ExitCode(), ctx.Err()
	case errors.Is(err, exec.ErrWaitDelay): // the command itself ended
		return cmd.ProcessState.ExitCode(), nil
	}
	return 0, err
}

// maxOutput bounds what is kept of the output of a command: its beginning.
const maxOutput = 16 << 20

// Execute submits the next workflow of a campaign, the first that is pending, by the command of its definition, and that only. It needs
// [Options.Runner]. The workflow is submitted before the command runs, so that no two run it; if the command fails, so does the attempt. Command,
// exit code, submit id, times and output are recorded.
func (s *Session) Execute(ctx context.Context, id, reason string) (*Campaign, error) {
	if s.nb.run == nil {
		return nil, fmt.Errorf("%w: execution is switched off in the configuration", ErrForbidden)
	}
	c, err := s.nb.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	w, command, err := c.next()
	if err != nil {
		return nil, err
	}
	attempt := w.Attempt().Number
	if c, err = s.SubmitWorkflow(ctx, id, w.Name, "", reason); err != nil {
		return c, err
	}
	var output bytes.Buffer
	x := Execution{Command: command, Start: s.nb.clock()}
	code, failed := s.nb.run(ctx, command, &limited{w: &output, left: maxOutput})
	x.ExitCode, x.End = code, s.nb.clock()
	if failed != nil {
		x.ExitCode = -1
		fmt.Fprintf(&output, "\n%v\n", failed)
	}
	x.SubmitID = submitID(output.Bytes())
	// What ran has to be recorded also where the caller gave up.
	ctx = context.WithoutCancel(ctx)
	if x.Output, err = s.nb.objects.Put(ctx, &output); err == nil {
		c, err = s.one(ctx, id, reason, &executed{Workflow: w.Name, Attempt: attempt, Execution: x})
	}
	if err != nil {
		return c, fmt.Errorf("workflow %s of %s is submitted: its command %.200q ended with exit code %d and submit id %.80q, which could not be recorded, so note it: %w",
			w.Name, id, command, x.ExitCode, x.SubmitID, err)
	}
	if x.ExitCode == 0 {
		return c, nil
	}
	if c, err = s.FailWorkflow(ctx, id, w.Name, fmt.Sprintf("the command ended with exit code %d", x.ExitCode)); err != nil {
		return c, err
	}
	return c, fmt.Errorf("workflow %s of %s: the command ended with exit code %d; its output is object %s", w.Name, id, x.ExitCode, x.Output)
}

// next returns the first workflow that is pending, and its command.
func (c *Campaign) next() (*Workflow, string, error) {
	for i := range c.Workflows {
		w := &c.Workflows[i]
		if w.Status != Pending {
			continue
		}
		for _, d := range c.Definition.Workflows {
			if d.Name == w.Name && d.Command != "" {
				return w, d.Command, nil
			}
		}
		return nil, "", fmt.Errorf("%w: workflow %s of %s has no command", ErrInvalid, w.Name, c.ID)
	}
	return nil, "", fmt.Errorf("%w: no workflow of %s is pending", ErrIllegal, c.ID)
}

// submitText is how BPS prints what its submission is called.
var submitText = regexp.MustCompile(`(?mi)^(?:run|submit) id: *(\S+)`)

// submitID returns what the output of a submission says that it is called, if a record can say so, too.
func submitID(output []byte) string {
	found := submitText.FindSubmatch(output)
	if found == nil || !utf8.Valid(found[1]) || len(found[1]) > maxText {
		return ""
	}
	return string(found[1])
}

// Output returns what a command printed, or any other object that a record pins. The caller closes it.
func (n *Notebook) Output(ctx context.Context, object provenance.Digest) (io.ReadCloser, error) {
	return n.objects.Open(ctx, object)
}

// limited writes the beginning of what it is given.
type limited struct {
	w    io.Writer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	keep := p[:min(len(p), l.left)]
	l.left -= len(keep)
	if _, err := l.w.Write(keep); err != nil {
		return 0, err
	}
	return len(p), nil
}
