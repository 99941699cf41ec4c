package encoding

import "encoding/binary"

// PlainInts decodes PLAIN values of 4 or 8 bytes.
func PlainInts(data []byte, size int) Ints { return &plainInts{data, size} }

type plainInts struct {
	data []byte
	size int
}

func (p *plainInts) Next(dst []int64) error {
	if len(dst) > len(p.data)/p.size {
		return errEnd
	}
	if p.size == 4 {
		for i := range dst {
			dst[i] = int64(int32(binary.LittleEndian.Uint32(p.data[4*i:])))
		}
	} else {
		for i := range dst {
			dst[i] = int64(binary.LittleEndian.Uint64(p.data[8*i:]))
		}
	}
	p.data = p.data[len(dst)*p.size:]
	return nil
}

// SplitInts decodes BYTE_STREAM_SPLIT values of 4 or 8 bytes.
func SplitInts(data []byte, size int) Ints {
	return &splitInts{data: data, size: size, stride: len(data) / size}
}

type splitInts struct {
	data         []byte
	size, stride int
	at           int
}

func (s *splitInts) Next(dst []int64) error {
	if len(dst) > s.stride-s.at {
		return errEnd
	}
	for i := range dst {
		var v uint64
		for b := range s.size {
			v |= uint64(s.data[b*s.stride+s.at]) << (8 * b)
		}
		if s.size == 4 {
			v = uint64(int64(int32(v)))
		}
		dst[i] = int64(v)
		s.at++
	}
	return nil
}

func (p *plainInts) AppendRuns(dst []Run, n int) ([]Run, error) { return appendDecoded(dst, p, n) }

func (s *splitInts) AppendRuns(dst []Run, n int) ([]Run, error) { return appendDecoded(dst, s, n) }
