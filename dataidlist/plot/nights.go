package plot

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A night is the number of DataIds of a night.
type night struct {
	DayObs int64  `json:"day_obs"` // YYYYMMDD
	Count  uint64 `json:"count"`
}

func (n night) date() time.Time { return dateOf(n.DayObs) }

func dateOf(dayObs int64) time.Time {
	return time.Date(int(dayObs/10000), time.Month(dayObs/100%100), int(dayObs%100), 0, 0, 0, 0, time.UTC)
}

func dayObsOf(date time.Time) int64 {
	y, m, d := date.Date()
	return int64(y)*10000 + int64(m)*100 + int64(d)
}

// nightly are the nights of a list in order, and the number of DataIds whose
// night is not known.
type nightly struct {
	nights  []night
	undated uint64
}

// nights counts a list by night. It returns an error that wraps ErrKind if no
// DataId has one.
func nights(l *dataidlist.List) (nightly, error) {
	dimension, perNight := "", int64(1)
	switch {
	case hasInt(l, "visit"):
		dimension, perNight = "visit", 100000
	case hasInt(l, "exposure"):
		dimension, perNight = "exposure", 100000
	case hasInt(l, "day_obs"):
		dimension = "day_obs"
	default:
		return nightly{}, fmt.Errorf("nights %w: a list over %s has no visit, exposure or day_obs", ErrKind, l.Group())
	}
	instrument := slices.Index(l.Group().Strings(), "instrument")
	if instrument < 0 {
		return nightly{}, fmt.Errorf("nights %w: they are known only with an instrument", ErrKind)
	}
	nightOf := func(name string, v int64) (int64, error) {
		if dimension == "day_obs" {
			if d := dayObsOf(dateOf(v)); d != v || v < 10000000 || v > 99999999 {
				return 0, fmt.Errorf("%d is no YYYYMMDD", v)
			}
			return v, nil
		}
		return dataidlist.DayObs(name, v)
	}
	counts := map[int64]*uint64{}
	var n nightly
	var unknown error
	// Most runs are of the night of the run before.
	name, start, end, count := "", int64(0), int64(-1), new(uint64)
	eachValue(l, dimension, func(strs []string, first, last int64, each uint64) bool {
		for first <= last {
			if first < start || first > end || strs[instrument] != name {
				day, err := nightOf(strs[instrument], first)
				if err != nil { // and so for what follows, since runs end with the month
					n.undated += each * uint64(last-first+1)
					unknown = err
					break
				}
				name, start = strs[instrument], first-first%perNight
				end = start + perNight - 1
				if count = counts[day]; count == nil {
					count = new(uint64)
					counts[day] = count
				}
			}
			upTo := min(last, end)
			*count += each * uint64(upTo-first+1)
			first = upTo + 1
		}
		return true
	})
	if len(counts) == 0 && unknown != nil {
		return n, fmt.Errorf("nights %w: %w", ErrKind, unknown)
	}
	for _, day := range slices.Sorted(maps.Keys(counts)) {
		n.nights = append(n.nights, night{day, *counts[day]})
	}
	return n, nil
}

// note says how many DataIds have no night, if any.
func (n nightly) note() string {
	if n.undated == 0 {
		return ""
	}
	return fmt.Sprintf(" Not shown: %s without a night.", plural(n.undated, "DataId", "DataIds"))
}

// A period is what the nights of a bin have in common.
type period struct {
	name    string
	at      string  // what stands before one in a sentence
	strides []int64 // between labels
	ordinal func(time.Time) int64
	start   func(ordinal int64) time.Time
	label   string // layout of time.Format
}

// periodOf chooses nights, weeks, months or years for the time between two nights.
func periodOf(first, last time.Time) period {
	utc := func(y, m, d int64) time.Time {
		return time.Date(int(y), time.Month(m), int(d), 0, 0, 0, 0, time.UTC)
	}
	switch days := last.Sub(first).Hours() / 24; {
	case days < 62:
		return period{
			"night", "on", []int64{1, 2, 7, 14, 28},
			func(t time.Time) int64 { return t.Unix() / 86400 },
			func(n int64) time.Time { return utc(1970, 1, 1+n) },
			"2006-01-02",
		}
	case days < 2*366:
		const monday = 4 // of January 1970
		return period{
			"week", "in the week of", []int64{1, 2, 4, 8, 13, 26},
			func(t time.Time) int64 { return (t.Unix()/86400 + 7 - monday) / 7 },
			func(n int64) time.Time { return utc(1970, 1, monday+1+7*(n-1)) },
			"2006-01-02",
		}
	case days < 12*366:
		return period{
			"month", "in", []int64{1, 3, 6, 12, 24},
			func(t time.Time) int64 { return int64(t.Year())*12 + int64(t.Month()) - 1 },
			func(n int64) time.Time { return utc(n/12, n%12+1, 1) },
			"2006-01",
		}
	}
	return period{
		"year", "in", []int64{1, 2, 5, 10, 20, 50, 100},
		func(t time.Time) int64 { return int64(t.Year()) },
		func(n int64) time.Time { return utc(n, 1, 1) },
		"2006",
	}
}

// nightStack counts lists by night, in bins of a night, a month or a year.
func nightStack(all []series) (*stack, error) {
	counts := make([]nightly, len(all))
	var every []night
	var undated uint64
	var failed error
	for i, one := range all {
		n, err := nights(one.list)
		if err != nil {
			failed = err
		}
		counts[i] = n
		every = append(every, n.nights...)
		undated += n.undated
	}
	if len(every) == 0 && failed != nil {
		return nil, failed
	}
	s := &stack{series: all, Axis: "night", note: nightly{undated: undated}.note()}
	if len(every) == 0 {
		return s, nil
	}
	byDay := func(a, b night) int { return cmp.Compare(a.DayObs, b.DayObs) }
	p := periodOf(slices.MinFunc(every, byDay).date(), slices.MaxFunc(every, byDay).date())
	s.Axis, s.unit, s.at, s.strides = p.name, p.name, p.at, p.strides
	first := p.ordinal(slices.MinFunc(every, byDay).date())
	last := p.ordinal(slices.MaxFunc(every, byDay).date())
	for n := first; n <= last; n++ {
		s.Bins = append(s.Bins, bin{
			First: dayObsOf(p.start(n)), Last: dayObsOf(p.start(n+1).AddDate(0, 0, -1)),
			Counts: make([]uint64, len(all)), ordinal: n, label: p.start(n).Format(p.label),
		})
	}
	for i := range all {
		for _, n := range counts[i].nights {
			s.Bins[p.ordinal(n.date())-first].Counts[i] += n.Count
		}
	}
	return s, nil
}
