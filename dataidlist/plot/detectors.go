package plot

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// maxDetectors is how many detectors of an instrument are drawn.
const maxDetectors = 1024

// detectors shows the detectors of an instrument on its focal plane.
type detectors struct {
	head
	Instrument string  `json:"instrument,omitempty"`
	Detectors  []value `json:"detectors"` // those with DataIds

	plane focalPlane
}

// newDetectors gives a panel for each instrument.
func newDetectors(l *dataidlist.List, title string) ([]panel, error) {
	if !hasInt(l, "detector") {
		return nil, fmt.Errorf("detectors %w: a list over %s has none", ErrKind, l.Group())
	}
	all, err := tallies(l, "detector", maxDetectors, "instrument")
	if err != nil {
		return nil, err
	}
	var panels []panel
	for _, name := range slices.Sorted(maps.Keys(all)) {
		found := all[name].values()
		if len(found) == 0 {
			return nil, fmt.Errorf("detectors %w: all numbers of %s are above %d", ErrKind, dataidlist.Quote(name), maxDetectors-1)
		}
		d := &detectors{
			head:       head{Kind: Detectors, Title: title},
			Instrument: name,
			Detectors:  found,
			plane:      planeOf(name, min(found[0].Value, 1), found[len(found)-1].Value),
		}
		if name != "" {
			d.Title += " of " + plain(name)
		}
		byCount := func(a, b value) int { return cmp.Compare(a.Count, b.Count) }
		least, most := slices.MinFunc(found, byCount), slices.MaxFunc(found, byCount)
		d.Summary = plural(uint64(len(found)), "detector", "detectors")
		if least.Count == most.Count {
			d.Summary += fmt.Sprintf(", %s of each.", grouped(most.Count))
		} else {
			d.Summary += fmt.Sprintf(". Least: %s of detector %d. Most: %s of detector %d.", grouped(least.Count), least.Value, grouped(most.Count), most.Value)
		}
		if n := all[name].beyond; n > 0 {
			d.Summary += fmt.Sprintf(" Not shown: %s of detectors above %d.", plural(n, "DataId", "DataIds"), maxDetectors-1)
		}
		d.Summary += " " + d.plane.note
		panels = append(panels, d)
	}
	return panels, nil
}

// counts gives the DataIds of each detector, and the classes of them.
func (d *detectors) counts(n int) (map[int64]uint64, classes) {
	counts := map[int64]uint64{}
	var all []uint64
	for _, v := range d.Detectors {
		counts[v.Value] = v.Count
		all = append(all, v.Count)
	}
	return counts, newClasses(all, n)
}

const (
	planeSize = 430.0
	raftGap   = 5.0
	planeLeft = margin + 34.0
)

// pitch is the distance of detectors in pixels.
func (d *detectors) pitch() float64 {
	return min((planeSize-raftGap*float64(d.plane.gaps))/float64(max(d.plane.columns, d.plane.rows)), 46)
}

func (d *detectors) height() float64 {
	height := d.pitch()*float64(d.plane.rows) + raftGap*float64(d.plane.gaps) + 8
	if len(d.plane.labels) > 0 {
		height += 16
	}
	return max(height, 20*(numClasses+3))
}

func (d *detectors) draw(p *page, top float64) {
	counts, classes := d.counts(numClasses)
	pitch := d.pitch()
	at := func(column, row float64, gapX, gapY int) xy {
		return xy{planeLeft + pitch*column + raftGap*float64(gapX), top + pitch*row + raftGap*float64(gapY)}
	}
	number := pen{size: min(10, pitch*0.4)}
	for _, place := range d.plane.places {
		class := classes.of(counts[place.detector])
		if class < 0 {
			class = len(classes.from)
		}
		colour := classColour(class, len(classes.from))
		corner := at(float64(place.column), float64(place.row), place.gapX, place.gapY)
		p.fill(colour, rect{corner.x, corner.y, pitch - 1, pitch - 1})
		if number.size >= 6 {
			number.colour = over(colour)
			p.centred(number, corner.x+(pitch-1)/2, corner.y+(pitch-1)/2+number.size*0.36, place.name())
		}
	}
	for _, label := range d.plane.labels {
		if label.column < 0 {
			middle := at(0, float64(label.row)+0.5, 0, label.gap)
			p.right(small, planeLeft-8, middle.y+4, label.text)
		} else {
			middle := at(float64(label.column)+0.5, float64(label.row), label.gap, d.plane.gaps)
			p.centred(small, middle.x, middle.y+13, label.text)
		}
	}
	p.keyColumn(planeLeft+planeSize+40, top+12, "DataIds of a detector", classes)
}

// print writes two characters for each detector.
func (d *detectors) print(t *printer) {
	counts, classes := d.counts(t.shades())
	height := d.plane.rows + d.plane.gaps
	width := 2*d.plane.columns + d.plane.gaps
	screen := make([][]string, height)
	for y := range screen {
		screen[y] = slices.Repeat([]string{" "}, width)
	}
	for _, place := range d.plane.places {
		x, y := 2*place.column+place.gapX, place.row+place.gapY
		c := t.shade(classes, counts[place.detector])
		screen[y][x], screen[y][x+1] = c, c
	}
	margins := map[int]string{}
	for _, label := range d.plane.labels {
		if label.column < 0 {
			margins[label.row+label.gap] = label.text
		}
	}
	for y, row := range screen {
		t.line("%4s  %s", margins[y], strings.Join(row, ""))
	}
	t.key(classes)
}
