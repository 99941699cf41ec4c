package plot

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A grid is a division of the sky into cells.
type grid interface {
	size() int
	// outline gives the corners of a cell.
	outline(cell int) []lonLat
	// points gives places on the sky and the cells that they are in, near enough
	// to each other for the characters of a terminal.
	points() iter.Seq2[int, lonLat]
}

// maxOrder is the order up to which cells of healpix and htm are drawn; finer
// ones are counted together.
const maxOrder = 5

// sky shows cells on a map of the sky.
type sky struct {
	head
	Skymap string  `json:"skymap,omitempty"`
	Grid   string  `json:"grid"`  // the dimension that the cells are of
	Cells  []value `json:"cells"` // with DataIds; healpix and htm from 0

	grid grid
}

// newSky gives a panel for each skymap, or one for healpix or htm.
func newSky(l *dataidlist.List, title string) ([]panel, error) {
	if hasInt(l, "tract") {
		return newTracts(l, title)
	}
	for _, dimension := range l.Group().Ints() {
		for _, system := range [...]string{"healpix", "htm"} {
			digits, ok := strings.CutPrefix(dimension, system)
			if order, err := strconv.Atoi(digits); ok && err == nil && order >= 0 && order <= 29 {
				return newPixels(l, title, system, order)
			}
		}
	}
	return nil, fmt.Errorf("the sky %w: a list over %s has no tract, healpix or htm", ErrKind, l.Group())
}

// newPixels shows cells of healpix or htm.
func newPixels(l *dataidlist.List, title, system string, order int) ([]panel, error) {
	shown := min(order, maxOrder)
	s := &sky{Grid: system + strconv.Itoa(shown), grid: healpix{shown}}
	first := int64(0) // number of the first cell
	if system == "htm" {
		s.grid, first = htm{shown}, int64(8)<<(2*order)
	}
	inCell := int64(1) << (2 * (order - shown))
	counts := newTally(s.grid.size())
	dimension := system + strconv.Itoa(order)
	eachValue(l, dimension, func(_ []string, from, to int64, each uint64) bool {
		if from < first {
			below := min(to, first-1)
			counts.beyond += each * uint64(below-from+1)
			from = below + 1
		}
		for from <= to {
			cell := (from - first) / inCell
			end := min(to, first+cell*inCell+(inCell-1))
			if cell >= int64(s.grid.size()) {
				counts.beyond += each * uint64(to-from+1)
				break
			}
			counts.add(cell, cell, each*uint64(end-from+1))
			from = end + 1
		}
		return true
	})
	note := ""
	if shown < order {
		note = fmt.Sprintf(" Cells of %s are counted in those of %s.", dimension, s.Grid)
	}
	return s.finish(title, "cell", counts, note)
}

// newTracts shows tracts where the skymap's geometry is known, and counts them
// by number where it is not.
func newTracts(l *dataidlist.List, title string) ([]panel, error) {
	geometry, _ := ringsOf("lsst_cells_v1")
	all, err := tallies(l, "tract", geometry.size(), "skymap")
	if err != nil {
		return nil, err
	}
	var panels []panel
	for _, name := range slices.Sorted(maps.Keys(all)) {
		geometry, known := ringsOf(name)
		if !known {
			byNumber, err := tractsByNumber(l, title, name)
			if err != nil {
				return nil, err
			}
			panels = append(panels, byNumber)
			continue
		}
		s := &sky{Grid: "tract", Skymap: name, grid: geometry}
		more, err := s.finish(title, "tract", all[name], "")
		if err != nil {
			return nil, err
		}
		panels = append(panels, more...)
	}
	return panels, nil
}

// tractsByNumber counts the tracts of a skymap whose geometry is not known.
func tractsByNumber(l *dataidlist.List, title, skymap string) (panel, error) {
	note := " Where tracts are is not known without a skymap: they are counted by number."
	if skymap != "" {
		note = " Where the tracts of " + dataidlist.Quote(skymap) + " are is not known here: they are counted by number."
		g, err := l.Group().Universe().Group("skymap")
		if err != nil {
			return nil, err
		}
		only := dataidlist.NewBuilder(g)
		if err := only.AddRun([]string{skymap}, nil, 1); err != nil {
			return nil, err
		}
		if l, err = l.WithoutReasons().Matching(only.List()); err != nil {
			return nil, err
		}
	}
	s := valueStack("tract", []series{{"DataIds", blue, l}})
	s.head = head{Kind: Sky, Title: title + ", by tract", Summary: s.sentence() + note}
	return s, nil
}

// maxNamed is up to how many cells are named by their numbers.
const maxNamed = 10

var errNoCell = errors.New("no number is that of a cell")

// finish takes the counts and words the heading.
func (s *sky) finish(title, cell string, counts *tally, note string) ([]panel, error) {
	s.Cells = counts.values()
	if len(s.Cells) == 0 {
		if counts.beyond == 0 {
			return nil, nil
		}
		return nil, fmt.Errorf("the sky %w: %w of %s", ErrKind, errNoCell, s.Grid)
	}
	most := slices.MaxFunc(s.Cells, func(a, b value) int { return cmp.Compare(a.Count, b.Count) })
	s.head = head{Kind: Sky, Title: title + ", by " + s.Grid}
	if s.Skymap != "" {
		s.Title += " of " + s.Skymap
	}
	s.Summary = fmt.Sprintf("%s of %s", plural(uint64(len(s.Cells)), cell, cell+"s"), grouped(uint64(s.grid.size())))
	if len(s.Cells) <= maxNamed { // which are hard to find on the map
		var names []string
		for _, v := range s.Cells {
			names = append(names, strconv.FormatInt(v.Value, 10))
		}
		s.Summary += ": " + strings.Join(names, ", ")
	}
	s.Summary += fmt.Sprintf(". Most: %s in %s %d.%s", grouped(most.Count), cell, most.Value, note)
	if counts.beyond > 0 {
		s.Summary += fmt.Sprintf(" Not shown: %s whose number is not that of a %s.", plural(counts.beyond, "DataId", "DataIds"), cell)
	}
	return []panel{s}, nil
}

func (s *sky) classes(n int) classes {
	var all []uint64
	for _, v := range s.Cells {
		all = append(all, v.Count)
	}
	return newClasses(all, n)
}

const (
	skyWidth  = 690.0
	skyHeight = skyWidth / 2
	skyLeft   = margin + 40.0
)

func (s *sky) height() float64 { return skyHeight + 16 + keyHeight }

func (s *sky) draw(p *page, top float64) {
	top += 4
	onPage := func(at xy) xy { return xy{skyLeft + skyWidth/2*(1+at.x), top + skyHeight*(0.5-at.y)} }
	place := func(shape []xy) []xy {
		for i, at := range shape {
			shape[i] = onPage(at)
		}
		return shape
	}
	var edge []xy
	for i := range 180 {
		edge = append(edge, onPage(hammer(lonLat{math.Pi, radians(float64(i) - 90)})))
	}
	for i := range 180 {
		edge = append(edge, onPage(hammer(lonLat{-math.Pi, radians(90 - float64(i))})))
	}
	p.fillShapes(none, [][]xy{edge})
	classes := s.classes(numClasses)
	byColour := make([][][]xy, len(classes.from))
	for _, v := range s.Cells {
		class := classes.of(v.Count)
		for _, shape := range outlines(s.grid.outline(int(v.Value))) {
			byColour[class] = append(byColour[class], place(shape))
		}
	}
	for class, shapes := range byColour {
		p.fillShapes(shade(class, len(classes.from)), shapes)
	}
	s.drawLines(p, onPage)
	p.line(faint, 1, append(edge, edge[0])...)
	p.text(small, margin, top+skyHeight, "RA and Dec,")
	p.text(small, margin, top+skyHeight+12, "east is left")
	p.key(skyLeft+130, top+skyHeight+12, classes)
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// drawLines draws every 60 degrees of right ascension and 30 of declination.
func (s *sky) drawLines(p *page, onPage func(xy) xy) {
	for ra := -120.0; ra <= 120; ra += 60 {
		var line []xy
		for dec := -90.0; dec <= 90; dec += 3 {
			line = append(line, onPage(hammer(lonLat{radians(ra), radians(dec)})))
		}
		p.line(rest, 0.5, line...)
		at := onPage(hammer(lonLat{radians(ra), 0}))
		label := strconv.Itoa((int(ra)+360)%360) + "°"
		p.fill(white, rect{at.x + 2, at.y - 13, p.width(small, label) + 4, 12})
		p.text(small, at.x+4, at.y-3.5, label)
	}
	for dec := -60.0; dec <= 60; dec += 30 {
		var line []xy
		for ra := -180.0; ra <= 180; ra += 5 {
			line = append(line, onPage(hammer(lonLat{radians(ra), radians(dec)})))
		}
		p.line(rest, 0.5, line...)
		// Where the edge is slanted, what stands beside it must be further off.
		at := onPage(hammer(lonLat{math.Pi, radians(dec)}))
		label := strings.Replace(strconv.Itoa(int(dec)), "-", "−", 1) + "°"
		p.right(small, at.x-5-math.Abs(dec)/6, at.y+4, label)
	}
}

// print writes a map in characters, each the largest count of a cell in it.
func (s *sky) print(t *printer) {
	classes := s.classes(t.shades())
	columns := t.Width - 2
	rows := columns / 4 // a character is about twice as high as wide
	counts := map[int]uint64{}
	for _, v := range s.Cells {
		counts[int(v.Value)] = v.Count
	}
	screen := make([]uint64, columns*rows)
	for cell, at := range s.grid.points() {
		if n := counts[cell]; n > 0 {
			on := hammer(lonLat{wrapped(at.lon), at.lat})
			x := min(int((on.x+1)/2*float64(columns)), columns-1)
			y := min(int((0.5-on.y)*float64(rows)), rows-1)
			screen[y*columns+x] = max(screen[y*columns+x], n)
		}
	}
	for y := range rows {
		t.write(" ")
		for x := range columns {
			dx, dy := (float64(x)+0.5)/float64(columns)*2-1, (float64(y)+0.5)/float64(rows)*2-1
			if n := screen[y*columns+x]; n > 0 || dx*dx+dy*dy <= 1 {
				t.write(t.shade(classes, n))
			} else {
				t.write(" ")
			}
		}
		t.line("")
	}
	t.line(" RA 0 in the middle, east is left")
	t.key(classes)
}
