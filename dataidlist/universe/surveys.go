package universe

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Survey is a universe of another survey that comes with this package. Its ranks
// are for ever (FORMAT.md 2).
type Survey struct {
	Name     string // its namespace, as in cms
	About    string // one line on what its dimensions are
	Universe *dataidlist.Universe
}

//go:embed builtin/*.yaml
var builtin embed.FS

// Surveys returns the universes of other surveys, by name.
func Surveys() ([]Survey, error) {
	files, err := fs.Glob(builtin, "builtin/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []Survey
	for _, file := range files {
		text, err := builtin.ReadFile(file)
		if err != nil {
			return nil, err
		}
		u, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		about, _, _ := strings.Cut(string(text), "\n")
		all = append(all, Survey{strings.TrimSuffix(path.Base(file), ".yaml"), strings.TrimPrefix(about, "# "), u})
	}
	return all, nil
}

// survey returns the universe that a name, or a name and a version, stands for.
func survey(ref string) (u *dataidlist.Universe, ok bool, err error) {
	all, err := Surveys()
	for _, s := range all {
		if ref == s.Name || ref == s.Universe.String() {
			return s.Universe, true, nil
		}
	}
	return nil, false, err
}

// checkRanks refuses a universe whose namespace is that of a survey, and which
// gives its dimensions another type or order: its digests would not be those of
// the survey.
func checkRanks(u *dataidlist.Universe) error {
	all, err := Surveys()
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Name != u.Namespace() {
			continue
		}
		last := map[dataidlist.KeyType]int{}
		for _, d := range s.Universe.Dimensions() {
			own, ok := u.Dimension(d.Name)
			if !ok {
				continue
			}
			rank := rankOf(u, d.Name)
			if own.Type != d.Type || rank < last[d.Type] {
				return fmt.Errorf("the universe %s is built in, and %s has another type or order there: choose another namespace", s.Universe, d.Name)
			}
			last[d.Type] = rank
		}
	}
	return nil
}

// rankOf gives the place of a dimension in its universe, counted from 1.
func rankOf(u *dataidlist.Universe, name string) int {
	for i, d := range u.Dimensions() {
		if d.Name == name {
			return i + 1
		}
	}
	return 0
}
