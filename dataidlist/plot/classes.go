package plot

import (
	"fmt"
	"slices"
)

// numClasses is how many colours counts have in a picture, at most.
const numClasses = 6

// classes divide counts above zero into a few ranges, for colours.
type classes struct {
	from []uint64 // the least count of each class, ascending
	max  uint64
}

// newClasses makes at most n classes, at least 2, whose borders are round
// numbers: of equal width, or growing by factors if most counts are far below
// the greatest, or if those of equal width are mostly empty and that tells more
// counts apart.
func newClasses(counts []uint64, n int) classes {
	sorted := slices.DeleteFunc(slices.Clone(counts), func(c uint64) bool { return c == 0 })
	if len(sorted) == 0 {
		return classes{}
	}
	slices.Sort(sorted)
	least, median, greatest := sorted[0], sorted[len(sorted)/2], sorted[len(sorted)-1]
	equal := classes{equalSteps(least, greatest, n), greatest}
	growing := classes{factors(least, greatest, n), greatest}
	used := equal.used(sorted)
	if greatest/10 > median || used <= len(equal.from)/2 && used < growing.used(sorted) {
		return growing
	}
	return equal
}

// used is the number of classes that some count is in.
func (c classes) used(sorted []uint64) int {
	n, last := 0, -1
	for _, count := range sorted {
		if class := c.of(count); class != last {
			n, last = n+1, class
		}
	}
	return n
}

// equalSteps gives borders of equal distance, from the bottom where that
// costs little.
func equalSteps(least, greatest uint64, n int) []uint64 {
	if least < greatest/4 {
		least = 1
	}
	step := uint64(1)
	for (greatest-round(least, step))/step >= uint64(n) {
		step = nextRound(step)
	}
	var from []uint64
	for at := round(least, step); ; at += step {
		from = append(from, max(at, 1))
		if greatest-at < step {
			return from
		}
	}
}

func round(v, step uint64) uint64 { return v / step * step }

// factors gives borders that grow by the least factor of 2, 5 (and 2), or 10
// and its powers, that n classes allow.
func factors(least, greatest uint64, n int) []uint64 {
	for skip := 1; ; skip++ {
		var from []uint64
		i := 0
		for at := uint64(1); at <= greatest; at = nextRound(at) {
			if i%skip == 0 {
				if at <= least {
					from = from[:0]
				}
				from = append(from, at)
			}
			i++
			if at > greatest/2 { // the next may not fit 64 bits
				break
			}
		}
		if len(from) <= n {
			from[0] = max(from[0], 1)
			return from
		}
	}
}

// nextRound follows 1, 2, 5, 10, 20, 50 ….
func nextRound(v uint64) uint64 {
	lead := v
	for lead >= 10 {
		lead /= 10
	}
	if lead == 2 {
		return v / 2 * 5
	}
	return v * 2
}

// of gives the class of a count, and -1 for none.
func (c classes) of(count uint64) int {
	i, found := slices.BinarySearch(c.from, count)
	if !found {
		i--
	}
	return i
}

// last gives the greatest count of a class.
func (c classes) last(class int) uint64 {
	if class+1 < len(c.from) {
		return c.from[class+1] - 1
	}
	return c.max
}

// label words the range of a class.
func (c classes) label(class int) string {
	first, last := c.from[class], c.last(class)
	if first == last {
		return grouped(first)
	}
	return fmt.Sprintf("%s–%s", grouped(first), grouped(last))
}
