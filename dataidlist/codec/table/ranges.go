package table

import (
	"fmt"
	"math"

	"github.com/skycampaign/skycampaign/dataidlist"
)

var errTooManyRuns = fmt.Errorf("%w: the ranges of the input stand for more than %d runs of DataIds", dataidlist.ErrLimit, dataidlist.MaxRangeRuns)

// countRuns gives the number of runs that a row stands for, all combinations of
// the values of its ranges. It returns an error if there are too many together
// with those of the rows before.
func (m *Mapper) countRuns() (uint64, error) {
	runs, left := uint64(1), dataidlist.MaxRangeRuns-m.ranged
	for i, s := range m.ints {
		if i == len(m.ints)-1 && s.step == 1 {
			if s.size() == math.MaxInt64 {
				return 0, fmt.Errorf("%w: a range of 2^63 values", dataidlist.ErrLimit)
			}
			break
		}
		if s.size() == 0 {
			continue
		}
		if s.size() >= left || runs*(s.size()+1) > left {
			return 0, errTooManyRuns
		}
		runs *= s.size() + 1
	}
	return runs, nil
}

// addOne adds the DataId of a row without ranges.
func (m *Mapper) addOne() error {
	for i, s := range m.ints {
		m.at[i] = s.first
	}
	return m.builder.AddRun(m.strs, m.at, 1, m.reasons...)
}

// addRuns adds the DataIds of a row.
func (m *Mapper) addRuns() (err error) {
	eachRun(m.ints, m.at, func(n int64) bool {
		err = m.builder.AddRun(m.strs, m.at, n, m.reasons...)
		return err == nil
	})
	return err
}

// eachRun calls do for each run that the combinations of the values of spans
// make, in order, as long as it returns true. The first values of the run are
// then in at, and its n DataIds follow each other in the last span.
func eachRun(spans []span, at []int64, do func(n int64) bool) {
	n, along := int64(1), len(spans) // how many spans are stepped through one by one
	for i, s := range spans {
		at[i] = s.first
	}
	if along > 0 && spans[along-1].step == 1 {
		along--
		n = spans[along].last - spans[along].first + 1
	}
	for do(n) {
		i := along - 1
		for ; i >= 0; i-- {
			if at[i] < spans[i].last {
				at[i] += spans[i].step
				break
			}
			at[i] = spans[i].first
		}
		if i < 0 {
			return
		}
	}
}
