package arrow

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/skycampaign/skycampaign/dataidlist"
)

const (
	// minRoom and maxRoom bound what the buffers of a batch may need when they
	// are decompressed, in bytes, and perByte how much that may be for each
	// byte of the message.
	minRoom = 16 << 20
	maxRoom = 1 << 30
	perByte = 256
)

// boundedMemory is the allocator of a reader. It panics with an error where a
// message asks for more room than its size justifies: the library has no other
// way to learn of it, and makes an error of the panic.
type boundedMemory struct {
	memory.Allocator
	left int
}

func newBoundedMemory() *boundedMemory {
	return &boundedMemory{Allocator: memory.NewGoAllocator(), left: minRoom}
}

// expect sets the bound for a message of that size.
func (b *boundedMemory) expect(size int) {
	b.left = max(minRoom, min(maxRoom, perByte*size))
}

// Allocate returns room of that size.
func (b *boundedMemory) Allocate(size int) []byte {
	b.take(size)
	return b.Allocator.Allocate(size)
}

// Reallocate makes room larger or smaller.
func (b *boundedMemory) Reallocate(size int, old []byte) []byte {
	b.take(size - len(old))
	return b.Allocator.Reallocate(size, old)
}

func (b *boundedMemory) take(size int) {
	if b.left -= max(size, 0); b.left < 0 || size > maxRoom {
		panic(fmt.Errorf("%w: a message asks for %d bytes", dataidlist.ErrLimit, size))
	}
}
