package parquet

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// errSlow is the error of a file that is not for the fast path.
var errSlow = errors.New("this file is read row by row")

// readFast reads the rows of a file on all processors, at the level of runs:
// each worker takes one row group after the other and makes a list of its own,
// and the lists are united. The row groups of a worker come in the order of
// the file, so that a file in canonical order is in order for each worker.
//
// This path says nothing about what is wrong with a file. An error means that
// readRows is to read it, which takes what this path does not, and says of
// anything else in which row it is wrong: so refusals do not depend on how
// workers are scheduled, nor on this path at all.
func readFast(r io.ReaderAt, f *footer, d *table.Direct) (*dataidlist.List, uint64, error) {
	if err := f.checkFast(d); err != nil {
		return nil, 0, err
	}
	workers := min(runtime.GOMAXPROCS(0), len(f.groups))
	lists, rows, errs := make([]*dataidlist.List, workers), make([]uint64, workers), make([]error, workers)
	var next atomic.Int64
	var failed atomic.Bool
	var done sync.WaitGroup
	for w := range workers {
		done.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failed.Store(true)
					errs[w] = fmt.Errorf("panic: %v", p)
				}
			}()
			j := newJoiner(r, f, d, maxOpen/int64(workers))
			defer j.unpack.close()
			for !failed.Load() {
				i := int(next.Add(1) - 1)
				if i >= len(f.groups) {
					break
				}
				if errs[w] = j.readGroup(f.groups[i]); errs[w] != nil {
					failed.Store(true)
				}
			}
			rows[w], lists[w] = j.builder.Added(), j.builder.List()
		})
	}
	done.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, 0, err
	}
	var all uint64
	for _, n := range rows {
		all += n
	}
	list, err := dataidlist.Union(lists[0], lists[1:]...)
	return list, all, err
}

// checkFast returns an error for columns that the fast path does not read.
func (f *footer) checkFast(d *table.Direct) error {
	numStrings := len(d.Strings)
	if f.rows == 0 || len(d.Ints) == 0 {
		return errSlow
	}
	left := f.dataEnd
	for i, at := range d.Columns {
		if at < 0 {
			continue
		}
		c := f.fields[at]
		if c.unfit != "" || (c.size == 0) != (i < numStrings) {
			return errSlow
		}
		for _, g := range f.groups {
			ch := g.chunks[c.column]
			if err := ch.check(g.rows, f.dataEnd); err != nil {
				return err
			}
			if left -= ch.size; left < 0 {
				return errSlow
			}
		}
	}
	return nil
}
