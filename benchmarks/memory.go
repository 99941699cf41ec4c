package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"time"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// innerRuns is how often a work in memory is repeated in one process, after
// once that does not count; the process gives their median. The peers do the
// same.
const innerRuns = 5

// timed gives the median time of a function in seconds. Garbage is collected
// outside of the time, as the peers free their results outside of it.
func timed(f func()) float64 {
	var seconds []float64
	for range innerRuns + 1 {
		runtime.GC()
		begin := time.Now()
		f()
		seconds = append(seconds, time.Since(begin).Seconds())
	}
	return median(seconds[1:])
}

// timeAlgebra times an operation on two lists that are in memory.
func timeAlgebra(ctx context.Context, args []string) (any, error) {
	if len(args) != 3 {
		return nil, errUsage
	}
	operate, ok := map[string]func(*dataidlist.List, ...*dataidlist.List) (*dataidlist.List, error){
		"union":                dataidlist.Union,
		"intersection":         dataidlist.Intersect,
		"difference":           dataidlist.Subtract,
		"symmetric difference": dataidlist.SymmetricDifference,
	}[args[0]]
	if !ok {
		return nil, errUsage
	}
	a, err := readList(ctx, args[1])
	if err != nil {
		return nil, err
	}
	b, err := readList(ctx, args[2])
	if err != nil {
		return nil, err
	}
	var result *dataidlist.List
	var count uint64
	seconds := timed(func() {
		if result, err = operate(a, b); err == nil {
			count = result.Count()
		}
	})
	if err != nil {
		return nil, err
	}
	return map[string]any{"seconds": seconds, "count": count, "runs": sumRuns(packedRuns(result))}, nil
}

// timeDigest times the digest of a list that is in memory and whose digest
// nobody knows.
func timeDigest(ctx context.Context, args []string) (any, error) {
	if len(args) != 1 {
		return nil, errUsage
	}
	read, err := readList(ctx, args[0])
	if err != nil {
		return nil, err
	}
	var seconds []float64
	var l *dataidlist.List
	for range innerRuns + 1 {
		builder := dataidlist.NewBuilder(read.Group())
		for run := range read.Runs() {
			if err := builder.AddRun(run.Strings, run.Ints, run.Len); err != nil {
				return nil, err
			}
		}
		l = builder.List()
		runtime.GC()
		begin := time.Now()
		l.Digest()
		seconds = append(seconds, time.Since(begin).Seconds())
	}
	return map[string]any{"seconds": median(seconds[1:]), "count": l.Count(), "digest": l.Digest().String()}, nil
}

// packedRuns gives the runs of a list of visits and detectors as the numbers
// by which the peers' bitmaps and sets know them: 256 × visit + detector. Two
// values are the first number of a run and how many there are.
func packedRuns(l *dataidlist.List) iter.Seq2[uint64, uint64] {
	return func(yield func(uint64, uint64) bool) {
		for run := range l.Runs() {
			if !yield(uint64(run.Ints[0])<<8|uint64(run.Ints[1]), uint64(run.Len)) {
				return
			}
		}
	}
}

// bitmapRuns gives the runs of a bitmap in the same way.
func bitmapRuns(b *roaring64.Bitmap) iter.Seq2[uint64, uint64] {
	return func(yield func(uint64, uint64) bool) {
		var first, n uint64
		values := b.ManyIterator()
		buffer := make([]uint64, 64<<10)
		for {
			got := values.NextMany(buffer)
			if got == 0 {
				break
			}
			for _, v := range buffer[:got] {
				if n > 0 && v == first+n {
					n++
					continue
				}
				if n > 0 && !yield(first, n) {
					return
				}
				first, n = v, 1
			}
		}
		if n > 0 {
			yield(first, n)
		}
	}
}

// sumRuns gives the SHA-256 of runs: equal sets have equal sums.
func sumRuns(runs iter.Seq2[uint64, uint64]) string {
	h := sha256.New()
	w := bufio.NewWriterSize(h, 64<<10)
	var pair [16]byte
	for first, n := range runs {
		binary.LittleEndian.PutUint64(pair[:8], first)
		binary.LittleEndian.PutUint64(pair[8:], n)
		_, _ = w.Write(pair[:]) // a hash takes everything
	}
	_ = w.Flush()
	return hex.EncodeToString(h.Sum(nil))
}

// packList writes a list as a portable roaring bitmap of 64-bit numbers.
func packList(ctx context.Context, args []string) (any, error) {
	if len(args) != 2 {
		return nil, errUsage
	}
	l, err := readList(ctx, args[0])
	if err != nil {
		return nil, err
	}
	packed := roaring64.New()
	for first, n := range packedRuns(l) {
		packed.AddRange(first, first+n)
	}
	packed.RunOptimize()
	file, err := os.Create(args[1])
	if err != nil {
		return nil, err
	}
	_, err = packed.WriteTo(file)
	return facts{"count": fmt.Sprint(packed.GetCardinality())}, errors.Join(err, file.Close())
}

// readPacked tells what is in such a bitmap.
func readPacked(_ context.Context, args []string) (any, error) {
	if len(args) != 1 {
		return nil, errUsage
	}
	file, err := os.Open(args[0])
	if err != nil {
		return nil, err
	}
	defer file.Close()
	packed := roaring64.New()
	if _, err := packed.ReadFrom(bufio.NewReaderSize(file, 1<<20)); err != nil {
		return nil, err
	}
	return facts{"count": fmt.Sprint(packed.GetCardinality()), "runs": sumRuns(bitmapRuns(packed))}, nil
}
