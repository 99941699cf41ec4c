package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/term"
)

// progressMode is the value of --progress.
type progressMode string

const (
	progressAuto   progressMode = "auto" // on a terminal, after a second
	progressAlways progressMode = "always"
	progressNever  progressMode = "never"
)

func (m *progressMode) Set(s string) error {
	switch progressMode(s) {
	case progressAuto, progressAlways, progressNever:
		*m = progressMode(s)
		return nil
	}
	return fmt.Errorf("auto, always or never is expected")
}

func (m *progressMode) String() string { return string(*m) }

// Type gives the word for the value in help.
func (m *progressMode) Type() string { return "WHEN" }

// Task is a piece of work whose progress is shown. Add may be called by any
// goroutine.
type Task struct {
	label string
	total int64 // in bytes; at most 0 if not known
	done  atomic.Int64
	count atomic.Pointer[string] // how far it is in words, in place of bytes
	end   chan struct{}
	ended sync.WaitGroup
}

// Begin starts to show progress on a line of stderr: at once with
// --progress=always, and else after a second if stderr is a terminal. The
// caller must call End before anything else is written to stderr.
func (a *App) Begin(label string, total int64) *Task {
	t := &Task{label: OneLine(label), total: total, end: make(chan struct{})}
	wait := time.Second
	switch {
	case a.progress == progressAlways:
		wait = 0
	case a.Quiet || a.progress == progressNever || !isTerminal(a.Stderr):
		return t
	}
	t.ended.Go(func() { t.show(a.Stderr, wait) })
	return t
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// IsTerminal reports whether stdout is a terminal.
func (a *App) IsTerminal() bool { return isTerminal(os.Stdout) }

// Add says that more bytes are done.
func (t *Task) Add(bytes int) { t.done.Add(int64(bytes)) }

// Count says that so many things of a kind, such as lists, are done of all that there are.
func (t *Task) Count(done, total int, things string) {
	text := fmt.Sprintf("%d of %d %s", done, total, things)
	t.count.Store(&text)
}

// End clears the line.
func (t *Task) End() {
	close(t.end)
	t.ended.Wait()
}

// show draws the line until the task ends. What was drawn once is drawn a last
// time and cleared.
func (t *Task) show(w io.Writer, wait time.Duration) {
	if wait > 0 {
		select {
		case <-t.end:
			return
		case <-time.After(wait):
		}
	}
	start := time.Now().Add(-wait)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		_, _ = fmt.Fprintf(w, "\r\x1b[K%s", t.line(time.Since(start)))
		select {
		case <-t.end:
			_, _ = fmt.Fprintf(w, "\r\x1b[K%s\r\x1b[K", t.line(time.Since(start)))
			return
		case <-tick.C:
		}
	}
}

// line words the state: a bar where the total is known.
func (t *Task) line(elapsed time.Duration) string {
	const width = 24
	done := t.done.Load()
	count := t.count.Load()
	switch {
	case count != nil:
		return t.label + " " + *count
	case t.total > 0:
		share := min(float64(done)/float64(t.total), 1)
		bar := []byte("........................")
		for i := range int(share * width) {
			bar[i] = '#'
		}
		return fmt.Sprintf("%s [%s] %3.0f%% of %s", t.label, bar, 100*share, megabytes(t.total))
	case done > 0:
		return fmt.Sprintf("%s %s", t.label, megabytes(done))
	}
	return fmt.Sprintf("%s %.0f s", t.label, elapsed.Seconds())
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
