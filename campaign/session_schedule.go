package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

const kindSchedule = "schedule"

// Changes of a schedule.
type (
	scheduleDefined struct {
		Name string `json:"name"`
		Zone string `json:"zone"`
		Plan Plan   `json:"plan"`
	}
	schedulePlanned struct {
		Plan Plan `json:"plan"`
	}
	scheduleOverridden struct {
		Turn Turn `json:"turn"`
	}
)

const (
	scheduleDefinedType    = "schedule.defined"
	schedulePlannedType    = "schedule.planned"
	scheduleOverriddenType = "schedule.overridden"
)

// DefineSchedule makes a schedule and gives it the next id, SCH-n. It returns an error that wraps [ErrConflict] if there is one of this name.
func (s *Session) DefineSchedule(ctx context.Context, name, zone string, plan Plan) (*Schedule, error) {
	if err := s.actor.check(Operator); err != nil {
		return nil, err
	}
	if strings.HasPrefix(name, "SCH-") {
		return nil, fmt.Errorf("%w: %.80q cannot be the name of a schedule: it is like the id of one", ErrInvalid, name)
	}
	sched := new(Schedule)
	err := s.nb.store.Update(ctx, func(w Writer) error {
		id, err := streamNamed(w, "schedules", name)
		if err != nil {
			return err
		}
		if id != "" {
			return fmt.Errorf("%w: schedule %s has the name %q", ErrConflict, id, name)
		}
		n, err := w.Next(kindSchedule)
		if err != nil {
			return err
		}
		*sched = Schedule{}
		head := provenance.Head{Stream: fmt.Sprintf("SCH-%d", n)}
		return s.appendTo(w, sched, head, "", scheduleDefinedType, scheduleDefined{name, zone, plan})
	})
	return sched, err
}

// PlanSchedule replaces the plan of a schedule from now on. What was before is kept.
func (s *Session) PlanSchedule(ctx context.Context, name, reason string, plan Plan) (*Schedule, error) {
	return s.changeSchedule(ctx, name, reason, schedulePlannedType, schedulePlanned{plan})
}

// OverrideSchedule says that somebody else operates for a time. Of overrides at the same time the newest counts.
func (s *Session) OverrideSchedule(ctx context.Context, name, reason string, turn Turn) (*Schedule, error) {
	if err := needReason(reason, "an override"); err != nil {
		return nil, err
	}
	return s.changeSchedule(ctx, name, reason, scheduleOverriddenType, scheduleOverridden{turn})
}

func (s *Session) changeSchedule(ctx context.Context, name, reason, eventType string, payload any) (*Schedule, error) {
	if err := s.actor.check(Operator); err != nil {
		return nil, err
	}
	var sched *Schedule
	err := s.nb.store.Update(ctx, func(w Writer) error {
		found, head, err := scheduleNamed(w, name)
		if err != nil {
			return err
		}
		sched = found
		return s.appendTo(w, sched, head, reason, eventType, payload)
	})
	return sched, err
}

// Schedule returns the schedule of a name or id, or an error that wraps [ErrNotFound].
func (n *Notebook) Schedule(ctx context.Context, name string) (*Schedule, error) {
	var sched *Schedule
	err := n.store.View(ctx, func(r Reader) (err error) {
		sched, _, err = scheduleNamed(r, name)
		return err
	})
	return sched, err
}

// OnDuty returns who operates by duties at a time.
func (n *Notebook) OnDuty(ctx context.Context, duties []Duty, at time.Time) ([]string, error) {
	names := []string{}
	for _, d := range duties {
		who, err := n.onDuty(ctx, d, at)
		if err != nil {
			return nil, err
		}
		names = append(names, who)
	}
	return names, nil
}

// OnDutyHere is [Notebook.OnDuty] for a notebook that may lack schedules, as one into which a bundle was imported. schedule:NAME stands for whoever
// operates by one that is missing.
func (n *Notebook) OnDutyHere(ctx context.Context, duties []Duty, at time.Time) (names, missing []string, err error) {
	for _, d := range duties {
		who, err := n.onDuty(ctx, d, at)
		switch {
		case errors.Is(err, ErrNotFound):
			who = "schedule:" + d.Schedule
			missing = append(missing, d.Schedule)
		case err != nil:
			return nil, nil, err
		}
		names = append(names, who)
	}
	return names, missing, nil
}

// onDuty returns who operates by one duty.
func (n *Notebook) onDuty(ctx context.Context, d Duty, at time.Time) (string, error) {
	if d.Schedule == "" {
		return d.Operator, nil
	}
	sched, err := n.Schedule(ctx, d.Schedule)
	if err != nil {
		return "", err
	}
	return sched.On(at)
}

// Operators returns who operated a campaign, or a workflow of it if that is not empty, at a time: by the duties of that time, which its
// history tells. Nobody did before it was defined.
func (n *Notebook) Operators(ctx context.Context, id, workflow string, at time.Time) ([]string, error) {
	events, err := n.History(ctx, id)
	if err != nil {
		return nil, err
	}
	duties := []Duty{}
	for c := new(Campaign); len(events) > 0; events = events[1:] {
		if err := c.Fold(events[0]); err != nil {
			return nil, err
		}
		if c.Updated.After(at) {
			break
		}
		_, _, now, err := c.margins(workflow)
		if err != nil {
			continue // it was not defined yet
		}
		duties = *now
	}
	return n.OnDuty(ctx, duties, at)
}

func scheduleNamed(r Reader, name string) (*Schedule, provenance.Head, error) {
	id, err := streamNamed(r, "schedules", name)
	if err != nil {
		return nil, provenance.Head{}, err
	}
	if id == "" {
		id = name
	}
	sched := new(Schedule)
	head, err := load(r, kindSchedule, id, sched)
	return sched, head, err
}

// Fold applies the next event of a schedule. It returns an error that wraps [provenance.ErrBroken] if no verb could have made it.
func (s *Schedule) Fold(e provenance.Event) error { return fold(s, e) }

func (s *Schedule) apply(e provenance.Event, at time.Time) error {
	if (e.Type == scheduleDefinedType) != (e.Seq == 1) {
		return fmt.Errorf("%w: a schedule is defined once, at first", ErrIllegal)
	}
	s.Updated = at
	switch e.Type {
	case scheduleDefinedType:
		var p scheduleDefined
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return err
		}
		if !nameText.MatchString(p.Name) {
			return fmt.Errorf("%w: %.80q cannot be the name of a schedule: letters, digits, and . _ + - after the first", ErrInvalid, p.Name)
		}
		if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "" {
			return fmt.Errorf("%w: %.80q is no time zone, such as America/Santiago or UTC", ErrInvalid, p.Zone)
		}
		s.ID, s.Name, s.Zone, s.Created, s.Overrides, s.Plans = e.Stream, p.Name, p.Zone, at, []Turn{}, []DatedPlan{}
		return s.plan(p.Plan, e, at)
	case schedulePlannedType:
		var p schedulePlanned
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return err
		}
		return s.plan(p.Plan, e, at)
	case scheduleOverriddenType:
		var p scheduleOverridden
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return err
		}
		if err := p.Turn.check(); err != nil {
			return err
		}
		s.Overrides = append(s.Overrides, p.Turn)
		return nil
	}
	return fmt.Errorf("type %.40q does not belong to a schedule", e.Type)
}

func (s *Schedule) plan(p Plan, e provenance.Event, at time.Time) error {
	if err := p.check(); err != nil {
		return err
	}
	s.Plan = p
	s.Plans = append(s.Plans, DatedPlan{From: at, Plan: p, By: e.Actor})
	return nil
}

// number is n of SCH-n.
func (s *Schedule) number() int64 { return numberOf(s.ID) }

func (s *Schedule) snapshot(head provenance.Head) (Snapshot, error) {
	doc, err := json.Marshal(s)
	return Snapshot{Kind: kindSchedule, Head: head, Doc: doc, Rows: []Row{{"schedules", []any{s.ID, s.Name, s.Zone}}}}, err
}
