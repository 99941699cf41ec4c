package ahead

import "unicode/utf8"

// maxDigits is how many digits never overflow an int64.
const maxDigits = 18

// Int reads the digits at a place of the text and returns their value and their
// end, which is that place if they are not a plain int: none, too many for
// sure to be one, or with a leading zero.
func Int(text []byte, at int) (v int64, end int) {
	end = at
	for most := min(len(text), at+maxDigits+1); end < most; end++ {
		digit := text[end] - '0'
		if digit > 9 {
			break
		}
		v = 10*v + int64(digit)
	}
	if end-at > maxDigits || end-at > 1 && text[at] == '0' {
		return 0, at
	}
	return v, end
}

// Text returns the end of the characters at a place of the text that are not
// control characters and none of two others, and whether they are UTF-8.
func Text(text []byte, at int, none, nor byte) (end int, ok bool) {
	var all byte
	for end = at; end < len(text); end++ {
		c := text[end]
		if c == none || c == nor || c < ' ' {
			break
		}
		all |= c
	}
	return end, all < utf8.RuneSelf || utf8.Valid(text[at:end])
}
