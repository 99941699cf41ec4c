package yamltree

import (
	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Header is a list header (FORMAT.md 4.0.3) and what is known of it.
type Header struct {
	table.Header
	node   *yaml.Node
	stated map[string]bool
}

// ParseHeader reads the members of a mapping that are those of a list header;
// others are ignored. The error is an [*Error].
func ParseHeader(n *yaml.Node) (*Header, error) {
	h := &Header{node: n, stated: map[string]bool{}}
	if n.Kind != yaml.MappingNode {
		return nil, Errorf(n, "the list header is not a mapping")
	}
	members := yaml.Node{Kind: yaml.MappingNode, Line: n.Line}
	for key, value := range Pairs(n) {
		if IsMember(key.Value) {
			h.stated[key.Value] = true
			members.Content = append(members.Content, key, value)
		}
	}
	return h, Decode(&members, &h.Header, false)
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

// Stated reports whether the header has a member.
func (h *Header) Stated(member string) bool { return h.stated[member] }

// Group returns the group that the header names, as [table.Header.Group] does.
// The error is an [*Error].
func (h *Header) Group(chosen *dataidlist.Universe) (*dataidlist.Group, error) {
	for _, member := range []string{"format", "universe", "strings", "ints"} {
		if !h.stated[member] {
			return nil, Errorf(h.node, "the list header has no %s", member)
		}
	}
	g, err := h.Header.Group(chosen)
	if err != nil {
		return nil, Errorf(h.node, "%w", err)
	}
	return g, nil
}

// Describe gives the list that was read its title, description and derivation,
// and refuses it if the header states what it is not. What the header does not
// state is taken from the list.
func (h *Header) Describe(result *table.Result) error {
	l := result.List.WithInfo(h.Info())
	if !h.stated["count"] {
		h.Count = l.Count()
	}
	if !h.stated["digest"] {
		h.Digest = l.Digest()
	}
	if !h.stated["fullDigest"] {
		h.FullDigest = l.FullDigest()
	}
	if err := h.Check(l); err != nil {
		return err
	}
	result.List, result.Header = l, &h.Header
	return nil
}
