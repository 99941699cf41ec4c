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

	"github.com/skycampaign/skycampaign/provenance"
)

// A Runner runs a command of a workflow definition, writes what it prints to output, and returns its exit code. An error means that it did
// not run.
type Runner func(ctx context.Context, command string, output io.Writer) (exitCode int, err error)

// Shell is the [Runner] that gives commands to sh.
func Shell(ctx context.Context, command string, output io.Writer) (int, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", command) //nolint:gosec // to run what is defined is what execute is for
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = output, output, 5*time.Second
	endTogether(cmd)
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), ctx.Err()
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
	if x.Output, err = s.nb.objects.Put(ctx, &output); err != nil {
		return c, err
	}
	c, err = s.one(ctx, id, reason, &executed{Workflow: w.Name, Attempt: attempt, Execution: x})
	if err != nil || x.ExitCode == 0 {
		return c, err
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

func submitID(output []byte) string {
	if found := submitText.FindSubmatch(output); found != nil {
		return string(found[1])
	}
	return ""
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
