package provenance

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// CheckpointType is the payload type of the envelope of a [Checkpoint].
const CheckpointType = "application/vnd.skycampaign.checkpoint"

// maxHeads bounds the streams of a checkpoint that is read.
const maxHeads = 10_000_000

// A Checkpoint is the last event of every stream of a store at one moment. Since each event names the one before, it stands for the whole
// history: signed and kept elsewhere, it tells whether the history was written anew since.
type Checkpoint struct {
	At    string // in TimeFormat
	Heads []Head // in the order of their streams
}

var (
	streamText = regexp.MustCompile(`^[A-Z]{1,8}-[1-9][0-9]{0,17}$`)
	headLine   = regexp.MustCompile(`^([0-9a-f]{64})  events/([A-Z]{1,8}-[1-9][0-9]{0,17})/([0-9]{6,18})\.json$`)
)

// ValidStream reports whether a text can name a stream that leaves its store: CMP-12 and the like.
func ValidStream(name string) bool { return streamText.MatchString(name) }

// EventFile returns the name of the file of an event, such as events/CMP-12/000003.json. Its bytes are those of [Event.Body], without a
// newline, so that sha256sum prints the event's hash.
func EventFile(stream string, seq int64) string {
	return path.Join("events", stream, fmt.Sprintf("%06d.json", seq))
}

// headText is what is signed of the heads: lines that sha256sum --check reads.
func (c Checkpoint) headText() []byte {
	var b bytes.Buffer
	for _, h := range c.Heads {
		fmt.Fprintf(&b, "%s  %s\n", h.Hash.Hex(), EventFile(h.Stream, h.Seq))
	}
	return b.Bytes()
}

// Root returns the SHA-256 of the lines of the heads: one value for a whole history, short enough for a ticket.
func (c Checkpoint) Root() Digest { return DigestOf(c.headText()) }

// Payload returns the text that is signed: three lines, an empty one, and a line for each head.
//
//	skycampaign checkpoint 1
//	time 2026-11-22T12:00:00.000000Z
//	root sha256:4f2c…
//
//	9d5e…  events/CMP-1/000027.json
//	01ab…  events/PRD-1/000001.json
func (c Checkpoint) Payload() []byte {
	head := fmt.Appendf(nil, "skycampaign checkpoint 1\ntime %s\nroot %s\n\n", c.At, c.Root())
	return append(head, c.headText()...)
}

// ParseCheckpoint reads what [Checkpoint.Payload] gives, byte for byte, or returns an error that wraps [ErrBroken].
func ParseCheckpoint(payload []byte) (Checkpoint, error) {
	var c Checkpoint
	lines := bufio.NewScanner(bytes.NewReader(payload))
	number := 0
	for lines.Scan() {
		number++
		line := lines.Text()
		switch number {
		case 1:
			if line != "skycampaign checkpoint 1" {
				return Checkpoint{}, fmt.Errorf("%w: it begins with %.40q: no checkpoint, or of a newer version", ErrBroken, line)
			}
		case 2:
			c.At, _ = strings.CutPrefix(line, "time ")
		case 3, 4: // compared below
		default:
			head, err := parseHead(line)
			if err != nil || number > maxHeads {
				return Checkpoint{}, fmt.Errorf("%w: line %d of the checkpoint is no head of a stream", ErrBroken, number)
			}
			c.Heads = append(c.Heads, head)
		}
	}
	if _, err := time.Parse(TimeFormat, c.At); err != nil {
		return Checkpoint{}, fmt.Errorf("%w: the time of the checkpoint: %w", ErrBroken, err)
	}
	sorted := slices.IsSortedFunc(c.Heads, func(a, b Head) int {
		return cmp.Or(strings.Compare(a.Stream, b.Stream), -1)
	})
	if !sorted || !bytes.Equal(c.Payload(), payload) {
		return Checkpoint{}, fmt.Errorf("%w: the checkpoint is not in canonical form", ErrBroken)
	}
	return c, nil
}

func parseHead(line string) (h Head, err error) {
	found := headLine.FindStringSubmatch(line)
	if found == nil {
		return h, ErrBroken
	}
	h.Stream = found[2]
	if h.Seq, err = strconv.ParseInt(found[3], 10, 64); err != nil {
		return h, err
	}
	_, err = hex.Decode(h.Hash[:], []byte(found[1]))
	return h, err
}

// Sign puts the checkpoint into an envelope.
func (c Checkpoint) Sign(key ed25519.PrivateKey) Envelope {
	return Sign(key, CheckpointType, c.Payload())
}

// OpenCheckpoint returns the checkpoint in an envelope that a key has signed, or an error that wraps [ErrBroken].
func OpenCheckpoint(e Envelope, key ed25519.PublicKey) (Checkpoint, error) {
	payload, err := e.Open(CheckpointType, key)
	if err != nil {
		return Checkpoint{}, err
	}
	return ParseCheckpoint(payload)
}
