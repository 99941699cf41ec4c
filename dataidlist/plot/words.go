package plot

import (
	"strconv"
	"strings"
)

// plain makes text fit for one line of a picture: white space is one space,
// and what does not print, which may come from an input, is a replacement
// character.
func plain(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\ufffd")), " ")
	return strings.Map(func(r rune) rune {
		if strconv.IsPrint(r) {
			return r
		}
		return '\ufffd'
	}, text)
}

// grouped writes a number with commas between thousands.
func grouped(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// plural gives a number and the word for one or for more.
func plural(n uint64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + more
}

// short cuts text to at most n runes.
func short(text string, n int, dots string) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:max(n-len([]rune(dots)), 0)]) + dots
}
