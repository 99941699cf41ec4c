package strictjson

import "iter"

// Expect reads the next token and returns it if it is of the given kind. The error of another token says what was found.
func (s *Scanner) Expect(kind Kind) (Token, error) {
	if err := s.expect(kind); err != nil {
		return Token{}, err
	}
	return s.token, nil
}

func (s *Scanner) expect(kind Kind) error {
	if !s.scan() {
		return s.err
	}
	if s.token.Kind != kind {
		return s.token.mismatch(kind.String())
	}
	return nil
}

// ReadString reads a string and returns its decoded text, which belongs to the Scanner and is valid until the next call.
func (s *Scanner) ReadString() ([]byte, error) {
	if err := s.expect(String); err != nil {
		return nil, err
	}
	return s.token.Text, nil
}

// ReadInt64 reads a number as [Token.Int64] does.
func (s *Scanner) ReadInt64() (int64, error) {
	if !s.scan() {
		return 0, s.err
	}
	return s.token.Int64()
}

// End reads the end of the input. Callers that read one document finish with it: data after the document is an error.
func (s *Scanner) End() error {
	return s.expect(EOF)
}

// Object reads an object. It yields the key of each member in the order of the input, and the body of the loop reads the
// value; what it leaves unread is skipped, and still checked. The key is valid until the body reads. After an error, which is
// yielded once with no key, the loop ends. A loop that is left early leaves the Scanner inside the object.
func (s *Scanner) Object() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) { s.members(false, yield) }
}

// Entries is [Scanner.Object] without the check for duplicate keys and without a limit of their number. It is for an object
// that is a map of any size; the caller keeps its keys and refuses duplicates itself.
func (s *Scanner) Entries() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) { s.members(true, yield) }
}

func (s *Scanner) members(unchecked bool, yield func([]byte, error) bool) {
	if err := s.expect(ObjectStart); err != nil {
		yield(nil, err)
		return
	}
	depth := len(s.open)
	s.open[depth-1].keys.unchecked = unchecked
	for {
		if !s.scan() {
			yield(nil, s.err)
			return
		}
		if s.token.Kind == ObjectEnd || !yield(s.token.Text, nil) {
			return
		}
		if err := s.finish(depth); err != nil {
			yield(nil, err)
			return
		}
	}
}

// Array reads an array. It yields the index of each element, and the body of the loop reads the element; what it leaves unread
// is skipped, and still checked. After an error, which is yielded once, the loop ends. A loop that is left early leaves the
// Scanner inside the array.
func (s *Scanner) Array() iter.Seq2[int, error] {
	return func(yield func(int, error) bool) { s.elements(yield) }
}

func (s *Scanner) elements(yield func(int, error) bool) {
	if err := s.expect(ArrayStart); err != nil {
		yield(0, err)
		return
	}
	depth := len(s.open)
	for i := 0; ; i++ {
		kind := s.peek()
		if kind == ArrayEnd {
			s.scan()
			return
		}
		if s.err == nil && !yield(i, nil) {
			return
		}
		if err := s.finish(depth); err != nil {
			yield(i, err)
			return
		}
	}
}

// Values reads the values at the top of the input, of which there may be several with Options.Lines. It yields the line of
// each, from 1, and the body of the loop reads the value, as in [Scanner.Array]. The loop reads to the end of the input.
func (s *Scanner) Values() iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) { s.documents(yield) }
}

func (s *Scanner) documents(yield func(int64, error) bool) {
	for {
		if s.peek() == EOF || s.err == nil && !yield(s.line, nil) {
			return
		}
		if err := s.finish(0); err != nil {
			yield(s.line, err)
			return
		}
	}
}

// finish skips what the body of a loop left unread of a value at the given depth.
func (s *Scanner) finish(depth int) error {
	for s.err == nil && (len(s.open) > depth || s.state != afterValue) {
		s.scan()
	}
	if len(s.open) < depth {
		s.fail(0, nil, "the reader of a value has read past its end")
	}
	return s.err
}

// Skip reads the next value, which may be an object or an array with all that is in it, and forgets it. It is still checked.
func (s *Scanner) Skip() error {
	if !s.scan() {
		return s.err
	}
	kind := s.token.Kind
	if !kind.startsValue() {
		return s.token.mismatch("a value")
	}
	depth := len(s.open)
	if kind == ObjectStart || kind == ArrayStart {
		depth--
	}
	return s.finish(depth)
}

// Raw reads the next value and returns its bytes as they are in the input, for small documents that the caller decodes with
// encoding/json. They are checked, are at most limit bytes, belong to the Scanner and are valid until the next call.
func (s *Scanner) Raw(limit int) ([]byte, error) {
	if !s.peek().startsValue() {
		return nil, s.Skip() // which says why
	}
	s.mark, s.rawLimit, s.rawLine = s.pos, limit, s.line
	defer func() { s.mark = -1 }()
	if err := s.Skip(); err != nil {
		return nil, err
	}
	if s.pos-s.mark > limit {
		s.failRaw()
		return nil, s.err
	}
	return s.buf[s.mark:s.pos], nil
}

// failRaw refuses a value that is longer than the limit of Raw.
func (s *Scanner) failRaw() {
	s.failAt(s.base+int64(s.mark), s.rawLine, ErrLimit, "a value is longer than %d bytes", s.rawLimit)
}
