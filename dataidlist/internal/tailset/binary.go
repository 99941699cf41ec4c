package tailset

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// ErrBinary is wrapped by the errors of [Cut].
var ErrBinary = errors.New("bad binary form of a set")

// The forms of a set in bytes, in the low bits of the number of runs.
const (
	binaryRuns    = iota // each run
	binaryBitmap         // the portable roaring serialization
	binaryRepeats        // each step from run to run, and how often it repeats
	binaryForms
)

// maxRepeat is the largest number of runs that a step may stand for. It bounds
// what hostile bytes can become.
const maxRepeat = 64

// maxMade is the largest number of runs a byte that are made of steps. Only a
// set in bitmap form could need more, and nobody writes those as steps.
const maxMade = 2

// AppendBinary appends the binary form of s, which depends on its values
// alone. It starts with a uvarint of the number of runs times 3 and the form:
//
//   - 0: for each run, a uvarint of the values skipped since the least that it
//     could have, and a uvarint of its length less 1;
//   - 1, for sets in bitmap form: a uvarint of a length, and that many bytes of
//     the portable roaring serialization;
//   - 2: as 0, but each pair stands for 1 to 64 runs and is followed by a
//     uvarint of their number less 1. So a night of full focal planes takes a
//     few dozen bytes.
func (s Set) AppendBinary(dst []byte) []byte {
	if s.inBitmapForm() {
		dst = binary.AppendUvarint(dst, uint64(s.NumRuns())*binaryForms+binaryBitmap)
		portable := s.appendPortable(nil)
		dst = binary.AppendUvarint(dst, uint64(len(portable)))
		return append(dst, portable...)
	}
	steps := s.steps()
	if steps == nil {
		var one [1]Run
		steps = stepsOf(s.runs(&one))
	}
	form := binaryRuns
	if 3*len(steps) < 2*s.NumRuns() {
		form = binaryRepeats
	}
	dst = binary.AppendUvarint(dst, uint64(s.NumRuns())*binaryForms+uint64(form))
	for _, st := range steps {
		n := int(st.again) + 1 // of them, how many are yet to be written
		for n > 0 {
			again := 0
			if form == binaryRepeats {
				again = min(n, maxRepeat) - 1
			}
			dst = binary.AppendUvarint(dst, uint64(st.skip))
			dst = binary.AppendUvarint(dst, uint64(st.more))
			if form == binaryRepeats {
				dst = binary.AppendUvarint(dst, uint64(again))
			}
			n -= again + 1
		}
	}
	return dst
}

// Cut reads the binary form of a set at the start of data and returns the rest
// of data. Which of the forms a set is in does not matter, unless its bytes are
// too few for what it takes in memory: another version may choose otherwise.
// Cut keeps no reference to data and takes memory in proportion to it. Its
// errors wrap [ErrBinary].
func Cut(data []byte) (s Set, rest []byte, err error) {
	head, data, err := cutUvarint(data)
	if err != nil {
		return Set{}, nil, err
	}
	n, form := head/binaryForms, head%binaryForms
	var at int
	switch form {
	case binaryBitmap:
		return cutBitmap(n, data)
	case binaryRuns:
		s, at, err = cutRuns(n, data)
	default:
		s, at, err = cutRepeats(n, data)
	}
	if err != nil {
		return Set{}, nil, fmt.Errorf("%w: %w", ErrBinary, err)
	}
	return s, data[at:], nil
}

var (
	errNumber  = errors.New("no number where one is expected")
	errTooHigh = errors.New("a run ends above 2^32-1")
)

// errRoom says that bytes are too few for the runs that they claim.
func errRoom(n uint64, data []byte) error {
	return fmt.Errorf("%d runs in %d bytes", n, len(data))
}

// cutRuns reads n runs, and gives the place after them.
func cutRuns(n uint64, data []byte) (s Set, at int, err error) {
	if n > uint64(len(data))/2 {
		return Set{}, 0, errRoom(n, data)
	}
	runs := make([]Run, n)
	least := uint64(0)
	for i := range runs {
		var skip, more uint64
		skip, at = uvarint(data, at)
		more, at = uvarint(data, at)
		if at < 0 {
			return Set{}, 0, errNumber
		}
		if skip > math.MaxUint32 || more > math.MaxUint32 || least+skip+more > math.MaxUint32 {
			return Set{}, 0, errTooHigh
		}
		first := least + skip
		runs[i] = Run{uint32(first), uint32(first + more)}
		least = first + more + 2
	}
	return pack(runs, tallyOf(runs)), at, nil
}

// cutRepeats reads the steps to n runs, and gives the place after them.
func cutRepeats(n uint64, data []byte) (s Set, at int, err error) {
	if n > uint64(len(data))/3*maxRepeat {
		return Set{}, 0, errRoom(n, data)
	}
	var room [someSteps]repeat
	w := stepper{steps: room[:0]}
	for left := n; left > 0; {
		var skip, more, again uint64
		skip, at = uvarint(data, at)
		more, at = uvarint(data, at)
		again, at = uvarint(data, at)
		if at < 0 {
			return Set{}, 0, errNumber
		}
		if again >= min(maxRepeat, left) {
			return Set{}, 0, fmt.Errorf("more runs than the %d that it says", n)
		}
		if skip > math.MaxUint32 || more > math.MaxUint32 || w.least+(skip+more+2)*(again+1)-2 > math.MaxUint32 {
			return Set{}, 0, errTooHigh
		}
		w = w.add(step{uint32(skip), uint32(more)}, again+1)
		left -= again + 1
	}
	s, ok := packSteps(w.steps, int(n))
	if !ok {
		if n > maxMade*uint64(at) {
			return Set{}, 0, errRoom(n, data[:at])
		}
		s = makeSteps(w.steps, int(n))
	}
	return s, at, nil
}

func cutBitmap(numRuns uint64, data []byte) (Set, []byte, error) {
	size, data, err := cutUvarint(data)
	if err != nil {
		return Set{}, nil, err
	}
	if size > uint64(len(data)) {
		return Set{}, nil, fmt.Errorf("%w: a bitmap of %d bytes where %d are left", ErrBinary, size, len(data))
	}
	s, err := cutPortable(data[:size])
	if err != nil {
		return Set{}, nil, fmt.Errorf("%w: %w", ErrBinary, err)
	}
	if uint64(s.NumRuns()) != numRuns {
		return Set{}, nil, fmt.Errorf("%w: a bitmap of %d runs that says it has %d", ErrBinary, s.NumRuns(), numRuns)
	}
	return s, data[size:], nil
}

func cutUvarint(data []byte) (uint64, []byte, error) {
	v, at := uvarint(data, 0)
	if at < 0 {
		return 0, nil, fmt.Errorf("%w: %w", ErrBinary, errNumber)
	}
	return v, data[at:], nil
}

// uvarint reads the number at a place of data and gives the place after it, or
// −1 where there is none. Nor is there any at −1.
func uvarint(data []byte, at int) (v uint64, next int) {
	if at < 0 {
		return 0, -1
	}
	if at < len(data) && data[at] < 0x80 { // as nearly all are
		return uint64(data[at]), at + 1
	}
	v, n := binary.Uvarint(data[at:])
	if n <= 0 || data[at+n-1] == 0 { // cut off, too long, or not the shortest
		return 0, -1
	}
	return v, at + n
}
