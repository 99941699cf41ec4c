package listtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Canonical is what FORMAT.md 3 makes of a set of DataIds.
type Canonical struct {
	Digest dataidlist.Digest
	Chunks int // entries of the root
	Runs   int // rows of all chunk bodies
}

// NaiveDigest computes the digest of rows in canonical order, each DataId
// once, by the letter of FORMAT.md 3 and without anything of the library.
func NaiveDigest(g *dataidlist.Group, rows []Row) Canonical {
	var c Canonical
	var root bytes.Buffer
	fmt.Fprintf(&root, "dataidlist/1\nnamespace %s\n", g.Universe().Namespace()) // 3.1
	for _, name := range g.Strings() {
		fmt.Fprintf(&root, "string %s\n", name)
	}
	for _, name := range g.Ints() {
		fmt.Fprintf(&root, "int64 %s\n", name)
	}
	root.WriteString("\n")
	for len(rows) > 0 {
		n := 1 // rows of the chunk (3.2)
		for n < len(rows) && slices.Equal(rows[n].Strings, rows[0].Strings) && chunkNumber(rows[n]) == chunkNumber(rows[0]) {
			n++
		}
		body := chunkBody(rows[:n])
		for _, s := range rows[0].Strings { // 3.4
			put(&root, uint32(len(s)))
			root.WriteString(s)
		}
		put(&root, chunkNumber(rows[0]))
		put(&root, uint64(n))
		sum := sha256.Sum256(body)
		root.Write(sum[:])
		c.Chunks++
		c.Runs += len(body) / (8 * (len(g.Ints()) + 1))
		rows = rows[n:]
	}
	c.Digest = sha256.Sum256(root.Bytes())
	return c
}

func chunkNumber(r Row) int64 {
	if len(r.Ints) == 0 {
		return 0
	}
	return r.Ints[0] / 65536
}

// chunkBody gives the rows of 3.3, one DataId after the other.
func chunkBody(rows []Row) []byte {
	var body bytes.Buffer
	k := len(rows[0].Ints)
	if k == 0 {
		return nil
	}
	for len(rows) > 0 {
		first, n := rows[0].Ints, 1
		for n < len(rows) && slices.Equal(rows[n].Ints[:k-1], first[:k-1]) && rows[n].Ints[k-1] == first[k-1]+int64(n) {
			n++
		}
		put(&body, first)
		put(&body, int64(n))
		rows = rows[n:]
	}
	return body.Bytes()
}

// put writes integers little-endian.
func put(b *bytes.Buffer, v any) {
	if err := binary.Write(b, binary.LittleEndian, v); err != nil {
		panic(fmt.Sprintf("listtest: %v", err))
	}
}

// NaiveFullDigest computes the full digest of a model (FORMAT.md 3.6).
func NaiveFullDigest(m *Model) dataidlist.FullDigest {
	texts, subLists := reasonRows(m)
	var b bytes.Buffer
	b.WriteString("dataidlist-reasons/1\n")
	root := NaiveDigest(m.Group, m.Rows).Digest
	b.Write(root[:])
	for _, text := range texts {
		put(&b, uint32(len(text)))
		b.WriteString(text)
		root := NaiveDigest(m.Group, subLists[text]).Digest
		b.Write(root[:])
	}
	return sha256.Sum256(b.Bytes())
}

// reasonRows gives the canonical JSON of all reasons in reason order, and the
// rows that have each.
func reasonRows(m *Model) ([]string, map[string][]Row) {
	rows, json := map[string][]Row{}, map[dataidlist.Reason]string{}
	var texts []string
	for _, r := range m.Rows {
		for _, reason := range r.Reasons {
			text, ok := json[reason]
			if !ok {
				text = NaiveJSON(reason)
				json[reason] = text
			}
			if rows[text] == nil {
				texts = append(texts, text)
			}
			rows[text] = append(rows[text], r)
		}
	}
	slices.SortFunc(texts, strings.Compare)
	return texts, rows
}
