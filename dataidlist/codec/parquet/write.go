package parquet

import (
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Write writes a list as canonical Parquet (FORMAT.md 4.1): the same list
// gives the same bytes. Rows are never made: pages are composed of runs, row
// group by row group on all processors.
func Write(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	if opts = opts.OrZero(); opts.IDsOnly {
		l = l.WithoutReasons()
	}
	out, err := newFileWriter(w, l)
	if err != nil {
		return err
	}
	rows := rowsPerGroup(l)
	groups := (l.Count() + rows - 1) / rows
	hasReasons := l.NumReasons() > 0
	worker := func() (func(i uint64) (*encodedGroup, error), error) {
		enc, err := newEncoder()
		if err != nil {
			return nil, err
		}
		g := newGroup(l, hasReasons)
		return func(i uint64) (*encodedGroup, error) {
			g.read(l.Slice(i*rows, (i+1)*rows))
			columns, err := enc.columns(g)
			return &encodedGroup{rows: g.rows, columns: columns, longest: g.longest()}, err
		}, nil
	}
	// The index takes one processor some time: beside the row groups, not after.
	index := make(chan *packedIndex, 1)
	go func() { index <- packIndex(l) }()
	err = inOrder(groups, worker, out.writeGroup)
	packed := <-index
	if err != nil {
		return err
	}
	return out.finish(packed)
}

// rowsPerGroup gives the number of rows in each row group but the last: fewer
// where string values are long, since a row group's are held in memory.
func rowsPerGroup(l *dataidlist.List) uint64 {
	longest := 1
	for _, c := range l.Chunks() {
		size := 0
		for _, s := range c.Strings {
			size += len(s)
		}
		longest = max(longest, size)
	}
	return uint64(max(leastGroupRows, min(groupRows, maxGroupText/longest)))
}

// inOrder calls work for 0 … n−1 on all processors, each of which gets a
// worker of its own, and use with the results in their order. It stops at the
// first error.
func inOrder[T any](n uint64, worker func() (func(i uint64) (T, error), error), use func(T) error) error {
	type result struct {
		value T
		err   error
	}
	workers := min(uint64(runtime.GOMAXPROCS(0)), n)
	// Results wait for their turn in as many places as tokens; a worker takes
	// a token before it takes a number, so that the next result is on its way.
	tokens := make(chan struct{}, 2*workers)
	places := make([]chan result, 2*workers)
	for i := range places {
		places[i] = make(chan result, 1)
	}
	stop := make(chan struct{})
	var next atomic.Uint64
	var done sync.WaitGroup
	for range workers {
		done.Go(func() {
			work, err := worker()
			for {
				select {
				case tokens <- struct{}{}:
				case <-stop:
					return
				}
				i := next.Add(1) - 1
				if i >= n {
					return
				}
				var r result
				if r.err = err; err == nil {
					r.value, r.err = work(i)
				}
				places[i%uint64(len(places))] <- r
			}
		})
	}
	defer done.Wait()
	defer close(stop)
	for i := range n {
		r := <-places[i%uint64(len(places))]
		<-tokens
		if r.err != nil {
			return r.err
		}
		if err := use(r.value); err != nil {
			return err
		}
	}
	return nil
}
