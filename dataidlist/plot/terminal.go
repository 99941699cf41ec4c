package plot

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"strings"
)

// Terminal says what a terminal can show. The zero value is a pipe: 80
// columns, no colour, UTF-8.
type Terminal struct {
	Width int  // columns; 80 if 0, and at least 40
	Color bool // 256 colours
	ASCII bool // no character beyond ASCII
}

// Text writes the figure as lines for a terminal.
func (f *Figure) Text(w io.Writer, terminal Terminal) error {
	t := &printer{Terminal: terminal}
	if t.Width == 0 {
		t.Width = 80
	}
	t.Width = min(max(t.Width, 40), 160)
	t.line("%s", t.bold(t.cut(f.title, t.Width)))
	t.wrap(f.subtitle)
	for _, one := range f.panels {
		t.line("")
		t.line("%s", t.bold(t.cut(one.about().Title, t.Width)))
		t.wrap(one.about().Summary)
		one.print(t)
	}
	_, err := w.Write(t.out.Bytes())
	return err
}

// minColumns is the length of the longest bar where a terminal is too narrow.
const minColumns = 8

// A printer collects lines for a terminal.
type printer struct {
	Terminal
	out bytes.Buffer
}

// write appends to the line. What has no ASCII is replaced where that is all
// that the terminal has.
func (t *printer) write(s string) {
	if t.ASCII {
		s = strings.Map(func(r rune) rune {
			switch {
			case r < 0x80:
				return r
			case r == '–' || r == '—':
				return '-'
			}
			return '?'
		}, s)
	}
	t.out.WriteString(s)
}

// line appends to the line and ends it, without spaces at its end.
func (t *printer) line(format string, args ...any) {
	t.write(fmt.Sprintf(format, args...))
	t.out.Truncate(len(bytes.TrimRight(t.out.Bytes(), " ")))
	t.out.WriteByte('\n')
}

// wrap writes text in lines of the terminal's width.
func (t *printer) wrap(text string) {
	width := 0
	for word := range strings.FieldsSeq(text) {
		n := len([]rune(word))
		switch {
		case width == 0:
		case width+1+n > t.Width:
			t.line("")
			width = 0
		default:
			t.write(" ")
			width++
		}
		t.write(word)
		width += n
	}
	t.line("")
}

// cut cuts text to a number of columns.
func (t *printer) cut(s string, columns int) string {
	if t.ASCII {
		return short(s, columns, "...")
	}
	return short(s, columns, "…")
}

func (t *printer) bold(s string) string {
	if !t.Color {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

// in gives text in a colour.
func (t *printer) in(c color.RGBA, s string) string {
	if !t.Color {
		return s
	}
	// The colour cube of 6 by 6 by 6.
	level := func(v uint8) int { return (int(v)*5 + 127) / 255 }
	return fmt.Sprintf("\x1b[38;5;%dm%s\x1b[0m", 16+36*level(c.R)+6*level(c.G)+level(c.B), s)
}

// blocks are the characters for classes of counts, from few to many, and that
// for none.
func (t *printer) blocks() (some []string, none string) {
	if t.ASCII {
		return []string{"-", "+", "*", "#"}, "."
	}
	return []string{"░", "▒", "▓", "█"}, "·"
}

// shades is how many classes the terminal can show.
func (t *printer) shades() int {
	some, _ := t.blocks()
	return len(some)
}

// shade gives the character for a count.
func (t *printer) shade(c classes, count uint64) string {
	some, none := t.blocks()
	class := c.of(count)
	if class < 0 {
		return none
	}
	return t.in(shade(class, len(c.from)), some[t.block(class, len(c.from))])
}

// block spreads so many classes over the blocks.
func (t *printer) block(class, of int) int {
	if of == 1 {
		return t.shades() - 1
	}
	return class * (t.shades() - 1) / (of - 1)
}

// key writes the legend of classes.
func (t *printer) key(c classes) {
	_, none := t.blocks()
	t.write("      " + none + " none")
	for i, from := range c.from {
		t.write("  " + t.shade(c, from) + " " + c.label(i))
	}
	t.line("")
}

// bar gives a bar of a share of so many columns, at least a trace of what is
// above zero, in eighths of a column where the terminal has them.
func (t *printer) bar(c color.RGBA, share float64, columns int) string {
	if t.ASCII {
		return strings.Repeat("#", ceil(share*float64(columns)))
	}
	eighths := ceil(share * float64(8*columns))
	s := strings.Repeat("█", eighths/8)
	if part := eighths % 8; part > 0 {
		s += string(rune('█' + 8 - part))
	}
	return t.in(c, s)
}

// ceil rounds up, but not by what is left of rounding.
func ceil(v float64) int {
	n := int(v)
	if v-float64(n) > 1e-9 {
		n++
	}
	return n
}
