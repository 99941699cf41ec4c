package plot

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Kind says what a panel shows.
type Kind string

// The kinds, in the order in which panels follow each other.
const (
	Calendar  Kind = "calendar"  // DataIds of each night
	Values    Kind = "values"    // DataIds by the values of one dimension
	Detectors Kind = "detectors" // DataIds of each detector, on the focal plane
	Sky       Kind = "sky"       // DataIds of each tract, healpix or htm cell
	Reasons   Kind = "reasons"   // DataIds of each reason
	Timeline  Kind = "timeline"  // reasons over time
	Apply     Kind = "apply"     // what was kept and removed: see Compare
)

// Kinds returns all kinds in their order.
func Kinds() []Kind {
	return []Kind{Calendar, Values, Detectors, Sky, Reasons, Timeline, Apply}
}

// ErrKind is wrapped by the error for a kind that a list cannot be shown in,
// such as the calendar of numbers that have no night.
var ErrKind = errors.New("cannot be drawn")

// Options say what is drawn. The zero value draws all that the list has.
type Options struct {
	Title string // above the panels; the list's own if empty
	// Kinds are the panels to draw, in the order of Kinds whatever theirs is. None
	// draws those that suit the list.
	Kinds []Kind
	By    string // the dimension of Values; the first int one if empty
}

// maxPanels is how many instruments or skymaps a figure shows.
const maxPanels = 4

// Figure is what was counted of a list, ready to be drawn. It does not change
// and is safe for concurrent use.
type Figure struct {
	title    string
	subtitle string
	group    *dataidlist.Group
	digest   dataidlist.Digest
	count    uint64
	panels   []panel
}

// A panel is one picture of a figure.
type panel interface {
	about() head
	// height is that of the picture below the heading, in pixels.
	height() float64
	// draw draws the picture below the height top of the page.
	draw(p *page, top float64)
	print(t *printer)
}

// head is what all panels have. The fields of panels are their JSON.
type head struct {
	Kind    Kind   `json:"kind"`
	Title   string `json:"title"`
	Summary string `json:"summary"` // a sentence or two for those who do not see the picture
}

func (h head) about() head { return h }

// New counts a list. An empty one has no panels. It returns an error that
// wraps [ErrKind] if a kind of the options does not suit the list,
// [dataidlist.ErrGroup] if it lacks the dimension By, and
// [dataidlist.ErrLimit] if there is more than a figure holds.
func New(l *dataidlist.List, o Options) (*Figure, error) {
	if l.IsZero() {
		return nil, errNoList()
	}
	f := newFigure(l, o.Title)
	for _, k := range o.Kinds {
		if !slices.Contains(Kinds(), k) {
			return nil, fmt.Errorf("kind %s: one of %s is expected", dataidlist.Quote(string(k)), kindNames())
		}
	}
	if l.Count() == 0 {
		return f, nil
	}
	for _, k := range Kinds() {
		asked := slices.Contains(o.Kinds, k)
		if !asked && (len(o.Kinds) > 0 || !f.suits(l, k, o)) {
			continue
		}
		panels, err := count(l, k, o)
		if errors.Is(err, ErrKind) && !asked {
			continue
		}
		if err != nil {
			return nil, err
		}
		f.panels = append(f.panels, panels...)
	}
	if len(f.panels) == 0 { // nothing else suits
		var err error
		if f.panels, err = newValues(l, o.By); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func errNoList() error {
	return fmt.Errorf("%w: there is no list to draw: it is nil or zero", dataidlist.ErrGroup)
}

// suits reports whether a kind is tried without being asked for. Values stand
// in for the calendar of visits without nights.
func (f *Figure) suits(l *dataidlist.List, k Kind, o Options) bool {
	switch k {
	case Apply:
		return false
	case Values:
		return o.By != "" || len(f.panels) == 0 && (hasInt(l, "visit") || hasInt(l, "exposure"))
	}
	return true
}

// count makes the panels of a kind.
func count(l *dataidlist.List, k Kind, o Options) ([]panel, error) {
	switch k {
	case Calendar:
		return newCalendar(l)
	case Values:
		return newValues(l, o.By)
	case Detectors:
		return newDetectors(l, "DataIds by detector")
	case Sky:
		return newSky(l, "DataIds on the sky")
	case Reasons:
		return newReasons(l)
	case Timeline:
		return newTimeline(l)
	}
	return nil, fmt.Errorf("%s %w of one list: compare it with another", k, ErrKind)
}

func newFigure(l *dataidlist.List, title string) *Figure {
	if title == "" {
		title = l.Info().Title
	}
	if title == "" {
		title = "DataIds"
	}
	return &Figure{
		title:    plain(title),
		subtitle: fmt.Sprintf("%s of %s, %s", plural(l.Count(), "DataId", "DataIds"), l.Group(), l.Digest().Short()),
		group:    l.Group(),
		digest:   l.Digest(),
		count:    l.Count(),
	}
}

func kindNames() string {
	var names []string
	for _, k := range Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// Kinds returns the kinds of the panels in their order; a kind may have
// several panels.
func (f *Figure) Kinds() []Kind {
	var kinds []Kind
	for _, p := range f.panels {
		kinds = append(kinds, p.about().Kind)
	}
	return slices.Compact(kinds)
}

// Description returns the figure in words, as the SVG has it for those who do
// not see it.
func (f *Figure) Description() string {
	words := []string{f.subtitle + "."}
	for _, p := range f.panels {
		words = append(words, p.about().Title+": "+p.about().Summary)
	}
	return strings.Join(words, " ")
}

// MarshalJSON gives the counts: title, dimensions, digest and count of the
// list, and the panels with what each of them shows. The zero Figure has none.
func (f Figure) MarshalJSON() ([]byte, error) {
	if f.group == nil {
		return nil, errors.New("the zero Figure has no JSON: figures are made by New and Compare")
	}
	return json.Marshal(struct {
		Title      string            `json:"title"`
		Dimensions []string          `json:"dimensions"`
		Digest     dataidlist.Digest `json:"digest"`
		Count      uint64            `json:"count"`
		Panels     []panel           `json:"panels"`
	}{f.title, f.group.Dimensions(), f.digest, f.count, append([]panel{}, f.panels...)})
}
