// Package yamltree reads hostile YAML into a tree of nodes. It refuses what
// makes YAML dangerous or ambiguous: aliases that stand for more than the limits
// allow or for themselves, several documents, keys that come twice or are no
// text, and more input or nodes than the limits allow. Scalars keep their text:
// what they mean is for the caller to say.
package yamltree
