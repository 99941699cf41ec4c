package universe

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A lineError is an error with its line.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return e.err.Error() }

func errorf(n *yaml.Node, format string, args ...any) error {
	return &lineError{n.Line, fmt.Errorf(format, args...)}
}

// A declaration is a dimension as the file has it.
type declaration struct {
	dimension dataidlist.Dimension
	node      *yaml.Node
}

// parse reads the text of a file.
func parse(text []byte) (*dataidlist.Universe, error) {
	var doc yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty")
	} else if err != nil {
		return nil, syntaxError(err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("the file has more than one document")
	}
	root := doc.Content[0]
	var namespace string
	version := -1
	var declared []declaration
	err := members(root, func(key string, value *yaml.Node) (err error) {
		switch key {
		case "namespace":
			namespace, err = scalar(value)
		case "version":
			version, err = number(value)
		case "dimensions":
			declared, err = dimensions(value)
		default:
			err = errUnknown
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case namespace == "" || version < 0 || declared == nil:
		return nil, errorf(root, "a universe has namespace, version and dimensions")
	case namespace == butler:
		return nil, errorf(root, "the universes of %s are built in: choose another namespace", butler)
	}
	if err := checkNames(declared); err != nil {
		return nil, err
	}
	dims := make([]dataidlist.Dimension, len(declared))
	for i, d := range declared {
		dims[i] = d.dimension
	}
	return dataidlist.NewUniverse(namespace, version, dims)
}

// syntaxError takes the line out of the parser's message.
func syntaxError(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if _, scanErr := fmt.Sscanf(text, "line %d:", &line); scanErr == nil {
		_, text, _ = strings.Cut(text, ": ")
	}
	return &lineError{line, fmt.Errorf("not YAML: %s", text)}
}

var errUnknown = errors.New("unknown key")

// members calls take for each key and value of a mapping.
func members(n *yaml.Node, take func(key string, value *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return errorf(n, "a mapping is expected")
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			return errorf(key, "the key %s comes twice", dataidlist.Quote(key.Value))
		}
		seen[key.Value] = true
		if err := take(key.Value, n.Content[i+1]); errors.Is(err, errUnknown) {
			return errorf(key, "the key %s is not known", dataidlist.Quote(key.Value))
		} else if err != nil {
			return err
		}
	}
	return nil
}

// scalar gives the text of a scalar. A dimension may be called y or null.
func scalar(n *yaml.Node) (string, error) {
	if n.Kind != yaml.ScalarNode || n.Value == "" {
		return "", errorf(n, "a name is expected")
	}
	return n.Value, nil
}

func number(n *yaml.Node) (int, error) {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < 0 {
		return 0, errorf(n, "the version is not a number from 0")
	}
	return v, nil
}

func names(n *yaml.Node) ([]string, error) {
	if n.Kind != yaml.SequenceNode {
		return nil, errorf(n, "a list of names is expected")
	}
	var all []string
	for _, item := range n.Content {
		name, err := scalar(item)
		if err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, nil
}

// dimensions reads the list of dimensions.
func dimensions(n *yaml.Node) ([]declaration, error) {
	if n.Kind != yaml.SequenceNode {
		return nil, errorf(n, "a list of dimensions is expected")
	}
	declared := []declaration{}
	for _, item := range n.Content {
		d, err := dimension(item)
		if err != nil {
			return nil, err
		}
		declared = append(declared, declaration{d, item})
	}
	return declared, nil
}

func dimension(n *yaml.Node) (d dataidlist.Dimension, err error) {
	typed := false
	err = members(n, func(key string, value *yaml.Node) (err error) {
		switch key {
		case "name":
			d.Name, err = scalar(value)
		case "type":
			typed = true
			d.Type, err = keyType(value)
		case "requires":
			d.Requires, err = names(value)
		case "implies":
			d.Implies, err = names(value)
		default:
			err = errUnknown
		}
		return err
	})
	if err == nil && (d.Name == "" || !typed) {
		err = errorf(n, "a dimension has a name and a type")
	}
	return d, err
}

func keyType(n *yaml.Node) (dataidlist.KeyType, error) {
	for _, t := range []dataidlist.KeyType{dataidlist.String, dataidlist.Int64} {
		if n.Kind == yaml.ScalarNode && n.Value == t.String() {
			return t, nil
		}
	}
	return 0, errorf(n, "the type %s is not known: it is string or int64", dataidlist.Quote(n.Value))
}

// checkNames finds the line of the faults that the names of several dimensions
// make together; what is wrong with one is for [dataidlist.NewUniverse] to say.
func checkNames(declared []declaration) error {
	lines := map[string]int{}
	for _, d := range declared {
		if line, twice := lines[d.dimension.Name]; twice {
			return errorf(d.node, "dimension %s is declared in line %d too", dataidlist.Quote(d.dimension.Name), line)
		}
		lines[d.dimension.Name] = d.node.Line
	}
	for _, d := range declared {
		for _, other := range slices.Concat(d.dimension.Requires, d.dimension.Implies) {
			if _, ok := lines[other]; !ok {
				return errorf(d.node, "dimension %s requires or implies %s, which is not declared", dataidlist.Quote(d.dimension.Name), dataidlist.Quote(other))
			}
		}
	}
	return nil
}
