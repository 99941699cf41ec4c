package main

import (
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"
	"golang.org/x/text/width"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

// A textTable is columns of text that fit the terminal.
type textTable struct {
	c    *command
	rows [][]string
}

func (c *command) table(header ...string) *textTable { return &textTable{c, [][]string{header}} }

func (t *textTable) add(cells ...string) {
	for i, cell := range cells {
		cells[i] = cli.OneLine(cell)
	}
	t.rows = append(t.rows, cells)
}

// print writes the table. On a terminal that is too narrow the widest column is cut; a file or pipe gets all of it.
func (t *textTable) print() {
	if len(t.rows) == 1 {
		return
	}
	const gap = 2
	widths := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	screen := terminalWidth()
	if screen > 0 {
		for {
			total, widest := -gap, 0
			for i, w := range widths {
				total += w + gap
				if w > widths[widest] {
					widest = i
				}
			}
			if total <= screen || widths[widest] <= 8 {
				break
			}
			widths[widest]--
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			text := cut(cell, widths[i])
			line.WriteString(text)
			line.WriteString(strings.Repeat(" ", widths[i]-columns(text)+gap))
		}
		text := strings.TrimRight(line.String(), " ")
		if screen > 0 {
			text = cut(text, screen) // where not even narrow columns fit
		}
		t.c.Printf("%s\n", text)
	}
}

// cut makes a text at most so many columns of a terminal wide.
func cut(text string, most int) string {
	if columns(text) <= most {
		return text
	}
	at, left := 0, most-1
	for i, r := range text {
		if left -= runeColumns(r); left < 0 {
			break
		}
		at = i + utf8.RuneLen(r)
	}
	return text[:at] + "…"
}

// columns is how many columns of a terminal a text takes.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch kind := width.LookupRune(r).Kind(); {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// terminalWidth is the number of columns that $COLUMNS says, or of the terminal that stdout is, or 0.
func terminalWidth() int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil {
		return n
	}
	if n, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil { //nolint:gosec // a small number
		return n
	}
	return 0
}
