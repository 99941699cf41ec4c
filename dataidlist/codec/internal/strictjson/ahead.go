package strictjson

import "bytes"

// Ahead returns the n bytes of the input behind the last value, or all that there are. They belong to the Scanner and are
// valid until the next call. A caller that is in the loop over the elements of an array or over the values at the top, and
// has read the one of that round, may read more of them from these bytes and then call Advance.
func (s *Scanner) Ahead(n int) []byte {
	for s.err == nil && len(s.buf)-s.pos < n && s.read(s.pos) {
	}
	return s.buf[s.pos:min(s.pos+n, len(s.buf))]
}

// Position returns the offset in bytes of what Ahead returns.
func (s *Scanner) Position() int64 { return s.base + int64(s.pos) }

// Advance passes the first n bytes of what Ahead returns, which end with a value that is an object.
func (s *Scanner) Advance(n int) {
	if n == 0 {
		return
	}
	s.line += int64(bytes.Count(s.buf[s.pos:s.pos+n], []byte{'\n'}))
	s.pos += n
	s.endLine = s.line
	s.token = Token{Kind: ObjectEnd, Offset: s.base + int64(s.pos) - 1, Line: s.line}
}
