package campaign

import (
	"bytes"
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
// summary. An event with the RECURRENCE-ID of a series stands in the place of that one of the series. Times without a zone are in zone. It
// returns an error that wraps [ErrInvalid] if the calendar is cut off, and one that names the event if that cannot be read.
func ReadCalendar(r io.Reader, zone *time.Location, until time.Time) ([]Turn, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxCalendar+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxCalendar {
		return nil, fmt.Errorf("%w: the calendar is longer than %d bytes", ErrInvalid, maxCalendar)
	}
	calendar, err := ics.ParseCalendar(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%w: no iCalendar: %w", ErrInvalid, err)
	}
	// Of a calendar that is cut off between two events the parser gives those before.
	if text = bytes.TrimSpace(text); !bytes.Equal(text[bytes.LastIndexByte(text, '\n')+1:], []byte("END:VCALENDAR")) {
		return nil, fmt.Errorf("%w: the calendar is cut off: its last line is not END:VCALENDAR", ErrInvalid)
	}
	reader := calendarReader{zone: zone, until: until, instead: map[instance]bool{}}
	var turns []Turn
	for _, read := range []func(*ics.VEvent) ([]Turn, error){reader.note, reader.turns} {
		for i, event := range calendar.Events() {
			more, err := read(event)
			if err != nil {
				return nil, fmt.Errorf("%w: event %d of the calendar (%.60q): %w", ErrInvalid, i+1, summary(event), err)
			}
			if turns = append(turns, more...); len(turns) > maxShifts {
				return nil, fmt.Errorf("%w: the calendar has more than %d turns before %s", ErrInvalid, maxShifts, until.Format(time.DateOnly))
			}
		}
	}
	return turns, nil
}

// A calendarReader is a run of ReadCalendar.
type calendarReader struct {
	zone    *time.Location
	until   time.Time
	instead map[instance]bool // of series, those that have an event of their own
}

// An instance is one of the events of a series, by the time at which it would begin.
type instance struct {
	uid  string
	unix int64
}

// note keeps which instance of a series an event stands for, if it does.
func (r calendarReader) note(event *ics.VEvent) ([]Turn, error) {
	id, at, err := r.instance(event)
	if err == nil && !at.IsZero() {
		r.instead[id] = true
	}
	return nil, err
}

// instance returns which instance of a series an event stands for. The time is zero if it is none.
func (r calendarReader) instance(event *ics.VEvent) (instance, time.Time, error) {
	p := event.GetProperty(ics.ComponentPropertyRecurrenceId)
	if p == nil {
		return instance{}, time.Time{}, nil
	}
	if ranges := p.ICalParameters["RANGE"]; len(ranges) > 0 {
		return instance{}, time.Time{}, fmt.Errorf("it stands for more than one of its series (RANGE=%.40s): make it a series of its own", ranges[0])
	}
	at, err := timeOf(event, ics.ComponentPropertyRecurrenceId, r.zone)
	return instance{uidOf(event), at.Unix()}, at, err
}

func uidOf(event *ics.VEvent) string {
	if p := event.GetProperty(ics.ComponentPropertyUniqueId); p != nil {
		return p.Value
	}
	return ""
}

func summary(event *ics.VEvent) string {
	if p := event.GetProperty(ics.ComponentPropertySummary); p != nil {
		return ics.FromText(p.Value)
	}
	return ""
}

// turns returns the turns of an event.
func (r calendarReader) turns(event *ics.VEvent) ([]Turn, error) {
	if p := event.GetProperty(ics.ComponentPropertyStatus); p != nil && strings.EqualFold(p.Value, "CANCELLED") {
		return nil, nil
	}
	if _, at, err := r.instance(event); err != nil || !at.Before(r.until) {
		return nil, err // the series ends before
	}
	who := strings.TrimSpace(summary(event))
	if who == "" {
		return nil, fmt.Errorf("it has no summary, which is to be the operator")
	}
	start, err := timeOf(event, ics.ComponentPropertyDtStart, r.zone)
	if err != nil {
		return nil, err
	}
	length, err := lengthOf(event, start, r.zone)
	if err != nil {
		return nil, err
	}
	starts, err := r.starts(event, start)
	if err != nil {
		return nil, err
	}
	var turns []Turn
	for _, s := range starts {
		if !r.instead[instance{uidOf(event), s.Unix()}] || event.GetProperty(ics.ComponentPropertyRecurrenceId) != nil {
			turns = append(turns, Turn{Operator: who, Start: s.UTC(), End: length.after(s).UTC()})
		}
	}
	return turns, nil
}

// A length is how long an event lasts: days of the calendar, of which some have 23 or 25 hours, or a time.
type length struct {
	days int
	time time.Duration
}

func (l length) after(start time.Time) time.Time { return start.AddDate(0, 0, l.days).Add(l.time) }

// lengthOf returns how long an event lasts.
func lengthOf(event *ics.VEvent, start time.Time, zone *time.Location) (length, error) {
	allDay := len(event.GetProperty(ics.ComponentPropertyDtStart).Value) == len("20060102")
	if event.GetProperty(ics.ComponentPropertyDtEnd) == nil {
		if allDay && event.GetProperty(ics.ComponentPropertyDuration) == nil {
			return length{days: 1}, nil
		}
		return length{}, fmt.Errorf("it has no end (DTEND)")
	}
	end, err := timeOf(event, ics.ComponentPropertyDtEnd, zone)
	if err != nil {
		return length{}, err
	}
	if allDay {
		// In whole days, of which the first or last may be shorter or longer by an hour.
		return length{days: int(end.Sub(start).Round(24*time.Hour) / (24 * time.Hour))}, nil
	}
	return length{time: end.Sub(start)}, nil
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
			return time.Time{}, fmt.Errorf("its time zone %.80q is not known: want a name such as America/Santiago", tzid[0])
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

// starts returns when an event begins: once, or, if it repeats, each time before until, without those that are left out.
func (r calendarReader) starts(event *ics.VEvent, start time.Time) ([]time.Time, error) {
	rule, more := event.GetProperty(ics.ComponentPropertyRrule), event.GetProperties(ics.ComponentPropertyRdate)
	if rule == nil && len(more) == 0 {
		return []time.Time{start}, nil
	}
	var set rrule.Set
	if rule == nil {
		set.RDate(start)
	} else {
		// An end of the rule without a zone is in that of the event.
		option, err := rrule.StrToROptionInLocation(rule.Value, start.Location())
		if err != nil {
			return nil, fmt.Errorf("its rule of repetition (RRULE): %w", err)
		}
		option.Dtstart = start
		parsed, err := rrule.NewRRule(*option)
		if err != nil {
			return nil, fmt.Errorf("its rule of repetition (RRULE): %w", err)
		}
		set.RRule(parsed)
	}
	if err := r.dates(more, set.RDate); err != nil {
		return nil, err
	}
	if err := r.dates(event.GetProperties(ics.ComponentPropertyExdate), set.ExDate); err != nil {
		return nil, err
	}
	var starts []time.Time
	next := set.Iterator()
	for {
		t, ok := next()
		if !ok || !t.Before(r.until) || len(starts) > maxShifts {
			return starts, nil
		}
		starts = append(starts, t)
	}
}

// dates calls add for each time of properties.
func (r calendarReader) dates(properties []*ics.IANAProperty, add func(time.Time)) error {
	for _, p := range properties {
		for value := range strings.SplitSeq(p.Value, ",") {
			t, err := parseTime(value, p.ICalParameters["TZID"], r.zone)
			if err != nil {
				return err
			}
			add(t)
		}
	}
	return nil
}
