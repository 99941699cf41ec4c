package strictjson

import "strings"

// maxWord is the length of the longest of words, and of a letter that would make it another word.
const maxWord = len("-Infinity") + 1

// jsonFor gives what JSON has in the place of a word that other languages, and writers that take JSON for one of them, have
// for a value; it is empty for other words. Python writes NaN and Infinity by default.
func jsonFor(word string) string {
	switch strings.ToLower(strings.TrimLeft(word, "+-")) {
	case "nan", "inf", "infinity", "none", "nil", "undefined", "na":
		return "null, or leave the member out"
	case "true", "false", "null":
		return strings.ToLower(word)
	}
	return ""
}

// failWord ends the scan if the value at pos is a word that is no JSON, and has been meant for a value.
func (s *Scanner) failWord() {
	n := 0
	for n < maxWord && isWord(s.at(n)) {
		n++
	}
	word := string(s.buf[s.pos : s.pos+n])
	if instead := jsonFor(word); instead != "" {
		s.fail(0, nil, "%s is no JSON: write %s", word, instead)
	}
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '+' || c == '-' || c == '_'
}

// failFound refuses c, which is not what the grammar allows at pos.
func (s *Scanner) failFound(c byte) {
	switch s.state {
	case wantDocument, wantValue, wantFirst:
		s.failWord()
	}
	s.fail(0, nil, "found %s; %s is expected", quoteByte(c), s.expected())
}
