package grl

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// maxToken is the largest length in bytes of a tag, a text or a comment.
const maxToken = 1 << 20

// tokens is a stream of the tags and texts of a document, which takes no more
// memory than the limits say.
type tokens struct {
	decoder *xml.Decoder
	meter   *meter
	depth   int
}

func newTokens(r io.Reader) *tokens {
	m := &meter{r: bufio.NewReaderSize(r, 64<<10)}
	t := &tokens{decoder: xml.NewDecoder(m), meter: m}
	t.decoder.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "us-ascii") {
			return in, nil // what is not ASCII is refused if it is not UTF-8
		}
		return nil, fmt.Errorf("the encoding is %s: convert the file to UTF-8", dataidlist.Quote(charset))
	}
	return t
}

// meter counts the bytes of a token.
type meter struct {
	r    *bufio.Reader
	left int
}

// Read is what the decoder asks of a reader; it takes single bytes only.
func (m *meter) Read(p []byte) (int, error) { return m.r.Read(p) }

func (m *meter) ReadByte() (byte, error) {
	if m.left--; m.left < 0 {
		return 0, fmt.Errorf("%w: a tag, text or comment of more than %d bytes", dataidlist.ErrLimit, maxToken)
	}
	return m.r.ReadByte()
}

// line gives the number of the line where the last token ends.
func (t *tokens) line() int64 {
	line, _ := t.decoder.InputPos()
	return int64(line)
}

// next returns the next tag or text, which is valid until the next call. It
// returns [io.EOF] at the end of a whole document.
func (t *tokens) next() (xml.Token, error) {
	for {
		t.meter.left = maxToken
		token, err := t.decoder.Token()
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if t.depth++; t.depth > dataidlist.MaxDepth {
				return nil, fmt.Errorf("%w: more than %d elements in each other", dataidlist.ErrLimit, dataidlist.MaxDepth)
			}
			return token, nil
		case xml.EndElement:
			t.depth--
			return token, nil
		case xml.CharData:
			return token, nil
		case xml.Comment:
			err = checkUTF8(token)
		case xml.ProcInst:
			err = checkUTF8(token.Inst)
		case xml.Directive:
			if err = checkUTF8(token); bytes.IndexByte(token, '[') >= 0 {
				err = errors.New("a document type with declarations of its own: remove it")
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

// checkUTF8 looks at what the decoder takes as it is.
func checkUTF8(text []byte) error {
	if !utf8.Valid(text) {
		return errors.New("not valid UTF-8: convert the file")
	}
	return nil
}

// text returns the text of the element that has begun, up to its end, without
// that of elements in it and without the spaces around.
func (t *tokens) text() (string, error) {
	var text bytes.Buffer
	for inner := 1; inner > 0; {
		token, err := t.next()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			inner++
		case xml.EndElement:
			inner--
		case xml.CharData:
			if inner == 1 {
				text.Write(token)
			}
		}
		if text.Len() > maxToken {
			return "", fmt.Errorf("%w: a text of more than %d bytes", dataidlist.ErrLimit, maxToken)
		}
	}
	return strings.TrimSpace(text.String()), nil
}

// skip passes over the rest of the element that has begun.
func (t *tokens) skip() error {
	_, err := t.text()
	return err
}

// children calls take for the begin of each element in the one that has begun;
// take must read to its end. Text between them is refused.
func (t *tokens) children(of string, take func(xml.StartElement) error) error {
	for {
		token, err := t.next()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			if text := bytes.TrimSpace(token); len(text) > 0 {
				return fmt.Errorf("the text %s in %s: only elements are expected there", dataidlist.Quote(string(text)), of)
			}
		case xml.StartElement:
			if err := take(token); err != nil {
				return err
			}
		}
	}
}
