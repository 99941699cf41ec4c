package ecsv

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/delimited"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
)

// maxHeader is the largest size in bytes of the YAML document.
const maxHeader = 1 << 20

// metaKey is the entry of meta that describes the list, and columnsKey that in
// which astropy describes columns that it wrote as several.
const (
	metaKey    = "dataidlist"
	columnsKey = "__serialized_columns__"
)

// A header is what the comments before the table say.
type header struct {
	delimiter byte
	columns   []column
	list      *yamltree.Header  // the entry of meta; nil if there is none
	masked    map[string]string // by the name of its mask, a column that meta says to have one
}

// A column is an entry of datatype.
type column struct {
	name     string
	datatype string
	subtype  bool // it holds JSON or arrays
	line     int64
}

// readHeader reads the comments. The lines of the YAML document are those of
// the file.
func readHeader(r *delimited.Reader, ignoreList bool) (*header, error) {
	var text []byte
	for line := 1; ; line++ {
		comment, ok, err := r.Comment()
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		comment = bytes.TrimPrefix(comment, []byte(" "))
		if line == 1 {
			if err := checkVersion(string(comment)); err != nil {
				return nil, &yamltree.Error{Line: 1, Err: err}
			}
			comment = nil
		}
		if len(text)+len(comment) > maxHeader {
			return nil, &yamltree.Error{Line: line, Err: fmt.Errorf("%w: a header of more than %d bytes", dataidlist.ErrLimit, maxHeader)}
		}
		text = append(append(text, comment...), '\n')
	}
	if text == nil {
		return nil, &yamltree.Error{Line: 1, Err: errNotECSV}
	}
	root, err := yamltree.Parse(text)
	if err != nil {
		return nil, err
	}
	return parseHeader(root, ignoreList)
}

var errNotECSV = errors.New("not ECSV: the first line is not # %ECSV 1.0")

func checkVersion(line string) error {
	version, ok := strings.CutPrefix(strings.TrimSpace(line), "%ECSV ")
	if !ok {
		return errNotECSV
	}
	if version != "1.0" && version != "0.9" {
		return fmt.Errorf("ECSV version %s is not known: 0.9 and 1.0 are", dataidlist.Quote(version))
	}
	return nil
}

func parseHeader(root *yaml.Node, ignoreList bool) (*header, error) {
	h := &header{delimiter: ' ', masked: map[string]string{}}
	types := yamltree.Get(root, "datatype")
	if types == nil || types.Kind != yaml.SequenceNode {
		return nil, &yamltree.Error{Line: 1, Err: errors.New("the header has no list datatype")}
	}
	for _, n := range types.Content {
		c := column{line: int64(n.Line), subtype: yamltree.Get(n, "subtype") != nil}
		// A name may look like a number to YAML; its text is meant.
		if name := yamltree.Get(n, "name"); name != nil && name.Kind == yaml.ScalarNode {
			c.name = name.Value
		}
		c.datatype, _ = yamltree.Text(yamltree.Get(n, "datatype"))
		if c.name == "" || c.datatype == "" {
			return nil, yamltree.Errorf(n, "an entry of datatype without name and datatype")
		}
		h.columns = append(h.columns, c)
	}
	if n := yamltree.Get(root, "delimiter"); n != nil {
		if n.Value != " " && n.Value != "," {
			return nil, yamltree.Errorf(n, "delimiter %s is not known: it is a space or a comma", dataidlist.Quote(n.Value))
		}
		h.delimiter = n.Value[0]
	}
	var err error
	meta := yamltree.Get(root, "meta")
	declaredMasks(metaEntry(meta, columnsKey), h.masked)
	if n := metaEntry(meta, metaKey); n != nil {
		if h.list, err = yamltree.ParseHeader(n); ignoreList {
			err = nil // it is no more than a hint
		}
	}
	return h, err
}

// metaEntry finds an entry of meta, which is a mapping or an ordered one; nil if
// there is none.
func metaEntry(meta *yaml.Node, key string) *yaml.Node {
	if meta == nil || meta.Kind != yaml.SequenceNode {
		return yamltree.Get(meta, key)
	}
	for _, n := range meta.Content {
		if entry := yamltree.Get(n, key); entry != nil {
			return entry
		}
	}
	return nil
}

// checkNames compares the line of names with the header.
func (h *header) checkNames(names []string) error {
	if slices.EqualFunc(h.columns, names, func(c column, name string) bool { return c.name == name }) {
		return nil
	}
	declared := make([]string, len(h.columns))
	for i, c := range h.columns {
		declared[i] = c.name
	}
	return fmt.Errorf("the columns are %s, but the header declares %s", dataidlist.Quote(strings.Join(names, ",")), dataidlist.Quote(strings.Join(declared, ",")))
}

// isInt reports whether values of the column are integers.
func (c column) isInt() bool {
	return !c.subtype && slices.Contains([]string{"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}, c.datatype)
}

// isString reports whether values of the column are strings.
func (c column) isString() bool { return !c.subtype && c.datatype == "string" }

// checkType compares the type of the column with that of its dimension.
func (c column) checkType(d dataidlist.Dimension) error {
	datatype := c.datatype
	if c.subtype {
		datatype += " with a subtype"
	}
	switch {
	case d.Type == dataidlist.Int64 && !c.isInt():
		return fmt.Errorf("its datatype is %s; dimension %s is an integer, such as int64", datatype, d.Name)
	case d.Type == dataidlist.String && !c.isString():
		return fmt.Errorf("its datatype is %s; dimension %s is a string", datatype, d.Name)
	}
	return nil
}
