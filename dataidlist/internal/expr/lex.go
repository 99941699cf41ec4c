package expr

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokBad           // no token of ours; str says why
	tokName
	tokInt
	tokString
	tokCompare
	tokAnd
	tokOr
	tokNot
	tokIn
	tokOpen
	tokClose
	tokComma
	tokDots
	tokColon
)

// token is a word of the expression, text[pos:end].
type token struct {
	kind     tokenKind
	op       compareOp // of tokCompare
	pos, end int
	num      int64  // value of tokInt
	str      string // value of tokString, complaint of tokBad
}

// lexer cuts a text into tokens. It never fails: what it does not know becomes
// a tokBad, which fits nowhere, so that the parser reports it when it gets
// there.
type lexer struct {
	text string
	pos  int
}

// next returns the next token, or tokEnd for ever.
func (l *lexer) next() token {
	l.pos = skipSpace(l.text, l.pos)
	if l.pos == len(l.text) {
		return token{kind: tokEnd, pos: l.pos, end: l.pos}
	}
	switch c := l.text[l.pos]; {
	case isLetter(c):
		return l.name()
	case isDigit(c):
		return l.number()
	case c == '\'' || c == '"':
		return l.quoted(c)
	default:
		return l.mark()
	}
}

// take returns the token that extends over the next n bytes.
func (l *lexer) take(kind tokenKind, n int) token {
	t := token{kind: kind, pos: l.pos, end: l.pos + n}
	l.pos = t.end
	return t
}

func (l *lexer) bad(n int, format string, args ...any) token {
	t := l.take(tokBad, n)
	t.str = fmt.Sprintf(format, args...)
	return t
}

func (l *lexer) compare(op compareOp, n int) token {
	t := l.take(tokCompare, n)
	t.op = op
	return t
}

// mark reads a token that is neither word, number nor string.
func (l *lexer) mark() token {
	rest := l.text[l.pos:]
	second := byte(0)
	if len(rest) > 1 {
		second = rest[1]
	}
	switch c := rest[0]; c {
	case '(':
		return l.take(tokOpen, 1)
	case ')':
		return l.take(tokClose, 1)
	case ',':
		return l.take(tokComma, 1)
	case '=':
		if second == '=' {
			return l.compare(equal, 2)
		}
		return l.compare(equal, 1)
	case '!':
		if second == '=' {
			return l.compare(notEqual, 2)
		}
	case '<':
		switch second {
		case '=':
			return l.compare(atMost, 2)
		case '>':
			return l.bad(2, "<> is not an operator here: write !=")
		}
		return l.compare(less, 1)
	case '>':
		if second == '=' {
			return l.compare(atLeast, 2)
		}
		return l.compare(greater, 1)
	case '.':
		if second == '.' {
			return l.take(tokDots, 2)
		}
		if isDigit(second) {
			return l.bad(1, "dimension values are integers or strings, not fractions")
		}
	case ':':
		if isLetter(second) {
			name := rest[:1+wordLen(rest[1:])]
			return l.bad(len(name), "bind values such as %s are not supported: write the value itself", clip(name))
		}
		return l.take(tokColon, 1)
	case '-':
		if isDigit(second) {
			return l.bad(1, "dimension values are not negative: integers are 0 to 9223372036854775807")
		}
		return l.bad(1, "arithmetic (-) is not supported")
	case '+', '*', '/', '%':
		return l.bad(1, "arithmetic (%c) is not supported", c)
	}
	r, n := utf8.DecodeRuneInString(rest)
	return l.bad(n, "unexpected character %q", r)
}

// name reads a keyword or the name of a dimension, dotted or not.
func (l *lexer) name() token {
	rest := l.text[l.pos:]
	n := wordLen(rest)
	word := rest[:n]
	if n == 1 && n < len(rest) && (word == "T" || word == "t") && (rest[1] == '\'' || rest[1] == '"') {
		return l.bad(n, "time literals (T'…') are not supported: a list holds no times; compare day_obs or visit")
	}
	switch strings.ToUpper(word) {
	case "AND":
		return l.take(tokAnd, n)
	case "OR":
		return l.take(tokOr, n)
	case "NOT":
		return l.take(tokNot, n)
	case "IN":
		return l.take(tokIn, n)
	case "OVERLAPS":
		return l.bad(n, "OVERLAPS is not supported: a list holds no regions or times")
	case "NULL":
		return l.bad(n, "NULL is not supported: every dimension of a list has a value")
	}
	if next := skipSpace(rest, n); next < len(rest) && rest[next] == '(' {
		return l.bad(n, "functions such as %s(…) are not supported", clip(word))
	}
	for n+1 < len(rest) && rest[n] == '.' && isLetter(rest[n+1]) {
		n += 1 + wordLen(rest[n+1:])
	}
	return l.take(tokName, n)
}

func (l *lexer) number() token {
	rest := l.text[l.pos:]
	n := 0
	for n < len(rest) && isDigit(rest[n]) {
		n++
	}
	if n < len(rest) && (isLetter(rest[n]) || rest[n] == '.' && !strings.HasPrefix(rest[n:], "..")) {
		end := n + 1 + wordLen(rest[n+1:])
		return l.bad(end, "%s is not an integer: write digits only", clip(rest[:end]))
	}
	v, err := strconv.ParseInt(rest[:n], 10, 64)
	if err != nil {
		return l.bad(n, "%s is too large: integers are 0 to 9223372036854775807", clip(rest[:n]))
	}
	t := l.take(tokInt, n)
	t.num = v
	return t
}

// quoted reads a string literal, in which the quote is doubled.
func (l *lexer) quoted(quote byte) token {
	rest := l.text[l.pos:]
	n, doubled := 1, false
	for {
		i := strings.IndexByte(rest[n:], quote)
		if i < 0 {
			return l.bad(len(rest), "string is not closed: expected another %c", quote)
		}
		n += i + 1
		if n == len(rest) || rest[n] != quote {
			break
		}
		n, doubled = n+1, true
	}
	if n == 2 {
		return l.bad(n, "empty string: dimension values are not empty")
	}
	t := l.take(tokString, n)
	t.str = rest[1 : n-1]
	if doubled {
		t.str = strings.ReplaceAll(t.str, string([]byte{quote, quote}), string(quote))
	}
	return t
}

// skipSpace returns the place of the first byte from pos on that is not space.
func skipSpace(s string, pos int) int {
	for pos < len(s) && (s[pos] == ' ' || s[pos] == '\t' || s[pos] == '\n' || s[pos] == '\r') {
		pos++
	}
	return pos
}

// wordLen returns how many letters, digits and underscores s begins with.
func wordLen(s string) int {
	n := 0
	for n < len(s) && (isLetter(s[n]) || isDigit(s[n])) {
		n++
	}
	return n
}

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
