package codec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/resolve"
)

// Reject is a row that was not resolved.
type Reject struct {
	Row    int64    // its number or line in the input
	Values []string // of the columns, as [RejectColumns] names them; good only during the call
	Err    error
}

// RejectColumns returns the names of the values of rejected rows: those of the
// input's columns that are not ignored, and the reason, which is last.
func RejectColumns(columns []string) []string {
	names := slices.DeleteFunc(slices.Clone(columns), func(name string) bool {
		return name == "" || name == table.DefaultReasonColumn
	})
	return append(names, table.DefaultReasonColumn)
}

// Resolve makes a list of the rows as the plan says, whose input are the
// columns of [Rows.Columns]. DataIds have the reasons of the rows they came
// from. Rows that cannot be resolved, or whose other values a DataId cannot
// have, go to reject in the order of the input; its error ends the work. It is
// called from another goroutine, but not after Resolve has returned.
func (r *Rows) Resolve(ctx context.Context, plan *resolve.Plan, reject func(Reject) error) (*table.Result, error) {
	columns, err := r.Columns(ctx)
	if err != nil {
		return nil, err
	}
	w, err := newResolver(r.name, columns, plan, reject)
	if err != nil {
		return nil, err
	}
	var read *table.Result
	err = w.run(func() (err error) {
		read, err = r.read(ctx, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	result, err := w.mapper.Finish(read.Format)
	if err == nil {
		result.Used, result.Named, result.Selected = read.Used, read.Named, read.Selected
	}
	return result, err
}

// ResolveList does so with a list, whose dimensions in canonical order are the
// columns. Rows are counted in canonical order, and the DataIds of a run that
// have the same record are one row.
func ResolveList(ctx context.Context, name string, l *dataidlist.List, plan *resolve.Plan, reject func(Reject) error) (*table.Result, error) {
	if l.IsZero() {
		return nil, fmt.Errorf("%w: there is no list to resolve: it is nil or zero", dataidlist.ErrGroup)
	}
	w, err := newResolver(name, l.Group().Dimensions(), plan, reject)
	if err != nil {
		return nil, err
	}
	if err := w.run(func() error { return w.takeList(ctx, l) }); err != nil {
		return nil, err
	}
	return w.mapper.Finish("")
}

// takeList takes the DataIds of a list as rows.
func (w *resolver) takeList(ctx context.Context, l *dataidlist.List) error {
	strs, ints := len(l.Group().Strings()), len(l.Group().Ints())
	cells := make([]table.Cell, strs+ints)
	row := int64(1)
	for run, reasons := range table.WithReasons(l) {
		for i, s := range run.Strings {
			cells[i] = table.Cell{Kind: table.Str, Bytes: []byte(s)}
		}
		for i, v := range run.Ints {
			cells[strs+i] = table.Cell{Kind: table.Int, Int: v}
		}
		last := &cells[len(cells)-1]
		step := int64(1)
		if run.Len > 1 && !w.plan.Uses(len(cells)-1) {
			step = run.Len
			*last = table.Cell{Kind: table.Range, Int: last.Int, Last: last.Int + run.Len - 1}
		}
		for done := int64(0); done < run.Len; done += step {
			if err := w.Row(row, cells, reasons); err != nil {
				return err
			}
			row += step
			last.Int++
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// blockRows is how many rows are resolved at a time.
const blockRows = 1 << 13

// A resolver is a sink that makes a list of resolved rows. While it takes rows
// into one block, another goroutine resolves the block before.
type resolver struct {
	file     string
	columns  []string // of the input
	places   []int    // of these in the rows that come
	reasonAt int      // among columns, −1 if there is none
	plan     *resolve.Plan
	outputs  []resolve.Output // of the plan
	reject   func(Reject) error
	mapper   *table.Mapper
	cells    []table.Cell // of a DataId, for the mapper
	rejected []string     // of Reject

	block *block // that takes rows
	text  texts
	full  chan *block
	free  chan *block
	ended chan struct{} // closed when all blocks are resolved, or err is not nil
	err   error         // why a block could not be; after ended
}

// A block is rows that are resolved together.
type block struct {
	rows  []row
	cells []cell // row by row
}

// A row is one of a block.
type row struct {
	number  int64
	reasons []dataidlist.Reason // besides that of the column
}

// A cell is one that is kept.
type cell struct {
	kind      table.Kind
	text      string
	int, last int64
}

func newResolver(file string, columns []string, plan *resolve.Plan, reject func(Reject) error) (*resolver, error) {
	w := &resolver{
		file: file, columns: columns, plan: plan, outputs: plan.Outputs(), reject: reject,
		block: &block{}, full: make(chan *block), free: make(chan *block, 1), ended: make(chan struct{}),
	}
	w.free <- &block{}
	w.reasonAt = slices.Index(columns, table.DefaultReasonColumn)
	var names []string
	for _, out := range w.outputs {
		names = append(names, out.Name)
	}
	if w.reasonAt >= 0 {
		names = append(names, table.DefaultReasonColumn)
	}
	var err error
	if w.mapper, err = table.NewMapper(file, &table.ReadOptions{Universe: plan.Group().Universe()}); err != nil {
		return nil, err
	}
	w.cells = make([]table.Cell, len(names))
	return w, w.mapper.Columns(0, names)
}

// Columns finds the columns of the input in rows, where they may be in another
// order.
func (w *resolver) Columns(_ int64, names []string) ([]table.Kind, error) {
	w.places = w.places[:0]
	kinds := make([]table.Kind, len(names))
	for _, name := range w.columns {
		at := slices.Index(names, name)
		if at < 0 {
			return nil, fmt.Errorf("%s is missing here: rows that are resolved have the same columns", name)
		}
		w.places = append(w.places, at)
	}
	for at, name := range names {
		if name == "" {
			continue
		}
		if !slices.Contains(w.columns, name) {
			return nil, fmt.Errorf("%s is not among the columns of the first row: rows that are resolved have the same columns", name)
		}
		kinds[at] = table.Text
		if d, ok := w.plan.Group().Universe().Dimension(name); ok && d.Type == dataidlist.Int64 {
			kinds[at] = table.Int
		}
	}
	return kinds, nil
}

// Row takes a row into the block.
func (w *resolver) Row(number int64, cells []table.Cell, reasons []dataidlist.Reason) error {
	if w.places == nil { // a list has its columns in order
		for i := range w.columns {
			w.places = append(w.places, i)
		}
	}
	if len(reasons) > 0 {
		reasons = slices.Clone(reasons)
	}
	b := w.block
	b.rows = append(b.rows, row{number, reasons})
	var last []cell // the row before
	if n := len(b.cells) - len(w.columns); n >= 0 {
		last = b.cells[n:]
	}
	for i, at := range w.places {
		c := cells[at]
		kept := cell{kind: c.Kind, int: c.Int, last: c.Last}
		if len(c.Bytes) > 0 && c.Kind != table.Int {
			before := ""
			if last != nil {
				before = last[i].text
			}
			kept.text = w.text.add(c.Bytes, before)
		}
		b.cells = append(b.cells, kept)
	}
	if len(b.rows) == blockRows {
		return w.flush()
	}
	return nil
}

// run has take give the rows, and returns when all of them are resolved.
func (w *resolver) run(take func() error) error {
	go func() {
		defer close(w.ended)
		for b := range w.full {
			if w.err = w.resolve(b); w.err != nil {
				return
			}
			b.rows, b.cells = b.rows[:0], b.cells[:0]
			w.free <- b
		}
	}()
	err := take()
	if err == nil {
		err = w.flush()
	}
	close(w.full)
	<-w.ended
	return cmp.Or(w.err, err)
}

// flush gives the block away to be resolved, and takes rows into another one. It
// returns the error of an earlier one.
func (w *resolver) flush() error {
	select {
	case w.full <- w.block:
	case <-w.ended:
		return w.err
	}
	select {
	case w.block = <-w.free:
		return nil
	case <-w.ended:
		return w.err
	}
}

// resolve makes DataIds of the rows of a block.
func (w *resolver) resolve(b *block) error {
	keys := make([]resolve.Column, len(w.columns))
	for i := range keys {
		if w.plan.Uses(i) {
			keys[i] = b.column(i, len(w.columns))
		}
	}
	result := w.plan.Resolve(len(b.rows), keys)
	failures := result.Failures
	slices.SortStableFunc(failures, func(a, b resolve.Failure) int { return cmp.Compare(a.Row, b.Row) })
	for at, from := range result.Rows {
		for len(failures) > 0 && failures[0].Row < from {
			if err := w.fail(b, failures[0].Row, failures[0].Err); err != nil {
				return err
			}
			failures = failures[1:]
		}
		if err := w.add(b, from, at, result.Columns); err != nil {
			return err
		}
	}
	for _, f := range failures {
		if err := w.fail(b, f.Row, f.Err); err != nil {
			return err
		}
	}
	return nil
}

// column gives the keys in one of width columns: ints if all are.
func (b *block) column(i, width int) (c resolve.Column) {
	for at := i; at < len(b.cells); at += width {
		if b.cells[at].kind != table.Int {
			c.Texts = make([]string, 0, len(b.rows))
			break
		}
	}
	if c.Texts == nil {
		c.Ints = make([]int64, 0, len(b.rows))
	}
	for at := i; at < len(b.cells); at += width {
		if c.Texts == nil {
			c.Ints = append(c.Ints, b.cells[at].int)
		} else {
			c.Texts = append(c.Texts, b.cells[at].String())
		}
	}
	return c
}

// add gives a DataId to the mapper: the row at of the result, which came from a
// row of a block.
func (w *resolver) add(b *block, from int32, at int, columns []resolve.Column) error {
	kept := b.cells[int(from)*len(w.columns):]
	for i, out := range w.outputs {
		c := &w.cells[i]
		switch {
		case out.Input >= 0:
			kept[out.Input].fill(c)
		case columns[i].Ints != nil:
			*c = table.Cell{Kind: table.Int, Int: columns[i].Ints[at]}
		default:
			c.Kind, c.Bytes = table.Str, append(c.Bytes[:0], columns[i].Texts[at]...)
		}
	}
	if w.reasonAt >= 0 {
		kept[w.reasonAt].fill(&w.cells[len(w.cells)-1])
	}
	r := b.rows[from]
	err := w.mapper.Row(r.number, w.cells, r.reasons...)
	if err == nil || errors.Is(err, dataidlist.ErrLimit) && !errors.Is(err, dataidlist.ErrValue) {
		return err
	}
	var placed *dataidlist.InputError
	if errors.As(err, &placed) {
		if err = placed.Err; placed.Column != "" {
			err = fmt.Errorf("%s: %w", placed.Column, placed.Err)
		}
	}
	return w.fail(b, from, err)
}

// fail rejects a row of a block.
func (w *resolver) fail(b *block, from int32, err error) error {
	r := b.rows[from]
	kept := b.cells[int(from)*len(w.columns):]
	w.rejected = w.rejected[:0]
	var reasons []string
	for i, name := range w.columns {
		switch {
		case i == w.reasonAt && kept[i].text != "":
			reasons = append(reasons, kept[i].text)
		case i != w.reasonAt && name != "":
			w.rejected = append(w.rejected, kept[i].String())
		}
	}
	for _, reason := range r.reasons {
		reasons = append(reasons, reason.Text)
	}
	w.rejected = append(w.rejected, strings.Join(reasons, "; "))
	return w.reject(Reject{r.number, w.rejected, err})
}

// String gives the cell as text formats have it.
func (c cell) String() string {
	switch c.kind {
	case table.Int:
		return strconv.FormatInt(c.int, 10)
	case table.Range:
		return fmt.Sprintf("%d..%d", c.int, c.last)
	}
	return c.text
}

// fill gives the cell back. It uses the room of the bytes that are there.
func (c cell) fill(to *table.Cell) {
	*to = table.Cell{Kind: c.kind, Bytes: append(to.Bytes[:0], c.text...), Int: c.int, Last: c.last}
}
