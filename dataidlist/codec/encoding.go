package codec

// wideText returns the encoding of a text that begins with a byte order mark of
// UTF-16 or UTF-32, or with ASCII characters of as many bytes.
func wideText(head []byte) string {
	for _, c := range []struct {
		encoding, mark string
		width, at      int // of a character, and where its ASCII byte is
	}{
		{"UTF-32", "\xff\xfe\x00\x00", 4, 0},
		{"UTF-32", "\x00\x00\xfe\xff", 4, 3},
		{"UTF-16", "\xff\xfe", 2, 0},
		{"UTF-16", "\xfe\xff", 2, 1},
	} {
		switch {
		case begins(c.mark)(head):
			return c.encoding
		case !isWideASCII(head, c.width, c.at):
		case c.at == 0:
			return c.encoding + "LE"
		default:
			return c.encoding + "BE"
		}
	}
	return ""
}

// isWideASCII reports whether the first characters of a text are ASCII, each of
// width bytes, all zero but the one at that place.
func isWideASCII(head []byte, width, at int) bool {
	const few, enough = 2, 8 // characters
	n := min(enough, len(head)/width)
	for i := range n * width {
		c := head[i]
		isText := c >= ' ' && c <= '~' || c == '\t' || c == '\n' || c == '\r'
		if i%width == at && !isText || i%width != at && c != 0 {
			return false
		}
	}
	return n >= few
}
