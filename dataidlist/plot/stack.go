package plot

import (
	"encoding/json"
	"fmt"
	"image/color"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A stack is a column for each bin of an axis, in which series stand on each
// other.
type stack struct {
	head
	Axis string // what the bins are of; empty if there are none
	Bins []bin

	unit    string  // what a bin is
	at      string  // what stands before a bin's name in a sentence
	strides []int64 // possible distances of labels, in bins
	series  []series
	note    string // what is not shown
}

// A series is a list that has its own colour in a stack.
type series struct {
	name   string
	colour color.RGBA
	list   *dataidlist.List
}

// A bin is a range of values, both ends included, or of nights as YYYYMMDD.
type bin struct {
	First  int64    `json:"first"`
	Last   int64    `json:"last"`
	Counts []uint64 `json:"counts"` // of each series

	ordinal int64 // labels stand where it is a multiple of their distance
	label   string
	isRange bool // the label is that of the first value, and stands there
}

// name says which values or nights the bin is of.
func (b bin) name() string {
	if b.isRange {
		return fmt.Sprintf("%s..%d", b.label, b.Last)
	}
	return b.label
}

func (b bin) total() uint64 {
	var n uint64
	for _, c := range b.Counts {
		n += c
	}
	return n
}

// MarshalJSON gives the counts of the bins and the names of the series.
func (s *stack) MarshalJSON() ([]byte, error) {
	names := []string{}
	for _, one := range s.series {
		names = append(names, one.name)
	}
	return json.Marshal(struct {
		head
		Axis   string   `json:"axis"`
		Series []string `json:"series"`
		Bins   []bin    `json:"bins"`
	}{s.head, s.Axis, names, append([]bin{}, s.Bins...)})
}

// sentence describes the bins.
func (s *stack) sentence() string {
	if len(s.Bins) == 0 {
		return "No DataIds." + s.note
	}
	most := s.Bins[0]
	for _, b := range s.Bins {
		if b.total() > most.total() {
			most = b
		}
	}
	first, last := s.Bins[0], s.Bins[len(s.Bins)-1]
	if len(s.Bins) == 1 {
		return fmt.Sprintf("%s %s %s.%s", grouped(first.total()), s.at, first.name(), s.note)
	}
	return fmt.Sprintf("By %s from %s to %s. Most: %s %s %s.%s", s.unit, first.label, last.name(), grouped(most.total()), s.at, most.name(), s.note)
}

// only gives a stack of the same bins in which one of the series stands alone.
func (s *stack) only(i int) *stack {
	alone := *s
	alone.series = s.series[i : i+1]
	alone.Bins = nil
	for _, b := range s.Bins {
		b.Counts = b.Counts[i : i+1]
		alone.Bins = append(alone.Bins, b)
	}
	return &alone
}

// greatest gives the highest column, at least 1.
func (s *stack) greatest() uint64 {
	most := uint64(1)
	for _, b := range s.Bins {
		most = max(most, b.total())
	}
	return most
}

const (
	plotHeight = 190.0
	plotLeft   = margin + 66.0
	plotWidth  = pageWidth - margin - plotLeft
	maxColumn  = 80.0 // the widest column, where there are few
	legendRow  = 20.0
)

func (s *stack) height() float64 {
	return legendRow*float64(len(s.legend(newRuler()))) + plotHeight + 42
}

// legend breaks the series into lines that fit.
func (s *stack) legend(r ruler) [][]series {
	if len(s.series) < 2 {
		return nil
	}
	lines := [][]series{nil}
	x := 0.0
	for _, one := range s.series {
		width := r.width(body, r.fit(body, one.name, legendText)) + legendGap
		if x > 0 && x+width > inner {
			lines = append(lines, nil)
			x = 0
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], one)
		x += width
	}
	return lines
}

const (
	legendText = 220.0 // widest text in a legend
	legendGap  = 40.0  // swatch and distance
)

func (s *stack) draw(p *page, top float64) {
	for _, line := range s.legend(p.ruler) {
		x := float64(margin)
		for _, one := range line {
			name := p.fit(body, one.name, legendText)
			p.fill(one.colour, rect{x, top + 1, 14, 14})
			p.text(body, x+20, top+12, name)
			x += p.width(body, name) + legendGap
		}
		top += legendRow
	}
	top += 8
	bottom := top + plotHeight
	step := axisStep(s.greatest())
	ceiling := (s.greatest() + step - 1) / step * step
	y := func(n uint64) float64 { return bottom - plotHeight*float64(n)/float64(ceiling) }
	for n := uint64(0); n <= ceiling; n += step {
		p.line(rule, 1, xy{plotLeft, y(n)}, xy{plotLeft + plotWidth, y(n)})
		p.right(small, plotLeft-6, y(n)+4, grouped(n))
	}
	width := min(plotWidth/float64(max(len(s.Bins), 1)), maxColumn)
	left := plotLeft + (plotWidth-width*float64(len(s.Bins)))/2
	gap := min(1, width/4)
	for k, one := range s.series {
		var rects []rect
		for i, b := range s.Bins {
			below := bin{Counts: b.Counts[:k]}.total()
			if n := b.Counts[k]; n > 0 {
				rects = append(rects, rect{left + width*float64(i) + gap/2, y(below + n), width - gap, y(below) - y(below+n)})
			}
		}
		p.fill(one.colour, rects...)
	}
	p.line(faint, 1, xy{plotLeft, bottom}, xy{plotLeft + plotWidth, bottom})
	s.drawLabels(p, left, width, bottom)
	p.centred(aside, plotLeft+plotWidth/2, bottom+32, s.Axis)
}

// drawLabels writes labels below the columns, at the least distance at which
// they do not touch.
func (s *stack) drawLabels(p *page, left, width, bottom float64) {
	widest := 0.0
	for _, b := range s.Bins {
		widest = max(widest, p.width(small, b.label))
	}
	stride := s.strides[len(s.strides)-1]
	for _, n := range s.strides {
		if float64(n)*width > widest+10 {
			stride = n
			break
		}
	}
	for i, b := range s.Bins {
		if b.ordinal%stride != 0 && len(s.Bins) > 1 {
			continue
		}
		x := left + width*float64(i)
		if !b.isRange {
			x += width / 2
		}
		p.line(faint, 1, xy{x, bottom}, xy{x, bottom + 4})
		p.centred(small, x, bottom+15, b.label)
	}
}

// axisStep gives a round distance for at most six lines.
func axisStep(greatest uint64) uint64 {
	step := uint64(1)
	for greatest/step >= 6 {
		step = nextRound(step)
	}
	return step
}

// print writes a line for each bin, in which series are told apart by colours
// or letters.
func (s *stack) print(t *printer) {
	label, count := 0, len(grouped(s.greatest()))
	for _, b := range s.Bins {
		label = max(label, len(b.label))
	}
	for i, one := range s.series {
		if len(s.series) > 1 {
			t.line("  %s %s", s.mark(t, i, 1), t.cut(one.name, t.Width-6))
		}
	}
	columns := max(t.Width-label-count-2, minColumns)
	empty := 0
	for i, b := range s.Bins {
		if empty++; b.total() > 0 {
			empty = 0
		}
		if empty > 1 && i+1 < len(s.Bins) && s.Bins[i+1].total() == 0 { // within a gap
			if empty == 2 {
				t.line("%*s", label, "...")
			}
			continue
		}
		t.line("%*s %*s %s", label, b.label, count, grouped(b.total()), s.column(t, b, columns))
	}
}

// column gives the line of a bin.
func (s *stack) column(t *printer, b bin, columns int) string {
	if len(s.series) == 1 {
		return t.bar(s.series[0].colour, float64(b.total())/float64(s.greatest()), columns)
	}
	var line strings.Builder
	at := func(n uint64) int { return ceil(float64(n) / float64(s.greatest()) * float64(columns)) }
	var below uint64
	for i, n := range b.Counts {
		line.WriteString(s.mark(t, i, at(below+n)-at(below)))
		below += n
	}
	return line.String()
}

// mark gives so many characters of a series.
func (s *stack) mark(t *printer, i, n int) string {
	if n == 0 {
		return ""
	}
	if t.Color {
		block := "█"
		if t.ASCII {
			block = "#"
		}
		return t.in(s.series[i].colour, strings.Repeat(block, n))
	}
	return strings.Repeat(string(rune('A'+i)), n)
}
