package main

import (
	"fmt"
	"slices"
	"strings"
)

// markdown gives the results as a page: a table for each section.
func (r *results) markdown() string {
	var b strings.Builder
	b.WriteString("# Results\n\n" + r.About.markdown() + "\n![time and memory against size](" + plotName + ")\n\n" +
		"Medians; in brackets how many times as long as ours, and the peak memory of the process. The check mark says that all\n" +
		"results are equal.\n")
	var sections []string
	for _, w := range r.Works {
		if !slices.Contains(sections, w.Section) {
			sections = append(sections, w.Section)
		}
	}
	for _, section := range sections {
		var works []workResult
		for _, w := range r.Works {
			if w.Section == section {
				works = append(works, w)
			}
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s", section, workTable(works))
	}
	fmt.Fprintf(&b, "\n## Sizes of the files\n\n%s", sizeTable(r.Sizes))
	return b.String()
}

// workTable gives works with a column for each contestant.
func workTable(works []workResult) string {
	var names []string
	goals := false
	for _, w := range works {
		for _, c := range w.Contestants {
			if !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
		goals = goals || w.Goal != ""
	}
	header := append([]string{"work", "set", "DataIds"}, titlesOf(names)...)
	if goals {
		header = append(header, "goal")
	}
	rows := [][]string{append(header, "equal")}
	for _, w := range works {
		row := []string{w.Title, w.Set, showCount(w.DataIDs)}
		for _, name := range names {
			row = append(row, cell(w, name))
		}
		if goals {
			row = append(row, goalCell(w))
		}
		equal := "✓"
		if w.Disagreement != "" {
			equal = "**no**: " + w.Disagreement
		}
		rows = append(rows, append(row, equal))
	}
	return alignTable(rows, 3)
}

// cell gives a contestant's time, how many times ours it is, and its memory.
func cell(w workResult, name string) string {
	us := &w.Contestants[0]
	at := slices.IndexFunc(w.Contestants, func(c contestantResult) bool { return c.Name == name })
	if at < 0 {
		return ""
	}
	c := &w.Contestants[at]
	if !c.done() {
		return "failed"
	}
	details := showBytes(c.Peak)
	if at > 0 && us.done() {
		details = fmt.Sprintf("%s ×, %s", showRatio(median(c.Seconds)/median(us.Seconds)), details)
	}
	return fmt.Sprintf("%s (%s)", showSeconds(median(c.Seconds)), details)
}

func goalCell(w workResult) string {
	switch {
	case w.Goal == "":
		return ""
	case w.GoalMet:
		return w.Goal + ": met"
	}
	return "**" + w.Goal + ": missed**"
}

// sizeTable gives the sizes of files by writer.
func sizeTable(all []sizes) string {
	var names []string
	for _, name := range []string{ours, duckdb, polars, pandas} {
		if slices.ContainsFunc(all, func(s sizes) bool { return s.Bytes[name] > 0 }) {
			names = append(names, name)
		}
	}
	rows := [][]string{append([]string{"set", "", "DataIds"}, titlesOf(names)...)}
	for _, s := range all {
		row := []string{s.Set, s.Title, showCount(s.DataIDs)}
		for _, name := range names {
			text := ""
			if size := s.Bytes[name]; size > 0 {
				text = showBytes(size)
				if name != ours {
					text += fmt.Sprintf(" (%s ×)", showRatio(float64(size)/float64(s.Bytes[ours])))
				}
			}
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	return alignTable(rows, 3)
}

// alignTable writes a Markdown table, of which the first row is the header and
// the first left columns are text.
func alignTable(rows [][]string, left int) string {
	var b strings.Builder
	for i, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i > 0 {
			continue
		}
		for column := range row {
			if column < left-1 {
				b.WriteString("|---")
			} else {
				b.WriteString("|---:")
			}
		}
		b.WriteString("|\n")
	}
	return b.String()
}

func titleOf(name string) string {
	if title, ok := map[string]string{
		duckdb: "DuckDB", polars: "Polars", pyarrow: "pyarrow", croaring: "CRoaring", python: "Python", coreutils: "sort, comm",
	}[name]; ok {
		return title
	}
	return name
}

func titlesOf(names []string) []string {
	var titles []string
	for _, name := range names {
		titles = append(titles, titleOf(name))
	}
	return titles
}

// showSeconds gives a time with two or three digits and its unit.
func showSeconds(s float64) string {
	switch {
	case s < 0.001:
		return fmt.Sprintf("%.0f µs", s*1e6)
	case s < 0.01:
		return fmt.Sprintf("%.1f ms", s*1e3)
	case s < 1:
		return fmt.Sprintf("%.0f ms", s*1e3)
	case s < 10:
		return fmt.Sprintf("%.2f s", s)
	case s < 100:
		return fmt.Sprintf("%.1f s", s)
	}
	return fmt.Sprintf("%.0f s", s)
}

func showRatio(r float64) string {
	if r < 10 {
		return fmt.Sprintf("%.1f", r)
	}
	return fmt.Sprintf("%.0f", r)
}

// showBytes gives a size in the unit that fits.
func showBytes(n int64) string {
	switch f := float64(n); {
	case n == 0:
		return "?"
	case f >= 1<<30:
		return fmt.Sprintf("%.1f GiB", f/(1<<30))
	case f >= 10<<20:
		return fmt.Sprintf("%.0f MiB", f/(1<<20))
	case f >= 1<<20:
		return fmt.Sprintf("%.1f MiB", f/(1<<20))
	}
	return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
}

// showCount gives a number with commas between its thousands.
func showCount(n uint64) string {
	digits := fmt.Sprint(n)
	var groups []string
	for len(digits) > 3 {
		groups = append(groups, digits[len(digits)-3:])
		digits = digits[:len(digits)-3]
	}
	groups = append(groups, digits)
	slices.Reverse(groups)
	return strings.Join(groups, ",")
}
