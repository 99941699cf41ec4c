package grl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Query is the operation of the derivation of a list that was read: somebody's
// query gave it. Its parameters are the metadata of the file.
const Query = "query"

// Names of elements and attributes.
const (
	tagCollection = "LumiRangeCollection"
	tagNamed      = "NamedLumiRange"
	tagName       = "Name"
	tagVersion    = "Version"
	tagMetadata   = "Metadata"
	tagBlocks     = "LumiBlockCollection"
	tagRun        = "Run"
	tagRange      = "LBRange"
	attrName      = "Name"
	attrStart     = "Start"
	attrEnd       = "End"
)

const (
	// maxMetadata is the largest size in bytes of the metadata of a list.
	maxMetadata = 4 << 20
	// maxListed is how many names of lists a message has.
	maxListed = 8
)

// Detect reports whether the input begins as a good runs list does.
func Detect(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	return bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("<"+tagCollection))
}

// Read reads a list.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	r := &reader{file: src.Name, opts: opts.OrZero(), in: newTokens(whole.Reader(src))}
	result, err := r.list()
	if err != nil {
		return nil, r.fail("", err)
	}
	return result, nil
}

// A reader reads one document.
type reader struct {
	file   string
	opts   *table.ReadOptions
	in     *tokens
	mapper *table.Mapper
	cells  []table.Cell // of the outer and the inner dimension
	names  []string     // of the lists in the document
	chosen int          // how many of them were read
	info   dataidlist.Info
}

// fail puts the place to an error that has none.
func (r *reader) fail(column string, err error) error {
	var placed *dataidlist.InputError
	if errors.As(err, &placed) {
		return err
	}
	placed = &dataidlist.InputError{File: r.file, Row: r.in.line(), Column: column, Err: err}
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax):
		placed.Row, placed.Err = int64(syntax.Line), fmt.Errorf("not XML: %s", syntax.Msg)
	case errors.Is(err, table.ErrOptions):
		placed.Row = 0
	case errors.Is(err, io.EOF):
		placed.Err = errors.New("the file ends too early")
	}
	return placed
}

// list reads the document.
func (r *reader) list() (*table.Result, error) {
	columns, err := r.opts.TwoInts("a good runs list")
	if err != nil {
		return nil, err
	}
	if r.mapper, err = table.NewMapper(r.file, r.opts); err != nil {
		return nil, err
	}
	if err := r.mapper.Columns(0, columns); err != nil {
		return nil, err
	}
	r.cells = []table.Cell{{Kind: table.Int}, {Kind: table.Range}}
	if err := r.document(); err != nil {
		return nil, err
	}
	if err := r.checkChoice(); err != nil {
		return nil, table.OptionsError(err)
	}
	result, err := r.mapper.Finish("grl")
	if err != nil {
		return nil, err
	}
	if result.List != nil {
		result.List = result.List.WithInfo(r.info)
	}
	result.Selected = r.opts.Select != ""
	return result, nil
}

// checkChoice refuses a document with several lists, of which none is chosen.
func (r *reader) checkChoice() error {
	listed := r.names[:min(len(r.names), maxListed)]
	quoted := make([]string, len(listed))
	for i, name := range listed {
		quoted[i] = dataidlist.Quote(name)
	}
	all := strings.Join(quoted, ", ")
	switch choice := r.opts.Select; {
	case choice == "" && len(r.names) <= 1, choice != "" && r.chosen == 1:
		return nil
	case choice == "":
		return fmt.Errorf("%d lists in one file: choose one with --select: %s", len(r.names), all)
	case r.chosen == 0:
		return fmt.Errorf("--select %s: no list has that name; there are %s", choice, all)
	default:
		return fmt.Errorf("%d lists are called %s: the names must differ", r.chosen, dataidlist.Quote(choice))
	}
}

// document reads all of the input.
func (r *reader) document() error {
	root, err := r.root()
	if err != nil {
		return err
	}
	if root.Name.Local != tagCollection {
		return fmt.Errorf("the element %s where %s is expected: this is no good runs list", dataidlist.Quote(root.Name.Local), tagCollection)
	}
	err = r.in.children(tagCollection, func(child xml.StartElement) error {
		if child.Name.Local != tagNamed {
			return r.in.skip()
		}
		return r.named()
	})
	if err != nil {
		return err
	}
	if _, err := r.root(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = fmt.Errorf("another element after %s", tagCollection)
		}
		return err
	}
	return nil
}

// root returns the begin of the next element at the outermost level.
func (r *reader) root() (xml.StartElement, error) {
	for {
		token, err := r.in.next()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token, nil
		case xml.CharData:
			if text := bytes.TrimSpace(token); len(text) > 0 && !bytes.Equal(text, []byte("\ufeff")) {
				return xml.StartElement{}, fmt.Errorf("the text %s outside of the document", dataidlist.Quote(string(text)))
			}
		}
	}
}

// named reads a list.
func (r *reader) named() error {
	var title string
	origin := &dataidlist.Derivation{Operation: Query, Parameters: map[string]string{}}
	size, begun := 0, false
	keep := func(name, text string) error {
		if _, twice := origin.Parameters[name]; twice {
			return fmt.Errorf("two metadata are called %s", dataidlist.Quote(name))
		}
		if size += len(name) + len(text); size > maxMetadata {
			return fmt.Errorf("%w: metadata of more than %d bytes", dataidlist.ErrLimit, maxMetadata)
		}
		origin.Parameters[name] = text
		return nil
	}
	r.names = append(r.names, "")
	if len(r.names) > dataidlist.MaxReasons {
		return fmt.Errorf("%w: more than %d lists", dataidlist.ErrLimit, dataidlist.MaxReasons)
	}
	err := r.in.children(tagNamed, func(child xml.StartElement) error {
		switch child.Name.Local {
		case tagName, tagVersion, tagMetadata:
			text, err := r.in.text()
			switch {
			case err != nil:
				return err
			case child.Name.Local == tagVersion:
				return keep(tagVersion, text)
			case child.Name.Local == tagMetadata:
				name, _ := attribute(child, attrName)
				return keep(name, text)
			case begun:
				return fmt.Errorf("%s comes after a %s: it must come first", tagName, tagBlocks)
			}
			title = text
			r.names[len(r.names)-1] = text
			return nil
		case tagBlocks:
			begun = true
			if !r.wanted(title) {
				return r.in.skip()
			}
			return r.blocks()
		}
		return r.in.skip()
	})
	if err == nil && r.wanted(title) {
		r.chosen++
		r.info = dataidlist.Info{Title: title}
		if len(origin.Parameters) > 0 {
			r.info.Derivation = origin
		}
	}
	return err
}

// wanted reports whether the list that is being read is the one to read. Where
// none is chosen it is the first, and another one makes the choice necessary.
func (r *reader) wanted(title string) bool {
	if r.opts.Select != "" {
		return r.opts.Select == title
	}
	return len(r.names) == 1
}

// blocks reads the ranges of a run.
func (r *reader) blocks() error {
	run := int64(-1)
	return r.in.children(tagBlocks, func(child xml.StartElement) error {
		switch child.Name.Local {
		case tagRun:
			text, err := r.in.text()
			if err == nil && run >= 0 {
				err = fmt.Errorf("a second %s in one %s", tagRun, tagBlocks)
			}
			if err == nil {
				run, err = dataidlist.ParseInt(text)
			}
			if err != nil {
				return r.fail(tagRun, err)
			}
			return nil
		case tagRange:
			if run < 0 {
				return fmt.Errorf("an %s before the %s of its %s", tagRange, tagRun, tagBlocks)
			}
			return r.blockRange(run, child)
		}
		return r.in.skip()
	})
}

// blockRange reads a range of blocks.
func (r *reader) blockRange(run int64, tag xml.StartElement) error {
	ends := []*int64{&r.cells[1].Int, &r.cells[1].Last}
	for i, name := range []string{attrStart, attrEnd} {
		text, ok := attribute(tag, name)
		if !ok {
			return r.fail(tagRange, fmt.Errorf("it has no %s, and reaches as far as the run, which the file does not say: give it a number", name))
		}
		v, err := dataidlist.ParseInt(strings.TrimSpace(text))
		if err != nil {
			return r.fail(tagRange+" "+name, err)
		}
		*ends[i] = v
	}
	r.cells[0].Int = run
	if err := r.mapper.Row(r.in.line(), r.cells); err != nil {
		return err
	}
	return r.in.skip()
}

// attribute returns an attribute of a tag.
func attribute(tag xml.StartElement, name string) (string, bool) {
	i := slices.IndexFunc(tag.Attr, func(a xml.Attr) bool { return a.Name.Local == name })
	if i < 0 {
		return "", false
	}
	return tag.Attr[i].Value, true
}
