package cli

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"
)

// ErrNo is returned by a verb whose answer is no: lists differ, a DataId is
// not contained, a file is not valid. It gives exit code 1 and no message.
var ErrNo = errors.New("no")

// Describe words an error for the user.
func Describe(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) { // leave out the name of the system call
		return strings.Replace(err.Error(), failed.Error(), failed.Path+": "+failed.Err.Error(), 1)
	}
	return err.Error()
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
