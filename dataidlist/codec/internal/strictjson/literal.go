package strictjson

import (
	"unicode/utf16"
	"unicode/utf8"
)

// scanString reads the string at pos and returns its decoded text, which is valid until the next call.
func (s *Scanner) scanString() []byte {
	n, plain := s.stringEnd()
	if s.err != nil {
		return nil
	}
	text := s.buf[s.pos+1 : s.pos+n-1]
	if !plain {
		if text = s.decode(text); s.err != nil {
			return nil
		}
	}
	s.pos += n
	return text
}

// stringEnd returns the length of the string at pos with its quotes, and whether it is ASCII without escapes.
func (s *Scanner) stringEnd() (n int, plain bool) {
	i := 1
	plain = true
	for {
		data := s.buf[s.pos:]
		for i < len(data) {
			c := data[i]
			if c == '"' || c == '\\' || c < ' ' {
				break
			}
			if c >= utf8.RuneSelf {
				plain = false
			}
			i++
		}
		if i >= s.opt.MaxToken {
			s.fail(0, ErrLimit, "a string is longer than %d bytes", s.opt.MaxToken)
			return 0, false
		}
		if i >= len(data) {
			if !s.fill() {
				s.fail(0, nil, "the string has no closing quote")
				return 0, false
			}
			continue
		}
		switch c := data[i]; c {
		case '"':
			return i + 1, plain
		case '\\':
			plain = false
			i += 2 // decode judges the escape; here an escaped quote must not end the string
		default:
			s.fail(i, nil, `control character 0x%02x in a string: write it as \u%04x`, c, c)
			return 0, false
		}
	}
}

// decode checks the text between the quotes of the string at pos and replaces its escapes.
func (s *Scanner) decode(text []byte) []byte {
	out := s.scratch[:0]
	copied := 0 // text before it is in out
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && c != '\\' {
			i++
			continue
		}
		if c != '\\' {
			r, n := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && n == 1 {
				s.fail(1+i, nil, "byte 0x%02x is not UTF-8", c)
				return nil
			}
			i += n
			continue
		}
		r, n := unescape(text[i:])
		if n == 0 {
			s.failEscape(i, text[i:])
			return nil
		}
		out = append(out, text[copied:i]...)
		out = utf8.AppendRune(out, r)
		i += n
		copied = i
	}
	if copied == 0 {
		return text
	}
	out = append(out, text[copied:]...)
	s.scratch = out
	return out
}

// failEscape refuses the escape that text starts with, at byte i of the text of the string.
func (s *Scanner) failEscape(i int, text []byte) {
	if unit, ok := codeUnit(text); ok {
		s.fail(1+i, nil, `\u%04x is half of a surrogate pair`, unit)
		return
	}
	s.fail(1+i, nil, "a string has a backslash before %s, which is not an escape of JSON", quote(text[1:min(6, len(text))]))
}

// unescape returns the character of the escape that text starts with and the length of the escape, 12 for a surrogate pair;
// 0 if it is not a valid escape or half a pair.
func unescape(text []byte) (r rune, n int) {
	switch c := text[1]; c { // stringEnd has seen that a byte follows
	case '"', '\\', '/':
		return rune(c), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	}
	r, ok := codeUnit(text)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	low, ok := codeUnit(text[6:])
	if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// codeUnit returns the UTF-16 code unit of the escape \uXXXX that text starts with.
func codeUnit(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range text[2:6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// scanNumber reads the number at pos and returns it as it is written, valid until the next call.
func (s *Scanner) scanNumber() []byte {
	i := 0
	if s.at(i) == '-' {
		i++
		if c := s.at(i); c == 'I' || c == 'i' || c == 'N' || c == 'n' {
			s.failWord()
		}
	}
	if s.at(i) == '0' {
		i++
		if c := s.at(i); '0' <= c && c <= '9' {
			s.fail(0, nil, "a number has a leading zero")
		}
	} else {
		i = s.digits(i)
	}
	if s.at(i) == '.' {
		i = s.digits(i + 1)
	}
	if c := s.at(i); c == 'e' || c == 'E' {
		i++
		if c := s.at(i); c == '+' || c == '-' {
			i++
		}
		i = s.digits(i)
	}
	if s.err != nil {
		return nil
	}
	text := s.buf[s.pos : s.pos+i]
	s.pos += i
	return text
}

// digits returns the end of the digits at byte i of the current token. A number needs at least one there.
func (s *Scanner) digits(i int) int {
	start := i
	for {
		data := s.buf[s.pos:]
		for i < len(data) && '0' <= data[i] && data[i] <= '9' {
			i++
		}
		if i > s.opt.MaxToken {
			s.fail(0, ErrLimit, "a number is longer than %d bytes", s.opt.MaxToken)
			return i
		}
		if i < len(data) || !s.fill() {
			break
		}
	}
	if i == start {
		s.fail(i, nil, "a digit is expected in a number")
	}
	return i
}

// scanLiteral reads true, false or null.
func (s *Scanner) scanLiteral(word string) {
	for i := range len(word) {
		if s.at(i) != word[i] {
			s.failWord()
			s.fail(0, nil, "a value starts with %q and is not %s", word[0], word)
			return
		}
	}
	s.pos += len(word)
}
