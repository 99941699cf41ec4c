package strictjson

import "bytes"

const (
	// fewKeys is how many keys of an object are compared one by one, which is faster than a map for the objects that
	// come by the million.
	fewKeys = 16

	// maxKeyBytes bounds the keys of all open objects together. A key may be as long as MaxToken, so that MaxKeys alone is
	// no bound of memory.
	maxKeyBytes = 64 << 20
)

// keyStore holds the keys of the open objects, to find duplicates. The keys of an object with few of them are in one buffer
// for all objects, which works as a stack; the others have a map.
type keyStore struct {
	text []byte // keys one after the other
	ends []int  // end in text of each

	count, bytes int // of all keys, those in maps included
}

// objectKeys is the part of a keyStore that belongs to one open object.
type objectKeys struct {
	unchecked    bool // its reader looks for duplicates itself
	text, ends   int  // lengths of the slices of the store when the object was opened
	count, bytes int
	many         map[string]struct{} // all its keys, once they are more than fewKeys
}

// object returns the keys of an object that was opened now.
func (k *keyStore) object() objectKeys {
	return objectKeys{text: len(k.text), ends: len(k.ends)}
}

// release forgets the keys of the innermost open object.
func (k *keyStore) release(o *objectKeys) {
	k.text = k.text[:o.text]
	k.ends = k.ends[:o.ends]
	k.count -= o.count
	k.bytes -= o.bytes
}

// add remembers a key of the innermost open object. It returns false if the object has it already.
func (k *keyStore) add(o *objectKeys, key []byte) bool {
	if o.many != nil {
		if _, ok := o.many[string(key)]; ok {
			return false
		}
		o.many[string(key)] = struct{}{}
	} else {
		start := o.text
		for _, end := range k.ends[o.ends:] {
			if bytes.Equal(k.text[start:end], key) {
				return false
			}
			start = end
		}
		k.text = append(k.text, key...)
		k.ends = append(k.ends, len(k.text))
		if o.count == fewKeys {
			k.moveToMap(o)
		}
	}
	o.count++
	o.bytes += len(key)
	k.count++
	k.bytes += len(key)
	return true
}

// moveToMap moves the keys of the innermost open object from the stack to a map.
func (k *keyStore) moveToMap(o *objectKeys) {
	o.many = make(map[string]struct{}, 2*fewKeys)
	start := o.text
	for _, end := range k.ends[o.ends:] {
		o.many[string(k.text[start:end])] = struct{}{}
		start = end
	}
	k.text = k.text[:o.text]
	k.ends = k.ends[:o.ends]
}

// addKey refuses the last token, a key of the innermost open object, if it is a duplicate or one too many.
func (s *Scanner) addKey() {
	t := &s.token
	o := &s.open[len(s.open)-1].keys
	if o.unchecked {
		return
	}
	switch {
	case s.keys.count >= s.opt.MaxKeys:
		s.failAt(t.Offset, t.Line, ErrLimit, "the open objects have more than %d keys", s.opt.MaxKeys)
	case s.keys.bytes+len(t.Text) > maxKeyBytes:
		s.failAt(t.Offset, t.Line, ErrLimit, "the keys of the open objects are longer than %d bytes", maxKeyBytes)
	case !s.keys.add(o, t.Text):
		s.failAt(t.Offset, t.Line, nil, "the key %s appears twice in an object", quote(t.Text))
	}
}
