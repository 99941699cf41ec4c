package plot

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

const (
	titleHeight = 64
	panelGap    = 30
	headGap     = 16
	lineHeight  = 17
	// Narrower than the page, for viewers whose font is wider than Liberation.
	summaryWidth = 0.87 * inner
)

// A layout is the height of a page, and the lines of the panels' summaries.
type layout struct {
	ruler
	height    float64
	summaries [][]string
}

func (f *Figure) layout() layout {
	l := layout{ruler: newRuler(), height: titleHeight}
	for _, one := range f.panels {
		lines := l.wrap(aside, one.about().Summary, summaryWidth)
		l.summaries = append(l.summaries, lines)
		l.height += panelGap + headGap + lineHeight*float64(len(lines)) + one.height()
	}
	l.height += margin
	return l
}

// draw draws the figure.
func (f *Figure) draw(c vg.Canvas, l layout) {
	p := newPage(c, l.height, l.ruler)
	p.text(large, margin, 36, p.fit(large, f.title, inner))
	p.text(aside, margin, 57, p.fit(aside, f.subtitle, inner))
	top := float64(titleHeight)
	for i, one := range f.panels {
		top += panelGap
		p.text(heading, margin, top, p.fit(heading, one.about().Title, inner))
		for _, line := range l.summaries[i] {
			top += lineHeight
			p.text(aside, margin, top+2, line)
		}
		top += headGap
		one.draw(p, top)
		top += one.height()
	}
}

// SVG writes the figure as an SVG of 800 pixels width, with a title and a
// description.
func (f *Figure) SVG(w io.Writer) error {
	l := f.layout()
	canvas := vgsvg.New(pageWidth*px, vg.Length(l.height)*px)
	f.draw(canvas, l)
	var drawn bytes.Buffer
	if _, err := canvas.WriteTo(&drawn); err != nil {
		return err
	}
	_, err := w.Write(f.describe(drawn.Bytes()))
	return err
}

// describe gives an SVG its role, title and description, and fonts to take
// where Liberation is not installed; they are as wide.
func (f *Figure) describe(svg []byte) []byte {
	var words bytes.Buffer
	words.WriteString("\n\trole=\"img\">\n<title>")
	_ = xml.EscapeText(&words, []byte(f.title))
	words.WriteString("</title>\n<desc>")
	_ = xml.EscapeText(&words, []byte(f.Description()))
	words.WriteString("</desc>\n")
	const end = `xmlns:xlink="http://www.w3.org/1999/xlink"`
	svg = bytes.Replace(svg, []byte(end+">\n"), append([]byte(end), words.Bytes()...), 1)
	const font = `style="font-family:Liberation Sans;`
	return bytes.ReplaceAll(svg, []byte(font), []byte(`style="font-family:Liberation Sans,Arial,Helvetica,sans-serif;`))
}

// PNG writes the figure as a PNG of 1600 pixels width, two for each pixel of
// the SVG.
func (f *Figure) PNG(w io.Writer) error {
	l := f.layout()
	canvas := vgimg.NewWith(vgimg.UseWH(pageWidth*px, vg.Length(l.height)*px), vgimg.UseDPI(2*96))
	f.draw(canvas, l)
	if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(w); err != nil {
		return fmt.Errorf("png: %w", err)
	}
	return nil
}
