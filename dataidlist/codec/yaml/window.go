package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
)

// A window is the part of an input that has been read and not yet taken. It
// grows while a line or an item does not fit, up to the size of a tree.
type window struct {
	r    io.Reader
	buf  []byte // buf[at:] is not taken
	at   int
	line int   // of the text at at, from 1
	err  error // why no more is read; io.EOF at the end
}

// text is what has been read and not been taken. It is valid until more is
// read.
func (w *window) text() []byte { return w.buf[w.at:] }

// more reads more of the input and reports whether there is more.
func (w *window) more() bool {
	const least = 256 << 10
	if w.err == nil && len(w.text()) > yamltree.MaxSize {
		w.err = fmt.Errorf("%w: more than %d bytes of YAML that must be read at once: convert it to another format", dataidlist.ErrLimit, yamltree.MaxSize)
	}
	if w.err != nil {
		return false
	}
	if w.at > 0 {
		w.buf, w.at = append(w.buf[:0], w.text()...), 0
	}
	if free := cap(w.buf) - len(w.buf); free < least/2 {
		w.buf = append(make([]byte, 0, max(least, 2*len(w.buf))), w.buf...)
	}
	n, err := w.r.Read(w.buf[len(w.buf):min(cap(w.buf), yamltree.MaxSize+1)])
	w.buf, w.err = w.buf[:len(w.buf)+n], err
	return n > 0 || err == nil
}

// lineEnd returns the end of the line that begins at a place of the text. It
// is that place at the end of the input.
func (w *window) lineEnd(from int) int {
	for scanned := from; ; {
		text := w.text()
		if i := bytes.IndexByte(text[scanned:], '\n'); i >= 0 {
			return scanned + i + 1
		}
		scanned = len(text)
		if !w.more() {
			return len(w.text())
		}
	}
}

// take takes n bytes of the text.
func (w *window) take(n int) {
	w.line += bytes.Count(w.text()[:n], []byte("\n"))
	w.at += n
}

// all reads the rest of the input.
func (w *window) all() ([]byte, error) {
	for w.more() {
	}
	return w.text(), w.failed()
}

// failed returns why no more is read, nil at the end of the input.
func (w *window) failed() error {
	if errors.Is(w.err, io.EOF) {
		return nil
	}
	return w.err
}

// item returns the end of the item that begins the text and stands at that
// indent: of its line and those that are indented more, empty, or comments.
// It reports whether another item or the end of the input follows.
func (w *window) item(indent int) (end int, regular bool) {
	end = w.lineEnd(0)
	for {
		next := w.lineEnd(end)
		line := w.text()[end:next]
		switch {
		case next == end:
			return end, w.failed() == nil
		case !isEmpty(line) && indentOf(line) <= indent:
			return end, beginsItem(line, indent)
		}
		end = next
	}
}

// isEmpty reports whether a line has nothing but a comment.
func isEmpty(line []byte) bool {
	line = bytes.TrimSuffix(bytes.TrimSuffix(bytes.TrimLeft(line, " \t"), []byte("\n")), []byte("\r"))
	return len(line) == 0 || line[0] == '#' && !bytes.ContainsFunc(line, breaks)
}

// breaks reports whether a comment cannot have a rune, or ends at it. What such a
// line is, the parser says that knows all of YAML.
func breaks(r rune) bool {
	switch r {
	case '\t':
		return false
	case '\u2028', '\u2029', '\ufeff', '\ufffe', '\uffff', utf8.RuneError:
		return true
	}
	return r < ' ' || r >= 0x7F && r <= 0x9F
}

func indentOf(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " ")) }

// beginsItem reports whether a line begins an item of a block sequence that
// stands at that indent.
func beginsItem(line []byte, indent int) bool {
	if indentOf(line) != indent || line[indent] != '-' {
		return false
	}
	rest := line[indent+1:]
	return len(rest) == 0 || rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\r'
}
