package dataidlist_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// A survey is a year of LSST: 365 nights of 576 visits with 189 detectors, 39.7
// million DataIds, and what is taken away from it.
type survey struct {
	all       *dataidlist.List
	visits    *dataidlist.List // 1 % of the visits
	detectors *dataidlist.List // 5 % of all DataIds, at random
}

func newSurvey(b *testing.B) survey {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	fine, coarse := listtest.Group(b, "visit", "detector"), listtest.Group(b, "visit")
	all, detectors, visits := dataidlist.NewBuilder(fine), dataidlist.NewBuilder(fine), dataidlist.NewBuilder(coarse)
	eachVisit(b, func(visit int64) error {
		if random.IntN(100) == 0 {
			if err := visits.AddRun(camera, []int64{visit}, 1); err != nil {
				return err
			}
		}
		for detector := range int64(189) {
			if random.IntN(20) == 0 {
				if err := detectors.AddRun(camera, []int64{visit, detector}, 1); err != nil {
					return err
				}
			}
		}
		return all.AddRun(camera, []int64{visit, 0}, 189)
	})
	return survey{all.List(), visits.List(), detectors.List()}
}

var camera = []string{"LSSTCam"}

func eachVisit(b *testing.B, see func(visit int64) error) {
	b.Helper()
	night := time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
	for range 365 {
		day := int64(night.Year()*10000 + int(night.Month())*100 + night.Day())
		for n := range int64(576) {
			if err := see(day*100000 + n + 1); err != nil {
				b.Fatal(err)
			}
		}
		night = night.AddDate(0, 0, 1)
	}
}

func BenchmarkBuild(b *testing.B) {
	g := listtest.Group(b, "visit", "detector")
	for b.Loop() {
		builder := dataidlist.NewBuilder(g)
		eachVisit(b, func(visit int64) error { return builder.AddRun(camera, []int64{visit, 0}, 189) })
		builder.List()
	}
}

// BenchmarkAlgebra combines the survey with a twentieth of it and with what a
// cut leaves of it, random tenths, and a fortnight that lacks some detectors with
// what the cut leaves of that.
func BenchmarkAlgebra(b *testing.B) {
	s := newSurvey(b)
	cut := func(l *dataidlist.List) *dataidlist.List {
		left, _, err := dataidlist.Apply(l, []dataidlist.Rule{
			{Role: dataidlist.Exclude, List: s.visits},
			{Role: dataidlist.Exclude, List: s.detectors.Sample(s.visits.Count()*5, 1)},
		})
		if err != nil {
			b.Fatal(err)
		}
		return left
	}
	tenth := s.all.Count() / 10
	most := s.all.Sample(s.all.Count()*97/100, 2)
	fortnight := most.Slice(0, most.Count()/26)
	for _, pair := range []struct {
		name string
		x, y *dataidlist.List
	}{
		{"Twentieth", s.all, s.detectors},
		{"Cut", s.all, cut(s.all)},
		{"Tenths", s.all.Sample(tenth, 3), s.all.Sample(tenth, 4)},
		{"Fortnight", fortnight, cut(fortnight)},
	} {
		for name, op := range map[string]func(*dataidlist.List, ...*dataidlist.List) (*dataidlist.List, error){
			"Union": dataidlist.Union, "Intersect": dataidlist.Intersect,
			"Subtract": dataidlist.Subtract, "SymmetricDifference": dataidlist.SymmetricDifference,
		} {
			b.Run(pair.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := op(pair.x, pair.y); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkApply(b *testing.B) {
	s := newSurvey(b)
	rules := []dataidlist.Rule{
		{Role: dataidlist.Exclude, Name: "visits", List: s.visits},
		{Role: dataidlist.Exclude, Name: "detectors", List: s.detectors},
	}
	for b.Loop() {
		if _, _, err := dataidlist.Apply(s.all, rules); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	s := newSurvey(b)
	for name, l := range map[string]*dataidlist.List{"FocalPlanes": s.all, "Random": s.detectors} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				l.WithoutReasons().Digest() // a list of its own, which has not computed it yet
			}
		})
	}
}

func BenchmarkProject(b *testing.B) {
	s := newSurvey(b)
	onto := s.visits.Group()
	for b.Loop() {
		if _, err := s.all.Project(onto); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	l := newSurvey(b).all
	data := l.AppendIndex(nil)
	for b.Loop() {
		if _, err := dataidlist.OpenIndex(l.Group(), data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIterate goes over a night of visits with 189 detectors each.
func BenchmarkIterate(b *testing.B) {
	s := newSurvey(b)
	night := s.all.Slice(0, 576*189)
	fewer := s.detectors.Slice(0, 100_000)
	b.Run("All", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for range night.All() {
			}
		}
	})
	b.Run("Contains", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for d := range night.All() {
				if !s.all.Contains(d) {
					b.Fatal(d)
				}
			}
		}
	})
	b.Run("Runs", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for range fewer.Runs() {
			}
		}
	})
	b.Run("RunBatches", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for range fewer.RunBatches(nil) {
			}
		}
	})
}

func BenchmarkDataID(b *testing.B) {
	g := listtest.Group(b, "visit", "detector")
	x, err := g.DataID(camera, []int64{2025062900604, 94})
	if err != nil {
		b.Fatal(err)
	}
	y, err := g.DataID(camera, []int64{2025062900604, 95})
	if err != nil {
		b.Fatal(err)
	}
	n := 0 // what is not used is not computed
	for name, do := range map[string]func(){
		"Compare": func() { n += x.Compare(y) },
		"String":  func() { n += len(x.String()) },
		"Value":   func() { value, _ := x.Value("detector"); n += len(value) },
		"Strings": func() { n += len(x.Strings()[0]) },
		"Ints":    func() { n += int(x.Ints()[1]) },
		"Make": func() {
			if y, err = g.DataID(camera, []int64{2025062900604, 95}); err != nil {
				b.Fatal(err)
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				do()
			}
		})
	}
}

// BenchmarkGroup makes the group of a list, as every reader does.
func BenchmarkGroup(b *testing.B) {
	u := listtest.Group(b, "visit").Universe()
	for b.Loop() {
		if _, err := u.Group("visit", "detector"); err != nil {
			b.Fatal(err)
		}
	}
}
