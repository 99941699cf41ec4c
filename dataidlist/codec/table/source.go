package table

import (
	"io"
	"io/fs"
)

// Source is an input: a name for messages and its bytes, from the first one.
type Source struct {
	Name string // as the user gave it; "-" is standard input
	R    io.Reader
	// Size is the number of bytes, for an R that does not know it, which is
	// refused if it ends before them; 0 or less if it is not known.
	Size int64
}

// ReaderAt returns random access to the input, and its size in bytes, if R has
// both by itself: it is an [io.ReaderAt], and a regular file, or something that
// has a method Size or is an [io.Seeker], or the Source says the size.
func (s Source) ReaderAt() (r io.ReaderAt, size int64, ok bool) {
	r, ok = s.R.(io.ReaderAt)
	size = s.size()
	return r, size, ok && size > 0
}

// size gives the number of bytes, 0 or less if it is not known.
func (s Source) size() int64 {
	switch r := s.R.(type) {
	case interface{ Size() int64 }:
		return r.Size()
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := r.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
		return 0 // a pipe
	case io.Seeker:
		return seekSize(r)
	}
	return s.Size
}

func seekSize(s io.Seeker) int64 {
	at, err := s.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0
	}
	size, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return 0
	}
	if _, err := s.Seek(at, io.SeekStart); err != nil {
		return 0
	}
	return size
}
