package tailset

import (
	"bytes"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// InBitmapForm reports the form of s.
func (s Set) InBitmapForm() bool { return s.inBitmapForm() }

// IsPacked reports whether s is held as steps.
func (s Set) IsPacked() bool { return s.steps() != nil }

// FromBitmap returns the set of the values in b, as roaring serializes it.
func FromBitmap(b *roaring.Bitmap) (Set, error) {
	data, err := b.ToBytes()
	if err != nil {
		return Set{}, err
	}
	return cutPortable(data)
}

// Bitmap returns the values of s as roaring reads our serialization.
func (s Set) Bitmap() *roaring.Bitmap {
	b := roaring.New()
	if s.IsEmpty() {
		return b
	}
	if _, err := b.ReadFrom(bytes.NewReader(s.appendPortable(nil))); err != nil {
		panic(fmt.Sprintf("roaring does not read it: %v", err))
	}
	return b
}
