package yamltree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
)

const (
	// MaxSize is the largest size in bytes of a document.
	MaxSize = 64 << 20
	// MaxItems is the largest number of entries of all mappings and sequences
	// of a document, and of nodes that its aliases stand for together. A node
	// takes about 200 bytes of memory.
	MaxItems = 1 << 20
)

// Error says in which line of the text something is wrong.
type Error struct {
	Line int // from 1; 0 if it is not known
	Err  error
}

// Error gives the message without the line.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the error without its line.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error about a node.
func Errorf(n *yaml.Node, format string, args ...any) error {
	return &Error{n.Line, fmt.Errorf(format, args...)}
}

// Parse reads a document of up to [MaxSize] bytes. The tree has no aliases but,
// in their places, what they stand for, which is then in it more than once. The
// node is nil if the text has none. The error is an [*Error].
func Parse(text []byte) (root *yaml.Node, err error) {
	if items(text) > MaxItems {
		return nil, &Error{0, fmt.Errorf("%w: a YAML document of more than %d items: convert it to another format", dataidlist.ErrLimit, MaxItems)}
	}
	var doc, next yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, syntaxError(err)
	}
	if err := decoder.Decode(&next); err == nil {
		return nil, Errorf(&next, "a second document: put it into a file of its own")
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxError(err)
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	c := checker{anchored: map[*yaml.Node]extent{}}
	if _, err := c.check(doc.Content[0], 1); err != nil {
		return nil, err
	}
	return doc.Content[0], nil
}

// items gives a number that the entries of all collections in a text cannot
// exceed: each has a sign before or after it.
func items(text []byte) int {
	n := 1
	for i, c := range text {
		switch c {
		case ',', '[', '{':
			n++
		case ':', '-', '?':
			if i+1 == len(text) || text[i+1] <= ' ' || i > 0 && (text[i-1] == '"' || text[i-1] == '\'') {
				n++
			}
		}
	}
	return n
}

var (
	linePattern   = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
	anchorPattern = regexp.MustCompile(`unknown anchor '(.*)' referenced$`)
)

// syntaxError makes an error of the parser's message.
func syntaxError(err error) error {
	text := err.Error()
	at := linePattern.FindStringSubmatch(text)
	if at == nil {
		return &Error{0, err}
	}
	line, _ := strconv.Atoi(at[1])
	if alias := anchorPattern.FindStringSubmatch(text); alias != nil {
		return &Error{line, fmt.Errorf("an alias *%s of what has no anchor &%s before it", alias[1], alias[1])}
	}
	return &Error{line, fmt.Errorf("not YAML: %s", strings.TrimPrefix(text, at[0]))}
}

// A checker looks at a tree, and puts in the place of each alias what it stands
// for.
type checker struct {
	anchored map[*yaml.Node]extent // nodes with an anchor, once all of them was seen
	aliased  extent                // all that aliases stand for
}

// An extent is how much a node is with all that is in it, aliases too.
type extent struct{ nodes, bytes, depth int }

func (e *extent) add(other extent) {
	e.nodes, e.bytes, e.depth = e.nodes+other.nodes, e.bytes+other.bytes, max(e.depth, other.depth)
}

// check refuses deep nesting, aliases that stand for too much, and keys that
// are no text, merge mappings or come twice.
func (c *checker) check(n *yaml.Node, depth int) (extent, error) {
	var e extent
	if n.Kind != yaml.ScalarNode {
		if depth > dataidlist.MaxDepth {
			return e, errDepth(n)
		}
		seen := make(map[string]bool, len(n.Content)/2)
		for i, child := range n.Content {
			inner, err := c.child(&child, depth+1)
			if err == nil && n.Kind == yaml.MappingNode && i%2 == 0 {
				err = checkKey(child, seen)
			}
			if err != nil {
				return e, err
			}
			n.Content[i] = child
			e.add(inner)
		}
		e.depth++
	}
	e.add(extent{nodes: 1, bytes: len(n.Value)})
	if n.Anchor != "" {
		c.anchored[n] = e
	}
	return e, nil
}

// child checks a node within another one, in whose place it puts what it stands
// for: a node that has the line of the alias and shares all that is in it.
func (c *checker) child(n **yaml.Node, depth int) (extent, error) {
	alias := *n
	if alias.Kind != yaml.AliasNode {
		return c.check(alias, depth)
	}
	e, complete := c.anchored[alias.Alias]
	c.aliased.add(e)
	switch {
	case !complete:
		return e, Errorf(alias, "the alias *%s is in what it stands for", alias.Value)
	case depth+e.depth-1 > dataidlist.MaxDepth:
		return e, errDepth(alias)
	case c.aliased.nodes > MaxItems || c.aliased.bytes > MaxSize:
		return e, Errorf(alias, "%w: aliases stand for more than %d items or %d bytes: write the values out", dataidlist.ErrLimit, MaxItems, MaxSize)
	}
	node := *alias.Alias
	node.Line, node.Column, node.Anchor = alias.Line, alias.Column, ""
	*n = &node
	return e, nil
}

func errDepth(n *yaml.Node) error {
	return Errorf(n, "%w: more than %d collections in each other", dataidlist.ErrLimit, dataidlist.MaxDepth)
}

func checkKey(key *yaml.Node, seen map[string]bool) error {
	switch {
	case key.Kind != yaml.ScalarNode:
		return Errorf(key, "a key that is no text")
	case key.ShortTag() == "!!merge":
		return Errorf(key, "a merge key: write the members out")
	case seen[key.Value]:
		return Errorf(key, "the key %s comes twice", dataidlist.Quote(key.Value))
	}
	seen[key.Value] = true
	return nil
}

// HasAnchor reports whether a tree that [Parse] gave has an anchor, to which
// what follows it in the text may refer.
func HasAnchor(n *yaml.Node) bool {
	return n != nil && (n.Anchor != "" || slices.ContainsFunc(n.Content, HasAnchor))
}

// Pairs iterates over the keys and values of a mapping, in the order of the
// text. A node of another kind, or nil, has none.
func Pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

// Get returns the value of a key of a mapping, nil if it has none.
func Get(n *yaml.Node, key string) *yaml.Node {
	for k, v := range Pairs(n) {
		if k.Value == key {
			return v
		}
	}
	return nil
}

// Text returns the text of a scalar that is a string; a plain one such as 12
// or true is none.
func Text(n *yaml.Node) (string, bool) {
	if n == nil || n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
		return "", false
	}
	return n.Value, true
}
