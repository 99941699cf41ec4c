package plot

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"
	"strconv"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// maxYears is how many years a calendar shows.
const maxYears = 20

// A calendar shows a day as a square, a week as a column from Monday to Sunday,
// and a year as a row of weeks. Years without DataIds are left out.
type calendar struct {
	head
	Nights []night `json:"nights"`

	years  []int
	counts []uint64
}

func newCalendar(l *dataidlist.List) ([]panel, error) {
	n, err := nights(l)
	if err != nil {
		return nil, err
	}
	if len(n.nights) == 0 {
		return nil, nil
	}
	c := &calendar{head: head{Kind: Calendar, Title: "DataIds by night"}, Nights: n.nights}
	for _, one := range n.nights {
		c.years = append(c.years, one.date().Year())
		c.counts = append(c.counts, one.Count)
	}
	if c.years = slices.Compact(c.years); len(c.years) > maxYears {
		return nil, fmt.Errorf("%w: nights of %d years, and a calendar shows %d: filter the list first", dataidlist.ErrLimit, len(c.years), maxYears)
	}
	most := slices.MaxFunc(n.nights, func(a, b night) int { return cmp.Compare(a.Count, b.Count) })
	if len(n.nights) == 1 {
		c.Summary = fmt.Sprintf("1 night, %s: %s.%s", day(most), grouped(most.Count), n.note())
	} else {
		c.Summary = fmt.Sprintf("%s nights from %s to %s. Most on %s: %s.%s", grouped(uint64(len(n.nights))),
			day(n.nights[0]), day(n.nights[len(n.nights)-1]), day(most), grouped(most.Count), n.note())
	}
	return []panel{c}, nil
}

func day(n night) string { return n.date().Format("2006-01-02") }

// monthNames are written above the first week that begins in a month.
var monthNames = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

// A week place is the column and the row of a day in its year.
func weekPlace(date time.Time) (column, row int) {
	first := time.Date(date.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	offset := int(first.Weekday()+6) % 7 // of 1 January after Monday
	n := offset + date.YearDay() - 1
	return n / 7, n % 7
}

const (
	daySize    = 13.0
	yearHeight = 7*daySize + 30
	weeksLeft  = margin + 60
)

func (c *calendar) height() float64 { return float64(len(c.years))*yearHeight + keyHeight }

func (c *calendar) draw(p *page, top float64) {
	classes := newClasses(c.counts, numClasses)
	byColour := make([][]rect, len(classes.from)+1) // the last is for no DataIds
	counts := map[int64]uint64{}
	for _, n := range c.Nights {
		counts[n.DayObs] = n.Count
	}
	for i, year := range c.years {
		y := top + float64(i)*yearHeight + 14
		p.text(heading, margin, y-3, strconv.Itoa(year))
		for row, name := range [...]string{"Mon", "", "Wed", "", "Fri", "", "Sun"} {
			p.right(small, weeksLeft-5, y+daySize*float64(row)+10, name)
		}
		for date := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); date.Year() == year; date = date.AddDate(0, 0, 1) {
			column, row := weekPlace(date)
			if date.Day() == 1 {
				at := column
				if row > 0 {
					at++ // the week is mostly of the month before
				}
				p.text(small, weeksLeft+daySize*float64(at), y-4, monthNames[date.Month()-1])
			}
			class := classes.of(counts[dayObsOf(date)])
			if class < 0 {
				class = len(classes.from)
			}
			byColour[class] = append(byColour[class], rect{weeksLeft + daySize*float64(column), y + daySize*float64(row), daySize - 1, daySize - 1})
		}
	}
	for i, rects := range byColour {
		p.fill(classColour(i, len(classes.from)), rects...)
	}
	for i, year := range c.years {
		p.monthLines(year, weeksLeft-0.5, top+float64(i)*yearHeight+13.5)
	}
	p.key(weeksLeft, top+float64(len(c.years))*yearHeight, classes)
}

// classColour gives the colour of a class, or that of none after the last.
func classColour(class, of int) color.RGBA {
	if class == of {
		return none
	}
	return shade(class, of)
}

// monthLines draws the borders between the months of a year.
func (p *page) monthLines(year int, x, y float64) {
	for month := time.February; month <= time.December; month++ {
		column, row := weekPlace(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
		left, right := x+daySize*float64(column), x+daySize*float64(column+1)
		step := y + daySize*float64(row)
		border := []xy{{left, step}, {left, y + 7*daySize}}
		if row > 0 {
			border = append([]xy{{right, y}, {right, step}}, border...)
		}
		p.line(faint, 1, border...)
	}
}

// print writes a row of characters for each day of the week.
func (c *calendar) print(t *printer) {
	classes := newClasses(c.counts, t.shades())
	counts := map[int64]uint64{}
	for _, n := range c.Nights {
		counts[n.DayObs] = n.Count
	}
	for _, year := range c.years {
		var names [54 + 3]byte
		for i := range names {
			names[i] = ' '
		}
		var days [7][54]string
		for row := range days {
			for column := range days[row] {
				days[row][column] = " "
			}
		}
		for date := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); date.Year() == year; date = date.AddDate(0, 0, 1) {
			column, row := weekPlace(date)
			if date.Day() == 1 {
				if row > 0 {
					column++
				}
				copy(names[column:], monthNames[date.Month()-1])
				column, row = weekPlace(date)
			}
			days[row][column] = t.shade(classes, counts[dayObsOf(date)])
		}
		t.line("%d  %s", year, names[:])
		for row, name := range [...]string{"Mon", "", "Wed", "", "Fri", "", "Sun"} {
			t.write(fmt.Sprintf("%4s  ", name))
			for _, d := range days[row] {
				t.write(d)
			}
			t.line("")
		}
	}
	t.key(classes)
}
