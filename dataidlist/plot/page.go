package plot

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

const (
	pageWidth = 800 // pixels of CSS, of which 96 are an inch
	margin    = 24
	inner     = pageWidth - 2*margin
	px        = vg.Inch / 96
)

// A page is what panels draw on. Places are pixels from the upper left corner.
type page struct {
	ruler
	canvas vg.Canvas
	height float64
}

func newPage(c vg.Canvas, height float64, r ruler) *page {
	p := &page{r, c, height}
	p.fill(white, rect{0, 0, pageWidth, height})
	return p
}

// at gives a place on the canvas, whose y axis points up.
func (p *page) at(x, y float64) vg.Point {
	return vg.Point{X: vg.Length(x) * px, Y: vg.Length(p.height-y) * px}
}

// A rect is a rectangle by its upper left corner.
type rect struct{ x, y, w, h float64 }

// A xy is a place.
type xy struct{ x, y float64 }

func (r rect) corners() []xy {
	return []xy{{r.x, r.y}, {r.x + r.w, r.y}, {r.x + r.w, r.y + r.h}, {r.x, r.y + r.h}}
}

// fill fills rectangles with a colour.
func (p *page) fill(c color.RGBA, rects ...rect) {
	var shapes [][]xy
	for _, r := range rects {
		shapes = append(shapes, r.corners())
	}
	p.fillShapes(c, shapes)
}

// fillShapes fills polygons with a colour, as one path.
func (p *page) fillShapes(c color.RGBA, shapes [][]xy) {
	if len(shapes) == 0 {
		return
	}
	var path vg.Path
	for _, shape := range shapes {
		path = p.trace(path, shape)
		path.Close()
	}
	p.canvas.SetColor(c)
	p.canvas.Fill(path)
}

// line draws a line from place to place.
func (p *page) line(c color.RGBA, width float64, places ...xy) {
	p.canvas.SetColor(c)
	p.canvas.SetLineWidth(vg.Length(width) * px)
	p.canvas.Stroke(p.trace(nil, places))
}

func (p *page) trace(path vg.Path, places []xy) vg.Path {
	for i, at := range places {
		if i == 0 {
			path.Move(p.at(at.x, at.y))
		} else {
			path.Line(p.at(at.x, at.y))
		}
	}
	return path
}

// text writes a line of text whose baseline begins at x, y.
func (p *page) text(with pen, x, y float64, s string) {
	if s == "" {
		return
	}
	p.canvas.SetColor(with.colour)
	p.canvas.FillString(p.face(with), p.at(x, y), s)
}

// centred writes text with its middle at x.
func (p *page) centred(with pen, x, y float64, s string) {
	p.text(with, x-p.width(with, s)/2, y, s)
}

// right writes text that ends at x.
func (p *page) right(with pen, x, y float64, s string) {
	p.text(with, x-p.width(with, s), y, s)
}

// keyHeight is the height of a legend that is a row.
const keyHeight = 36.0

// key draws the legend of classes as a row.
func (p *page) key(x, y float64, c classes) {
	const width, height = 86.0, 12.0
	p.fill(none, rect{x, y, 24, height})
	p.centred(small, x+12, y+height+12, "0")
	x += 34
	lower := 0.0 // of every other label, where they are too wide to stand in one line
	for i := range c.from {
		if p.width(small, c.label(i)) > width-8 {
			lower = 12
		}
	}
	for i := range c.from {
		p.fill(shade(i, len(c.from)), rect{x, y, width - 1, height})
		p.centred(small, x+(width-1)/2, y+height+12+lower*float64(i%2), c.label(i))
		x += width
	}
}

// keyColumn draws the legend of classes as lines.
func (p *page) keyColumn(x, y float64, title string, c classes) {
	p.text(strong, x, y, title)
	swatch := func(colour color.RGBA, label string) {
		y += 20
		p.fill(colour, rect{x, y - 11, 14, 14})
		p.text(body, x+22, y, label)
	}
	for i := len(c.from) - 1; i >= 0; i-- {
		swatch(shade(i, len(c.from)), c.label(i))
	}
	swatch(none, "none")
}
