package dataidlist

import (
	"fmt"
	"slices"
	"time"
)

// rubinInstruments number their exposures and visits by night.
var rubinInstruments = [...]string{"LATISS", "LSSTCam", "LSSTComCam", "LSSTComCamSim"}

// DayObs returns the night, YYYYMMDD, of an exposure or visit of an instrument
// of Rubin Observatory, whose numbers are YYYYMMDD and five digits; other
// controllers than the usual one add 1000 to 5000 to the year. It returns an
// error that wraps [ErrValue] for other instruments, and for numbers that are
// of no night.
func DayObs(instrument string, exposure int64) (int64, error) {
	if !slices.Contains(rubinInstruments[:], instrument) {
		return 0, fmt.Errorf("%w: the night of a number of %s is not known: only Rubin's instruments number by night", ErrValue, Quote(instrument))
	}
	day := exposure / 100000
	if year := day / 10000; year >= 3000 && year < 8000 {
		day -= (year/1000 - 2) * 1000 * 10000
	}
	y, m, d := int(day/10000), time.Month(day/100%100), int(day%100)
	date := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if y < 2000 || y >= 3000 || date.Month() != m || date.Day() != d {
		return 0, fmt.Errorf("%w: %d of %s has no night: YYYYMMDD and five digits are expected", ErrValue, exposure, instrument)
	}
	return day, nil
}

// dayObs gives the night of a value of visit or exposure.
func (l *List) dayObs(strs []string, value int64) (int64, error) {
	at := slices.Index(l.group.strings, "instrument")
	if at < 0 {
		return 0, fmt.Errorf("%w: the night is known only with an instrument", ErrGroup)
	}
	return DayObs(strs[at], value)
}
