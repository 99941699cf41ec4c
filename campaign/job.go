package campaign

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// A Job is the summary of a sequence of tasks that ran on one worker. Jobs come in bulk, as JSON Lines: a release has millions.
type Job struct {
	Job      string    `json:"job"`    // unique in its attempt
	Status   string    `json:"status"` // one of JobStatuses
	Site     string    `json:"site,omitempty"`
	Start    time.Time `json:"start,omitzero"`
	End      time.Time `json:"end,omitzero"`
	ExitCode int64     `json:"exit_code"`
	Tasks    []Task    `json:"tasks"`
}

// A Task is the summary of one configured algorithm that ran.
type Task struct {
	Task         string `json:"task"`
	DataID       string `json:"dataid,omitempty"` // such as instrument=LSSTCam visit=2025062900604 detector=94
	Status       string `json:"status"`           // one of JobStatuses
	Milliseconds int64  `json:"milliseconds"`
}

// JobStatuses are how a job or task can end.
func JobStatuses() []string { return []string{"succeeded", "failed", "cancelled", "skipped"} }

// maxJobLine bounds a line of job summaries, which is one job.
const maxJobLine = 16 << 20

// readJobs yields the jobs of JSON Lines. It ends after an error, which names the line.
func readJobs(r io.Reader) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, maxJobLine)
		n := 0
		for lines.Scan() {
			n++
			if len(bytes.TrimSpace(lines.Bytes())) == 0 {
				continue
			}
			job, err := parseJob(lines.Bytes())
			if err != nil {
				yield(Job{}, fmt.Errorf("line %d: %w", n, err))
				return
			}
			if !yield(job, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(Job{}, fmt.Errorf("line %d: %w", n+1, err))
		}
	}
}

func parseJob(line []byte) (Job, error) {
	var job Job
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&job); err != nil {
		return job, fmt.Errorf("%w: no job: %w", ErrInvalid, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return job, fmt.Errorf("%w: more than one job", ErrInvalid)
	}
	if strings.TrimSpace(job.Job) == "" {
		return job, fmt.Errorf("%w: the job has no name", ErrInvalid)
	}
	if !slices.Contains(JobStatuses(), job.Status) {
		return job, fmt.Errorf("%w: status %.40q of job %.80q: %s", ErrInvalid, job.Status, job.Job, strings.Join(JobStatuses(), ", "))
	}
	for _, t := range job.Tasks {
		if t.Task == "" || !slices.Contains(JobStatuses(), t.Status) {
			return job, fmt.Errorf("%w: task %.40q with status %.40q of job %.80q", ErrInvalid, t.Task, t.Status, job.Job)
		}
	}
	return job, nil
}

// LoadJobs keeps the summaries of the jobs of an attempt, in place of those that were there. attempt 0 is the newest.
func (s *Session) LoadJobs(ctx context.Context, id, workflow string, attempt int, r io.Reader) (*Campaign, error) {
	if err := s.actor.check(Operator); err != nil {
		return nil, err
	}
	object, err := s.nb.objects.Put(ctx, r)
	if err != nil {
		return nil, err
	}
	ref, err := s.nb.countJobs(ctx, object)
	if err != nil {
		return nil, err
	}
	var key []any
	decide := func(c *Campaign) ([]change, error) {
		w := c.Workflow(workflow)
		if w == nil {
			return nil, fmt.Errorf("%w: %s has no workflow %.80q", ErrNotFound, c.ID, workflow)
		}
		number := attempt
		if number == 0 {
			number = w.Attempt().Number
		}
		key = []any{id, workflow, int64(number)}
		return []change{&jobsLoaded{Workflow: workflow, Attempt: number, Jobs: ref}}, nil
	}
	return s.changeAnd(ctx, id, "", decide, func(w Writer) error { return s.nb.bulkJobs(ctx, w, object, key) })
}

// bulkJobs writes the rows of the jobs in an object.
func (n *Notebook) bulkJobs(ctx context.Context, w Writer, object provenance.Digest, key []any) error {
	if err := w.Bulk("jobs", key, n.jobRows(ctx, object, key, jobRow)); err != nil {
		return err
	}
	return w.Bulk("tasks", key, n.jobRows(ctx, object, key, taskRows))
}

func jobRow(key []any, j Job) []Row {
	return []Row{{"jobs", slices.Concat(key, []any{
		j.Job, j.Status, j.Site, timeText(j.Start), timeText(j.End), j.ExitCode, int64(len(j.Tasks)),
	})}}
}

func taskRows(key []any, j Job) []Row {
	var rows []Row
	for i, t := range j.Tasks {
		rows = append(rows, Row{"tasks", slices.Concat(key, []any{j.Job, int64(i), t.Task, t.DataID, t.Status, t.Milliseconds})})
	}
	return rows
}

// jobRows yields the rows of the jobs in an object.
func (n *Notebook) jobRows(ctx context.Context, object provenance.Digest, key []any, rowsOf func([]any, Job) []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for job, err := range n.jobs(ctx, object) {
			if err != nil {
				yield(Row{}, err)
				return
			}
			for _, row := range rowsOf(key, job) {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// jobs yields the jobs in an object.
func (n *Notebook) jobs(ctx context.Context, object provenance.Digest) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		path, release, err := n.objects.Path(ctx, object)
		if err != nil {
			yield(Job{}, err)
			return
		}
		defer release()
		file, err := os.Open(path) //nolint:gosec // of the objects
		if err != nil {
			yield(Job{}, err)
			return
		}
		defer func() { _ = file.Close() }() // it was only read
		for job, err := range readJobs(file) {
			if !yield(job, err) {
				return
			}
		}
	}
}

// countJobs reads the summaries in an object.
func (n *Notebook) countJobs(ctx context.Context, object provenance.Digest) (JobsRef, error) {
	ref := JobsRef{Object: object}
	seen := map[string]bool{}
	for job, err := range n.jobs(ctx, object) {
		if err != nil {
			return ref, fmt.Errorf("job summaries: %w", err)
		}
		if seen[job.Job] {
			return ref, fmt.Errorf("job summaries: %w: two jobs have the name %.80q", ErrInvalid, job.Job)
		}
		seen[job.Job] = true
		ref.Jobs++
		ref.Tasks += int64(len(job.Tasks))
		if job.Status == "failed" {
			ref.Failed++
		}
	}
	return ref, nil
}
