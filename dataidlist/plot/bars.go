package plot

import (
	"fmt"
)

// maxBars is how many bars a picture has, without that for the rest.
const maxBars = 20

// bars is a horizontal bar for each text, in the order of their counts.
type bars struct {
	head
	Dimension string `json:"dimension,omitempty"`
	Bars      []bar  `json:"bars"`

	total uint64 // that shares are of
}

type bar struct {
	Text  string `json:"text"` // empty for DataIds without a reason
	Count uint64 `json:"count"`

	remainder bool // of several texts that have no bar of their own
}

// label gives the text as it is drawn.
func (b bar) label() string {
	if b.Text == "" {
		return "(no reason given)"
	}
	return plain(b.Text)
}

// fold unites the shortest bars where there are too many.
func (b *bars) fold(what string) {
	if len(b.Bars) <= maxBars+1 {
		return
	}
	others := bar{Text: fmt.Sprintf("%s %s", grouped(uint64(len(b.Bars)-maxBars)), what), remainder: true}
	for _, one := range b.Bars[maxBars:] {
		others.Count += one.Count
	}
	b.Bars = append(b.Bars[:maxBars:maxBars], others)
}

// greatest gives the longest bar's count, at least 1.
func (b *bars) greatest() uint64 {
	most := uint64(1)
	for _, one := range b.Bars {
		most = max(most, one.Count)
	}
	return most
}

// share words a bar's count.
func (b *bars) share(one bar) string {
	return fmt.Sprintf("%s  (%.1f %%)", grouped(one.Count), 100*float64(one.Count)/float64(max(b.total, 1)))
}

const barHeight = 22.0

func (b *bars) height() float64 { return barHeight*float64(len(b.Bars)) + 4 }

func (b *bars) draw(p *page, top float64) {
	label := 60.0
	for _, one := range b.Bars {
		label = max(label, min(p.width(body, one.label()), 280))
	}
	const count = 150 // room for the count behind the longest bar
	left := margin + label + 12
	longest := pageWidth - margin - count - left
	for i, one := range b.Bars {
		y := top + barHeight*float64(i)
		c := blue
		if one.remainder || one.Text == "" {
			c = rest
		}
		width := max(longest*float64(one.Count)/float64(b.greatest()), 1)
		p.right(body, left-10, y+15, p.fit(body, one.label(), label))
		p.fill(c, rect{left, y + 3, width, barHeight - 6})
		p.text(aside, left+width+8, y+15, b.share(one))
	}
	p.line(faint, 1, xy{left, top}, xy{left, top + barHeight*float64(len(b.Bars))})
}

func (b *bars) print(t *printer) {
	label, count := 0, 0
	for _, one := range b.Bars {
		label = max(label, len([]rune(t.cut(one.label(), t.Width/3))))
		count = max(count, len(b.share(one)))
	}
	for _, one := range b.Bars {
		name := t.cut(one.label(), t.Width/3)
		columns := max(t.Width-label-count-3, minColumns)
		t.line("%*s %s %s", label, name, t.bar(blue, float64(one.Count)/float64(b.greatest()), columns), b.share(one))
	}
}
