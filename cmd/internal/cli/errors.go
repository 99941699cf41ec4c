package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/universe"
)

// ErrNo is returned by a verb whose answer is no: lists differ, a DataId is
// not contained, a file is not valid. It gives exit code 1 and no message.
var ErrNo = errors.New("no")

// Describe words an error for the user.
func Describe(err error) string {
	text := err.Error()
	var failed *fs.PathError
	if !errors.As(err, &failed) {
		return text
	}
	// Leave out the name of the system call, and that of the file where it was said.
	before, after, found := strings.Cut(text, failed.Error())
	if !found {
		return text
	}
	if name := failed.Path + ":"; !strings.Contains(" "+before, " "+name) {
		before += name + " "
	}
	return before + failed.Err.Error() + after
}

// Advise adds to the error of an input what to do: about a file that is not the
// list which it states to be, and about names of another survey.
func Advise(err error) error {
	var unknown *table.UnknownError
	switch {
	case errors.Is(err, table.ErrMismatch):
		return fmt.Errorf("%w: if an edit is meant, read it with --ignore-header", err)
	case errors.As(err, &unknown):
		if advice := universesWith(unknown); advice != "" {
			return fmt.Errorf("%w%s", err, advice)
		}
	}
	return err
}

// universesWith names the universes of other surveys that have the most of the
// names which the Butler's has not. Whoever names another has chosen already.
func universesWith(unknown *table.UnknownError) string {
	surveys, err := universe.Surveys()
	if err != nil || unknown.Universe.Namespace() != "daf_butler" {
		return ""
	}
	most, found := 0, []string{}
	for _, s := range surveys {
		n := 0
		for _, name := range unknown.Names {
			_, here := unknown.Universe.Dimension(name)
			if _, there := s.Universe.Dimension(name); there && !here {
				n++
			}
		}
		if n > most {
			most, found = n, nil
		}
		if n == most && n > 0 {
			found = append(found, "--universe "+s.Name)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return "; or is it of another survey: " + strings.Join(found, ", ") + " (see help universes)"
}

// OneLine makes text fit for one line of a terminal: lines are joined, and
// what does not print, which may come from an input, is escaped.
func OneLine(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\ufffd"), func(r rune) bool { return r == '\n' }), "; ")
	if !strings.ContainsFunc(text, unprintable) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unprintable(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unprintable(r rune) bool { return !strconv.IsPrint(r) }
