package campaign

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Schedule says who operates at any time: exactly one person. An override comes first, of several the newest; then a shift; then the
// rotation, from its first day on; and where there is none of them, the fallback.
type Schedule struct {
	ID        string `json:"id"`   // SCH-n
	Name      string `json:"name"` // unique
	Zone      string `json:"zone"` // such as America/Santiago: of the rotation's days and hours
	Plan      Plan   `json:"plan"` // in force now
	Overrides []Turn `json:"overrides"`
	// Plans are all plans, the oldest first, each with the time from which on it was in force.
	Plans   []DatedPlan `json:"plans"`
	Created time.Time   `json:"created"`
	Updated time.Time   `json:"updated"`
}

// A Plan is what a schedule repeats.
type Plan struct {
	Rotation *Rotation `json:"rotation,omitempty"`
	Shifts   []Turn    `json:"shifts"` // no two at the same time
	Fallback string    `json:"fallback"`
}

// A DatedPlan is a plan with the time from which on it was in force.
type DatedPlan struct {
	From time.Time `json:"from"`
	Plan Plan      `json:"plan"`
	By   string    `json:"by"`
}

// A Turn is a time in which somebody operates: from Start until before End.
type Turn struct {
	Operator string    `json:"operator"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
}

// A Rotation is taking turns: each operator for some days, beginning at an hour of the schedule's zone.
type Rotation struct {
	Operators []string `json:"operators"`
	First     string   `json:"first"`   // day on which the first begins, YYYY-MM-DD
	Days      int      `json:"days"`    // how long each has
	Handoff   string   `json:"handoff"` // hour of the change, HH:MM
}

// maxShifts bounds the shifts of a plan.
const maxShifts = 20_000

// check returns an error that wraps [ErrInvalid] unless the plan says of any time who operates.
func (p *Plan) check() error {
	if strings.TrimSpace(p.Fallback) == "" {
		return fmt.Errorf("%w: the schedule has no fallback, so nobody would operate where it has a gap", ErrInvalid)
	}
	if len(p.Shifts) > maxShifts {
		return fmt.Errorf("%w: the schedule has %d shifts, more than %d", ErrInvalid, len(p.Shifts), maxShifts)
	}
	for _, t := range p.Shifts {
		if err := t.check(); err != nil {
			return err
		}
	}
	slices.SortStableFunc(p.Shifts, func(a, b Turn) int { return a.Start.Compare(b.Start) })
	for i := 1; i < len(p.Shifts); i++ {
		if a, b := p.Shifts[i-1], p.Shifts[i]; b.Start.Before(a.End) {
			return fmt.Errorf("%w: the shifts of %s and %s overlap at %s", ErrInvalid, a.Operator, b.Operator, b.Start.UTC().Format(time.RFC3339))
		}
	}
	if p.Rotation != nil {
		return p.Rotation.check()
	}
	return nil
}

func (t Turn) check() error {
	if strings.TrimSpace(t.Operator) == "" || !t.Start.Before(t.End) {
		return fmt.Errorf("%w: a turn has an operator, a start, and an end after it", ErrInvalid)
	}
	return nil
}

func (t Turn) covers(at time.Time) bool { return !at.Before(t.Start) && at.Before(t.End) }

func (r *Rotation) check() error {
	if len(r.Operators) == 0 || slices.Contains(r.Operators, "") || r.Days < 1 || r.Days > 366 {
		return fmt.Errorf("%w: a rotation has operators, and a number of days between 1 and 366", ErrInvalid)
	}
	if _, err := time.Parse(time.DateOnly, r.First); err != nil {
		return fmt.Errorf("%w: the first day of the rotation: want YYYY-MM-DD, not %.40q", ErrInvalid, r.First)
	}
	// Parsing takes 9:00 as well, which would not compare with other hours as text.
	if hour, err := time.Parse("15:04", r.Handoff); err != nil || hour.Format("15:04") != r.Handoff {
		return fmt.Errorf("%w: the hour of the handoff: want HH:MM, not %.40q", ErrInvalid, r.Handoff)
	}
	return nil
}

// on returns who has the turn, or nobody before the first day. A day is one of the calendar, however many hours it has.
func (r *Rotation) on(at time.Time, zone *time.Location) string {
	local := at.In(zone)
	first, err := time.Parse(time.DateOnly, r.First)
	if err != nil {
		return ""
	}
	// Texts of hours compare as hours do.
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	if local.Format("15:04") < r.Handoff {
		day = day.AddDate(0, 0, -1)
	}
	days := int(day.Sub(first) / (24 * time.Hour))
	if day.Before(first) {
		return ""
	}
	return r.Operators[days/r.Days%len(r.Operators)]
}

// On returns who operates at a time. Of the past it says what the plan of that time said, unless an override that was made later says
// otherwise.
func (s *Schedule) On(at time.Time) (string, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return "", fmt.Errorf("%w: the zone of schedule %s: %w", ErrInvalid, s.Name, err)
	}
	for _, o := range slices.Backward(s.Overrides) {
		if o.covers(at) {
			return o.Operator, nil
		}
	}
	plan := s.planAt(at)
	i, found := slices.BinarySearchFunc(plan.Shifts, at, func(t Turn, at time.Time) int { return t.Start.Compare(at) })
	if !found {
		i--
	}
	if i >= 0 && plan.Shifts[i].covers(at) {
		return plan.Shifts[i].Operator, nil
	}
	if plan.Rotation != nil {
		if who := plan.Rotation.on(at, zone); who != "" {
			return who, nil
		}
	}
	return plan.Fallback, nil
}

// planAt returns the plan that was in force at a time; before the first it is the first.
func (s *Schedule) planAt(at time.Time) Plan {
	plan := s.Plans[0].Plan
	for _, p := range s.Plans {
		if !p.From.After(at) {
			plan = p.Plan
		}
	}
	return plan
}
