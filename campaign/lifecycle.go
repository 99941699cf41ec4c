package campaign

import (
	"fmt"
	"slices"
	"strings"
)

// A Status is where a campaign or a workflow is in its life.
type Status string

// The statuses of campaigns.
const (
	Draft     Status = "draft"     // being defined
	Ready     Status = "ready"     // reviewed, an optional mark
	Submitted Status = "submitted" // sealed
	Running   Status = "running"
	Paused    Status = "paused" // until a person decides
	Completed Status = "completed"
	Failed    Status = "failed"
	Cancelled Status = "cancelled"
)

// The statuses of workflows are Submitted, Running, Failed, Cancelled and these.
const (
	Pending   Status = "pending"
	Held      Status = "held"
	Succeeded Status = "succeeded"
)

// A LifeCycle is the table of legal transitions: to each status those that may follow.
type LifeCycle struct {
	what string
	next []step
}

type step struct {
	from Status
	to   []Status
}

// Life is the life of a campaign. A draft may skip ready, and a ready campaign that is edited is a draft again.
func Life() LifeCycle {
	return LifeCycle{"campaign", []step{
		{Draft, []Status{Ready, Submitted, Cancelled}},
		{Ready, []Status{Draft, Submitted, Cancelled}},
		{Submitted, []Status{Running, Cancelled}},
		{Running, []Status{Paused, Completed, Failed, Cancelled}},
		{Paused, []Status{Running, Completed, Failed, Cancelled}},
		{Completed, nil},
		{Failed, nil},
		{Cancelled, nil},
	}}
}

// WorkflowLife is the life of an attempt of a workflow. A retry is another attempt, so nothing follows an end.
func WorkflowLife() LifeCycle {
	return LifeCycle{"workflow", []step{
		{Pending, []Status{Submitted, Cancelled}},
		{Submitted, []Status{Running, Cancelled}},
		{Running, []Status{Held, Succeeded, Failed, Cancelled}},
		{Held, []Status{Running, Succeeded, Failed, Cancelled}},
		{Succeeded, nil},
		{Failed, nil},
		{Cancelled, nil},
	}}
}

// Statuses returns all statuses, in the order of the life.
func (l LifeCycle) Statuses() []Status {
	var all []Status
	for _, s := range l.next {
		all = append(all, s.from)
	}
	return all
}

// Next returns the statuses that may follow one.
func (l LifeCycle) Next(from Status) []Status {
	for _, s := range l.next {
		if s.from == from {
			return slices.Clone(s.to)
		}
	}
	return nil
}

// Allows reports whether a transition is legal.
func (l LifeCycle) Allows(from, to Status) bool { return slices.Contains(l.Next(from), to) }

// Ended reports whether nothing may follow a status.
func (l LifeCycle) Ended(s Status) bool { return len(l.Next(s)) == 0 }

// check returns an error that wraps [ErrIllegal] and names the legal transitions, unless this is one.
func (l LifeCycle) check(name string, from, to Status) error {
	if l.Allows(from, to) {
		return nil
	}
	legal := "nothing follows that"
	if next := l.Next(from); len(next) > 0 {
		words := make([]string, len(next))
		for i, s := range next {
			words[i] = string(s)
		}
		legal = "from there it can become " + strings.Join(words, ", ")
	}
	return fmt.Errorf("%w: %s %s is %s and cannot become %s; %s", ErrIllegal, l.what, name, from, to, legal)
}
