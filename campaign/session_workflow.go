package campaign

import (
	"context"
	"fmt"
)

// SubmitWorkflow says that a workflow was submitted, and what the workflow system calls it, which may be empty. With the first one the
// campaign runs.
func (s *Session) SubmitWorkflow(ctx context.Context, id, workflow, submitID, reason string) (*Campaign, error) {
	return s.workflow(ctx, id, workflow, reason, func(c *Campaign, w *Workflow) ([]change, error) {
		changes := []change{w.moved(Submitted, submitID)}
		if c.Status == Submitted {
			changes = append([]change{&moved{From: Submitted, To: Running}}, changes...)
		}
		return changes, nil
	})
}

// StartWorkflow says that a submitted workflow runs.
func (s *Session) StartWorkflow(ctx context.Context, id, workflow, reason string) (*Campaign, error) {
	return s.workflow(ctx, id, workflow, reason, func(_ *Campaign, w *Workflow) ([]change, error) {
		if w.Status == Held {
			return nil, fmt.Errorf("%w: workflow %s of %s is held: release it", ErrIllegal, workflow, id)
		}
		return []change{w.moved(Running, "")}, nil
	})
}

// HoldWorkflow says that a running workflow is held.
func (s *Session) HoldWorkflow(ctx context.Context, id, workflow, reason string) (*Campaign, error) {
	return s.workflow(ctx, id, workflow, reason, func(_ *Campaign, w *Workflow) ([]change, error) {
		return []change{w.moved(Held, "")}, nil
	})
}

// ReleaseWorkflow says that a held workflow runs again.
func (s *Session) ReleaseWorkflow(ctx context.Context, id, workflow, reason string) (*Campaign, error) {
	return s.workflow(ctx, id, workflow, reason, func(_ *Campaign, w *Workflow) ([]change, error) {
		if w.Status != Held {
			return nil, fmt.Errorf("%w: workflow %s of %s is %s, not held", ErrIllegal, workflow, id, w.Status)
		}
		return []change{w.moved(Running, "")}, nil
	})
}

// FinishWorkflow says that a workflow succeeded. The campaign is then paused until a person decides, unless its definition says
// that it continues.
func (s *Session) FinishWorkflow(ctx context.Context, id, workflow, reason string) (*Campaign, error) {
	return s.endWorkflow(ctx, id, workflow, reason, Succeeded)
}

// FailWorkflow says that a workflow failed. The campaign is then paused as by [Session.FinishWorkflow].
func (s *Session) FailWorkflow(ctx context.Context, id, workflow, reason string) (*Campaign, error) {
	return s.endWorkflow(ctx, id, workflow, reason, Failed)
}

func (s *Session) endWorkflow(ctx context.Context, id, workflow, reason string, to Status) (*Campaign, error) {
	return s.workflow(ctx, id, workflow, reason, func(c *Campaign, w *Workflow) ([]change, error) {
		var changes []change
		if w.Status == Submitted {
			// Nobody said that it ran, but it must have.
			changes = append(changes, w.moved(Running, ""))
			changes = append(changes, &workflowMoved{Workflow: w.Name, Attempt: w.Attempt().Number, From: Running, To: to})
		} else {
			changes = append(changes, w.moved(to, ""))
		}
		if c.Status == Running && !c.Continue {
			changes = append(changes, &moved{From: Running, To: Paused})
		}
		return changes, nil
	})
}

// CancelWorkflow says that a workflow is not to go on.
func (s *Session) CancelWorkflow(ctx context.Context, id, workflow, reason string) (*Campaign, error) {
	return s.workflow(ctx, id, workflow, reason, func(_ *Campaign, w *Workflow) ([]change, error) {
		return []change{w.moved(Cancelled, "")}, nil
	})
}

// RetryWorkflow begins another attempt at a workflow that ended. The attempts before it are kept.
func (s *Session) RetryWorkflow(ctx context.Context, id, workflow, reason string) (*Campaign, error) {
	return s.workflow(ctx, id, workflow, reason, func(_ *Campaign, w *Workflow) ([]change, error) {
		return []change{&retried{Workflow: w.Name, Attempt: w.Attempt().Number + 1}}, nil
	})
}

// workflow makes changes to a workflow.
func (s *Session) workflow(ctx context.Context, id, workflow, reason string, decide func(*Campaign, *Workflow) ([]change, error)) (*Campaign, error) {
	return s.change(ctx, id, reason, func(c *Campaign) ([]change, error) {
		w := c.Workflow(workflow)
		if w == nil {
			return nil, fmt.Errorf("%w: %s has no workflow %.80q", ErrNotFound, c.ID, workflow)
		}
		return decide(c, w)
	})
}

// moved is the change of the newest attempt to a status.
func (w *Workflow) moved(to Status, submitID string) *workflowMoved {
	return &workflowMoved{Workflow: w.Name, Attempt: w.Attempt().Number, From: w.Status, To: to, SubmitID: submitID}
}
