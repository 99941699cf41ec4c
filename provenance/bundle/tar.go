package bundle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/skycampaign/skycampaign/provenance"
)

// An archive is a POSIX ustar archive in the one form that its files have: regular files in the order of their names, with mode 644, owner 0,
// time 0 and no names of owners, and two empty blocks at the end.

const (
	blockSize = 512
	maxSize   = 8<<30 - 1 // of a file: the header has 11 octal digits for it
)

// header returns the block before a file.
func header(name string, size int64) [blockSize]byte {
	var b [blockSize]byte
	copy(b[0:], name)
	copy(b[100:], "0000644\x00")
	copy(b[108:], "0000000\x00") // owner
	copy(b[116:], "0000000\x00") // group
	copy(b[124:], fmt.Sprintf("%011o\x00", size))
	copy(b[136:], "00000000000\x00") // time
	copy(b[148:], "        ")        // checksum, while it is computed
	b[156] = '0'                     // a regular file
	copy(b[257:], "ustar\x0000")
	copy(b[329:], "0000000\x00") // device
	copy(b[337:], "0000000\x00")
	sum := 0
	for _, c := range b {
		sum += int(c)
	}
	copy(b[148:], fmt.Sprintf("%06o\x00 ", sum))
	return b
}

// padding is how many zero bytes follow a file.
func padding(size int64) int64 { return -size & (blockSize - 1) }

// writeTar writes files, which are in the order of their names.
func writeTar(ctx context.Context, out io.Writer, files []File) error {
	w := contextWriter{ctx, out}
	for i, f := range files {
		provenance.ReportProgress(ctx, i, len(files), "files")
		if f.Size > maxSize {
			return fmt.Errorf("%s: it has %d bytes, and a file of an archive at most %d: export to a directory", f.Name, f.Size, int64(maxSize))
		}
		block := header(f.Name, f.Size)
		if _, err := w.Write(block[:]); err != nil {
			return err
		}
		if err := f.copyTo(w); err != nil {
			return err
		}
		if _, err := w.Write(make([]byte, padding(f.Size))); err != nil {
			return err
		}
	}
	_, err := w.Write(make([]byte, 2*blockSize))
	return err
}

// errStop says that no more can be read of an archive.
var errStop = errors.New("stop")

// A tarReader finds the files of an archive.
type tarReader struct {
	b    *Bundle
	r    io.ReaderAt
	size int64
	at   int64
}

// read finds all files, and notes what is not as writeTar would have it. Where that leaves no way to go on, it ends.
func (t *tarReader) read() error {
	for {
		block, err := t.block()
		if err != nil {
			return err
		}
		if block == [blockSize]byte{} {
			return t.end()
		}
		if err := t.file(block); err != nil {
			return err
		}
	}
}

// block reads the next block.
func (t *tarReader) block() (block [blockSize]byte, err error) {
	if t.size-t.at < blockSize {
		t.b.fault(t.b.nextHeader(), "the archive ends before it")
		return block, errStop
	}
	if err := t.readAt(block[:]); err != nil {
		return block, err
	}
	t.at += blockSize
	return block, nil
}

// readAt reads what comes next. An archive that has become shorter meanwhile would give zeros, which are its end.
func (t *tarReader) readAt(p []byte) error {
	n, err := t.r.ReadAt(p, t.at)
	switch {
	case n == len(p):
		return nil
	case errors.Is(err, io.EOF):
		return fmt.Errorf("the archive has become shorter: %w", io.ErrUnexpectedEOF)
	}
	return err
}

// file takes the file of a header.
func (t *tarReader) file(block [blockSize]byte) error {
	expected := t.b.nextHeader()
	name, _, _ := bytes.Cut(block[:maxName], []byte{0})
	size, err := strconv.ParseInt(string(block[124:135]), 8, 64)
	if err != nil || size < 0 || header(string(name), size) != block || !validName(string(name)) {
		t.b.fault(expected, "it is not as this format has it, so what follows cannot be read")
		return errStop
	}
	if last := t.b.last(); string(name) <= last {
		t.b.fault(expected, "%s cannot come after %s", name, last)
		return errStop
	}
	if size > t.size-t.at {
		t.b.fault("header of "+string(name), "the archive ends before the file does")
		return errStop
	}
	section := io.NewSectionReader(t.r, t.at, size)
	open := func() (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(section, 0, size)), nil
	}
	if err := t.b.add(File{Name: string(name), Size: size, open: open}); err != nil {
		return err
	}
	t.at += size
	if string(name) == manifestFile {
		if err := t.b.readManifest(); err != nil {
			return err
		}
	}
	return t.padding(string(name), padding(size))
}

func (t *tarReader) padding(name string, n int64) error {
	zeros := make([]byte, min(n, t.size-t.at))
	if err := t.readAt(zeros); err != nil {
		return err
	}
	if int64(len(zeros)) < n || len(bytes.Trim(zeros, "\x00")) > 0 {
		t.b.fault("padding after "+name, "it is not of %d zero bytes", n)
	}
	t.at += n
	return nil
}

// end reads what follows the last file.
func (t *tarReader) end() error {
	rest := make([]byte, min(t.size-t.at, blockSize+1))
	if err := t.readAt(rest); err != nil {
		return err
	}
	if !bytes.Equal(rest, make([]byte, blockSize)) {
		t.b.fault(endItem, "it is not of two empty blocks")
	}
	return nil
}
