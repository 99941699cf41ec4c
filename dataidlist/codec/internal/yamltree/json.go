package yamltree

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Decode stores a tree in the value that v points to, by the rules of
// encoding/json. A plain integer in decimal digits is a number, true and false
// are booleans, and any other scalar is a string, since another program may
// have left it without quotes. Nulls are refused. The error is an [*Error].
func Decode(n *yaml.Node, v any) error {
	text, err := appendTree(nil, n)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return Errorf(n, "%w", err)
	}
	return nil
}

// appendTree appends the JSON of a tree.
func appendTree(dst []byte, n *yaml.Node) ([]byte, error) {
	open, end := byte('{'), byte('}')
	switch n.Kind {
	case yaml.ScalarNode:
		return appendScalar(dst, n)
	case yaml.SequenceNode:
		open, end = '[', ']'
	}
	dst = append(dst, open)
	for i, child := range n.Content {
		var err error
		switch {
		case n.Kind == yaml.MappingNode && i%2 == 0:
			if i > 0 {
				dst = append(dst, ',')
			}
			dst, err = AppendJSON(dst, child.Value)
			dst = append(dst, ':')
		case n.Kind == yaml.SequenceNode && i > 0:
			dst, err = appendTree(append(dst, ','), child)
		default:
			dst, err = appendTree(dst, child)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(dst, end), nil
}

func appendScalar(dst []byte, n *yaml.Node) ([]byte, error) {
	switch n.ShortTag() {
	case "!!null":
		return nil, Errorf(n, "%w: null", dataidlist.ErrValue)
	case "!!bool":
		var b bool
		if err := n.Decode(&b); err != nil {
			return nil, Errorf(n, "%w", err)
		}
		return strconv.AppendBool(dst, b), nil
	case "!!int":
		if _, err := dataidlist.ParseInt(n.Value); err == nil {
			return append(dst, n.Value...), nil
		}
	}
	return AppendJSON(dst, n.Value)
}

// AppendJSON appends the JSON of a value, on one line, which is YAML too: code
// points that YAML does not print are escaped (FORMAT.md 4.8).
func AppendJSON(dst []byte, v any) ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	for rest := bytes.TrimSuffix(text.Bytes(), []byte("\n")); len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r >= 0x7F && r <= 0x9F, r == 0x2028, r == 0x2029, r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
			dst = fmt.Appendf(dst, `\u%04x`, r)
		default:
			dst = append(dst, rest[:size]...)
		}
		rest = rest[size:]
	}
	return dst, nil
}
