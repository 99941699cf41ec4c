package zframe_test

import (
	"bytes"
	"math/rand/v2"
	"os/exec"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/zframe"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
)

// A model is a writer and beside it the content, made byte by byte.
type model struct {
	w    *zframe.Writer
	want []byte
	last int // the distance of the copy that may go on
}

func (m *model) literals(p []byte) {
	m.w.Literals(p)
	m.want = append(m.want, p...)
	m.last = 0
}

// copy copies if that is allowed.
func (m *model) copy(distance, n int) {
	if distance < 1 || distance > min(len(m.want), zframe.MaxDistance) || n < zframe.MinCopy && distance != m.last {
		return
	}
	m.w.Copy(distance, n)
	m.last = distance
	for range n {
		m.want = append(m.want, m.want[len(m.want)-distance])
	}
}

// random makes a frame's content with some operations.
func (m *model) random(rng *rand.Rand, operations int) {
	sizes := []int{1, 4, 16, 40, 300, 5000, 140_000}
	distances := []int{1, 2, 3, 8, 189, 189, 189, 377, 70_000, zframe.MaxDistance}
	for range operations {
		n := rng.IntN(sizes[rng.IntN(len(sizes))]) + rng.IntN(2)
		if rng.IntN(3) == 0 {
			p := make([]byte, n)
			for i := range p {
				p[i] = byte(rng.Uint32())
			}
			m.literals(p)
			continue
		}
		m.copy(distances[rng.IntN(len(distances))], n)
	}
}

// frames gives frames of all kinds, one after the other, and their content.
func frames(t *testing.T) (all [][]byte, contents [][]byte) {
	rng := rand.New(rand.NewPCG(7, 11))
	m := &model{w: zframe.NewWriter()}
	for i := range 100 {
		m.want, m.last = nil, 0
		m.w.Begin([]byte("before"))
		m.random(rng, i%40)
		require.Equal(t, len(m.want), m.w.Size())
		out := m.w.End()
		require.Equal(t, "before", string(out[:6]))
		all, contents = append(all, bytes.Clone(out[6:])), append(contents, m.want)
	}
	return all, contents
}

func TestFramesDecode(t *testing.T) {
	decoder, err := zstd.NewReader(nil)
	require.NoError(t, err)
	defer decoder.Close()
	all, contents := frames(t)
	for i, frame := range all {
		got, err := decoder.DecodeAll(frame, nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(contents[i], got), "frame %d", i)
		assert.Less(t, len(frame), len(got)+64+len(got)/1000)
	}
}

// TestFramesDecodeInC has libzstd, in pyarrow, read the frames.
func TestFramesDecodeInC(t *testing.T) {
	all, contents := frames(t)
	cmd := exec.Command(pyenv.Python(t), "-c", `
import sys, pyarrow
data, out = sys.stdin.buffer.read(), sys.stdout.buffer
codec = pyarrow.Codec("zstd")
while data:
    n, size = int.from_bytes(data[:4], "little"), int.from_bytes(data[4:8], "little")
    out.write(codec.decompress(data[8 : 8 + n], size))
    data = data[8 + n :]
`)
	var in, stderr bytes.Buffer
	for i, frame := range all {
		for _, n := range []int{len(frame), len(contents[i])} {
			in.Write([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)})
		}
		in.Write(frame)
	}
	cmd.Stdin, cmd.Stderr = &in, &stderr
	got, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	require.True(t, bytes.Equal(bytes.Join(contents, nil), got))
}

// TestRepeatsAreSmall shows what the package is for.
func TestRepeatsAreSmall(t *testing.T) {
	w := zframe.NewWriter()
	w.Begin(nil)
	w.Literals(make([]byte, 189))
	w.Copy(189, 1<<17)
	assert.Less(t, len(w.End()), 189+40)
}

func TestBadCopiesPanic(t *testing.T) {
	w := zframe.NewWriter()
	w.Begin(nil)
	w.Literals(make([]byte, 1<<18))
	for _, c := range [][2]int{{0, 20}, {zframe.MaxDistance + 1, 20}, {5, zframe.MinCopy - 1}} {
		assert.Panics(t, func() { w.Copy(c[0], c[1]) })
	}
}

// FuzzFrames decodes what any operations make: two bytes of length, of which
// the lowest bit tells literals from copies, and two of distance or content.
func FuzzFrames(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{21, 0, 1, 2, 200, 1, 4, 0, 9, 0, 7, 7, 255, 255, 30, 0, 4, 0, 4, 0})
	f.Add(bytes.Repeat([]byte{254, 255, 1, 0, 255, 255, 0, 1}, 4))
	decoder, err := zstd.NewReader(nil)
	require.NoError(f, err)
	m := &model{w: zframe.NewWriter()}
	f.Fuzz(func(t *testing.T, operations []byte) {
		m.want, m.last = nil, 0
		m.w.Begin(nil)
		for ; len(operations) >= 4 && len(m.want) < 1<<20; operations = operations[4:] {
			n := int(operations[0]) | int(operations[1])<<8
			v := int(operations[2]) | int(operations[3])<<8
			if n&1 == 0 {
				m.copy(v<<1, n)
				m.copy(v, n>>4)
				continue
			}
			p := make([]byte, n>>3)
			for i := range p {
				p[i] = byte(v + i*i)
			}
			m.literals(p)
		}
		got, err := decoder.DecodeAll(m.w.End(), nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(m.want, got))
	})
}
