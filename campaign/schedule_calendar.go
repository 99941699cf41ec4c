package campaign

import (
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// maxCalendar bounds the bytes of a calendar.
const maxCalendar = 8 << 20

// ReadCalendar returns the events of an iCalendar file (RFC 5545) as turns, those that repeat up to a time. The operator of an event is its
// summary. Times without a zone are in zone. It returns an error that wraps [ErrInvalid] and names the event if one cannot be read.
func ReadCalendar(r io.Reader, zone *time.Location, until time.Time) ([]Turn, error) {
	limited := &io.LimitedReader{R: r, N: maxCalendar + 1}
	calendar, err := ics.ParseCalendar(limited)
	if limited.N == 0 {
		return nil, fmt.Errorf("%w: the calendar is longer than %d bytes", ErrInvalid, maxCalendar)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: no iCalendar: %w", ErrInvalid, err)
	}
	var turns []Turn
	for i, event := range calendar.Events() {
		if p := event.GetProperty(ics.ComponentPropertyStatus); p != nil && strings.EqualFold(p.Value, "CANCELLED") {
			continue
		}
		more, err := turnsOf(event, zone, until)
		if err != nil {
			return nil, fmt.Errorf("%w: event %d of the calendar (%.60q): %w", ErrInvalid, i+1, summary(event), err)
		}
		if turns = append(turns, more...); len(turns) > maxShifts {
			return nil, fmt.Errorf("%w: the calendar has more than %d turns before %s", ErrInvalid, maxShifts, until.Format(time.DateOnly))
		}
	}
	return turns, nil
}

func summary(event *ics.VEvent) string {
	if p := event.GetProperty(ics.ComponentPropertySummary); p != nil {
		return ics.FromText(p.Value)
	}
	return ""
}

// turnsOf returns the turns of an event.
func turnsOf(event *ics.VEvent, zone *time.Location, until time.Time) ([]Turn, error) {
	who := strings.TrimSpace(summary(event))
	if who == "" {
		return nil, fmt.Errorf("it has no summary, which is to be the operator")
	}
	start, err := timeOf(event, ics.ComponentPropertyDtStart, zone)
	if err != nil {
		return nil, err
	}
	end, err := endOf(event, start, zone)
	if err != nil {
		return nil, err
	}
	starts := []time.Time{start}
	if rule := event.GetProperty(ics.ComponentPropertyRrule); rule != nil {
		if starts, err = repeat(event, rule.Value, start, zone, until); err != nil {
			return nil, err
		}
	}
	var turns []Turn
	for _, s := range starts {
		turns = append(turns, Turn{Operator: who, Start: s.UTC(), End: s.Add(end.Sub(start)).UTC()})
	}
	return turns, nil
}

// endOf returns when an event that starts at a time ends first.
func endOf(event *ics.VEvent, start time.Time, zone *time.Location) (time.Time, error) {
	if event.GetProperty(ics.ComponentPropertyDtEnd) != nil {
		return timeOf(event, ics.ComponentPropertyDtEnd, zone)
	}
	p := event.GetProperty(ics.ComponentPropertyDtStart)
	if len(p.Value) == len("20060102") {
		return start.AddDate(0, 0, 1), nil
	}
	return start, fmt.Errorf("it has no end (DTEND)")
}

// timeOf reads a date or a time. Of several zones, that of the property itself comes first.
func timeOf(event *ics.VEvent, name ics.ComponentProperty, zone *time.Location) (time.Time, error) {
	p := event.GetProperty(name)
	if p == nil {
		return time.Time{}, fmt.Errorf("it has no %s", name)
	}
	return parseTime(p.Value, p.ICalParameters["TZID"], zone)
}

func parseTime(value string, tzid []string, zone *time.Location) (time.Time, error) {
	if len(tzid) > 0 {
		named, err := time.LoadLocation(strings.Trim(tzid[0], `"`))
		if err != nil {
			return time.Time{}, fmt.Errorf("its time zone: %w", err)
		}
		zone = named
	}
	for _, layout := range []string{"20060102T150405Z", "20060102T150405", "20060102"} {
		in := zone
		if strings.HasSuffix(layout, "Z") {
			in = time.UTC
		}
		if t, err := time.ParseInLocation(layout, value, in); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%.40q is no time", value)
}

// repeat returns the starts of an event that repeats, before until, without those that are left out.
func repeat(event *ics.VEvent, rule string, start time.Time, zone *time.Location, until time.Time) ([]time.Time, error) {
	set, err := rrule.StrToRRuleSet("RRULE:" + rule)
	if err != nil {
		return nil, fmt.Errorf("its rule of repetition (RRULE): %w", err)
	}
	set.DTStart(start)
	for _, p := range event.GetProperties(ics.ComponentPropertyExdate) {
		for value := range strings.SplitSeq(p.Value, ",") {
			out, err := parseTime(value, p.ICalParameters["TZID"], zone)
			if err != nil {
				return nil, err
			}
			set.ExDate(out)
		}
	}
	var starts []time.Time
	next := set.Iterator()
	for {
		t, ok := next()
		if !ok || !t.Before(until) || len(starts) > maxShifts {
			return starts, nil
		}
		starts = append(starts, t)
	}
}
