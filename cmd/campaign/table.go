package main

import (
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

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
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	if width := terminalWidth(); width > 0 {
		for {
			total, widest := -gap, 0
			for i, w := range widths {
				total += w + gap
				if w > widths[widest] {
					widest = i
				}
			}
			if total <= width || widths[widest] <= 8 {
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
			line.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text)+gap))
		}
		t.c.Printf("%s\n", strings.TrimRight(line.String(), " "))
	}
}

// cut makes a text at most so many characters long.
func cut(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return string([]rune(text)[:width-1]) + "…"
}

// terminalWidth is the number of columns that $COLUMNS says, or of the terminal that stdout is, or 0.
func terminalWidth() int {
	if width, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil {
		return width
	}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil { //nolint:gosec // a small number
		return width
	}
	return 0
}
