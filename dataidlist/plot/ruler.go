package plot

import (
	"image/color"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// A pen is the look of text.
type pen struct {
	size   float64 // pixels
	bold   bool
	colour color.RGBA
}

var (
	large   = pen{size: 20, bold: true, colour: ink}
	heading = pen{size: 15, bold: true, colour: ink}
	strong  = pen{size: 12, bold: true, colour: ink}
	body    = pen{size: 12, colour: ink}
	aside   = pen{size: 12, colour: faint}
	small   = pen{size: 10, colour: faint}
)

// A ruler measures text, which is as wide on every canvas.
type ruler struct {
	fonts *font.Cache
	faces map[pen]font.Face
}

func newRuler() ruler {
	return ruler{font.NewCache(font.Collection{sans(xfont.WeightNormal), sans(xfont.WeightBold)}), map[pen]font.Face{}}
}

// sans gives Liberation Sans, which is part of the program.
func sans(weight xfont.Weight) font.Face {
	data := liberationsansregular.TTF
	if weight == xfont.WeightBold {
		data = liberationsansbold.TTF
	}
	parsed, err := opentype.Parse(data)
	if err != nil {
		panic("plot: the font of this program is damaged: " + err.Error())
	}
	return font.Face{Font: sansFont(weight), Face: parsed}
}

func sansFont(weight xfont.Weight) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Weight: weight}
}

// width gives the width of text.
func (r ruler) width(with pen, s string) float64 {
	face := r.face(with)
	return float64(face.Width(s) / px)
}

func (r ruler) face(with pen) font.Face {
	with.colour = color.RGBA{}
	face, ok := r.faces[with]
	if !ok {
		weight := xfont.WeightNormal
		if with.bold {
			weight = xfont.WeightBold
		}
		face = r.fonts.Lookup(sansFont(weight), vg.Length(with.size)*px)
		r.faces[with] = face
	}
	return face
}

// fit cuts text to a width.
func (r ruler) fit(with pen, s string, width float64) string {
	const most = 400 // runes that are measured at all
	s = short(s, most, "…")
	for n := len([]rune(s)); r.width(with, s) > width && n > 1; {
		n--
		s = short(s, n, "…")
	}
	return s
}

// wrap breaks text into lines of a width, at spaces.
func (r ruler) wrap(with pen, s string, width float64) []string {
	var lines []string
	for word := range strings.FieldsSeq(s) {
		last := len(lines) - 1
		if last >= 0 && r.width(with, lines[last]+" "+word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, r.fit(with, word, width))
		}
	}
	return lines
}
