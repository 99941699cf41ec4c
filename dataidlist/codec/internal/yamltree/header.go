package yamltree

import (
	"bytes"
	"errors"

	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listheader"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Header is a list header (FORMAT.md 4.0.3), and where it is.
type Header struct {
	table.Header
	node *yaml.Node
}

// ParseHeader reads the members of a mapping that are those of a list header;
// others are ignored. The error is an [*Error].
func ParseHeader(n *yaml.Node) (*Header, error) {
	if n.Kind != yaml.MappingNode {
		return nil, Errorf(n, "the list header is not a mapping")
	}
	members := yaml.Node{Kind: yaml.MappingNode, Line: n.Line}
	for key, value := range Pairs(n) {
		if IsMember(key.Value) {
			members.Content = append(members.Content, key, value)
		}
	}
	text, err := appendTree(nil, &members)
	if err != nil {
		return nil, err
	}
	h, err := listheader.Parse(bytes.NewReader(text))
	var at *strictjson.Error
	if errors.As(err, &at) { // whose offset is not one of the file
		err = errors.New(at.Msg)
	}
	if err != nil {
		return nil, Errorf(n, "%w", err)
	}
	return &Header{*h, n}, nil
}

// IsMember reports whether a list header has members of that name, other than
// reasons.
func IsMember(name string) bool {
	switch name {
	case "format", "universe", "strings", "ints", "count", "digest", "fullDigest", "title", "description", "derivation":
		return true
	}
	return false
}

// Group returns the group that the header names, as [table.Header.Group] does.
// The error is an [*Error].
func (h *Header) Group(chosen *dataidlist.Universe) (*dataidlist.Group, error) {
	g, err := h.Header.Group(chosen)
	if err != nil {
		return nil, Errorf(h.node, "%w", err)
	}
	return g, nil
}
