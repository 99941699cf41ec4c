package campaign_test

import (
	"archive/tar"
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/bundle"
)

// signingKey is a key for tests, the same each time.
func signingKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func public(key ed25519.PrivateKey) ed25519.PublicKey {
	return key.Public().(ed25519.PublicKey)
}

// archive exports records of a notebook into an archive, and returns its bytes.
func (d *desk) archive(key ed25519.PrivateKey, ids ...string) []byte {
	d.t.Helper()
	contents, err := d.Bundle(d.ctx(), ids, key)
	require.NoError(d.t, err)
	var b bytes.Buffer
	require.NoError(d.t, contents.Write(d.ctx(), &b))
	return b.Bytes()
}

// file writes bytes into a file of a test's own.
func file(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b.tar")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

// openBundle opens a file or directory until the test ends.
func openBundle(t *testing.T, path string) *bundle.Bundle {
	t.Helper()
	b, err := bundle.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

func verifyArchive(t *testing.T, data []byte, trusted ed25519.PublicKey) campaign.BundleVerification {
	t.Helper()
	v, err := campaign.VerifyBundle(t.Context(), openBundle(t, file(t, data)), trusted, true)
	require.NoError(t, err)
	return v
}

func TestABundleHoldsAllAndIsTheSameEachTime(t *testing.T) {
	d := full(t)
	plain := d.archive(nil)
	assert.Equal(t, plain, d.archive(nil))

	v := verifyArchive(t, plain, nil)
	assert.Empty(t, v.Faults)
	assert.Equal(t, 5, v.Records)
	assert.Greater(t, v.Lists, 4)
	assert.Empty(t, v.KeyID)

	signed := verifyArchive(t, d.archive(signingKey()), public(signingKey()))
	assert.Empty(t, signed.Faults)
	assert.True(t, signed.Trusted)
	assert.Equal(t, provenance.KeyID(public(signingKey())), signed.KeyID)

	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	assert.ErrorContains(t, faultOf(verifyArchive(t, d.archive(signingKey()), public(other))), "should be by key "+provenance.KeyID(public(other)))
	assert.ErrorContains(t, faultOf(verifyArchive(t, plain, public(other))), "the bundle is not signed")
}

func faultOf(v campaign.BundleVerification) error {
	var all []error
	for _, f := range v.Faults {
		all = append(all, fmt.Errorf("%s: %s", f.Item, f.Text))
	}
	return errors.Join(all...)
}

func TestABundleOfACampaignHasWhatItRefersTo(t *testing.T) {
	d := full(t)
	v := verifyArchive(t, d.archive(nil, "CMP-1"), nil)
	assert.Empty(t, v.Faults)
	var streams []string
	for _, h := range v.Streams {
		streams = append(streams, h.Stream)
	}
	assert.Equal(t, []string{"CMP-1", "PRD-1", "SCH-1"}, streams)
	_, err := d.Bundle(d.ctx(), []string{"CMP-99"}, nil)
	assert.ErrorIs(t, err, campaign.ErrNotFound)
}

// Other programs read the archive, and a directory has the same files.
func TestAnArchiveIsATar(t *testing.T) {
	d := full(t)
	contents, err := d.Bundle(d.ctx(), nil, nil)
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "b")
	require.NoError(t, contents.WriteDirectory(d.ctx(), dir))
	require.ErrorContains(t, contents.WriteDirectory(d.ctx(), dir), "is there already")
	v, err := campaign.VerifyBundle(d.ctx(), openBundle(t, dir), nil, true)
	require.NoError(t, err)
	assert.Empty(t, v.Faults)

	files := 0
	for r := tar.NewReader(bytes.NewReader(d.archive(nil))); ; files++ {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		have, err := io.ReadAll(r)
		require.NoError(t, err)
		want, err := os.ReadFile(filepath.Join(dir, h.Name))
		require.NoError(t, err)
		assert.Equal(t, want, have, h.Name)
	}
	assert.Equal(t, v.Files, files)
}

// member is where a file of an archive is.
type member struct {
	name              string
	header, data, end int // end is that of the padding
}

func members(t *testing.T, archive []byte) []member {
	t.Helper()
	var all []member
	at := 0
	for r := tar.NewReader(bytes.NewReader(archive)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return append(all, member{"end of the archive", at, len(archive), len(archive)})
		}
		require.NoError(t, err)
		m := member{h.Name, at, at + 512, at + 512 + (int(h.Size)+511)&^511}
		all, at = append(all, m), m.end
	}
}

// A byte that is changed anywhere in a bundle is found, and the file that it is in is named. SKYCAMPAIGN_EVERY_BYTE=1 tries all; otherwise some of
// each part of each file.
func TestAChangedByteIsNamed(t *testing.T) {
	d := open(t, campaign.Options{})
	d.submitted()
	good := d.archive(signingKey())
	path := file(t, good)
	key := public(signingKey())
	random := rand.New(rand.NewPCG(1, 2))
	tried := 0
	for _, m := range members(t, good) {
		var places []int
		for _, part := range [][2]int{{m.header, m.data}, {m.data, m.end}} {
			for at := part[0]; at < part[1]; at++ {
				if os.Getenv("SKYCAMPAIGN_EVERY_BYTE") != "" || random.IntN(part[1]-part[0]) < 5 {
					places = append(places, at)
				}
			}
		}
		for _, at := range places {
			tried++
			bad := slices.Clone(good)
			bad[at] ^= byte(1 + random.IntN(255))
			require.NoError(t, os.WriteFile(path, bad, 0o600))
			b, err := bundle.Open(path)
			if err != nil { // the first header does not even look like one
				assert.ErrorContains(t, err, "no bundle")
				assert.Less(t, at, 512)
				continue
			}
			v, err := campaign.VerifyBundle(t.Context(), b, key, false)
			require.NoError(t, err)
			require.NoError(t, b.Close())
			named := slices.ContainsFunc(v.Faults, func(f campaign.Fault) bool { return strings.Contains(f.Item+" "+f.Text, m.name) })
			assert.True(t, named, "byte %d of %s: %v", at-m.header, m.name, v.Faults)
		}
	}
	assert.Greater(t, tried, 150)
}

// Files that are added, left out, swapped or cut off are named too.
func TestWhatIsDoneToADirectoryIsNamed(t *testing.T) {
	d := open(t, campaign.Options{})
	d.submitted()
	contents, err := d.Bundle(d.ctx(), nil, signingKey())
	require.NoError(t, err)
	for name, c := range map[string]struct {
		spoil func(dir string) error
		item  string
	}{
		"a file too many": {func(dir string) error { return os.WriteFile(filepath.Join(dir, "pages", "x.md"), nil, 0o600) }, "pages/x.md"},
		"a file less":     {func(dir string) error { return os.Remove(filepath.Join(dir, "pages", "CMP-1.md")) }, "pages/CMP-1.md"},
		"no key":          {func(dir string) error { return os.Remove(filepath.Join(dir, "key.pem")) }, "key.pem"},
		"no manifest":     {func(dir string) error { return os.Remove(filepath.Join(dir, "SHA256SUMS")) }, "SHA256SUMS"},
		"no index":        {func(dir string) error { return os.Remove(filepath.Join(dir, "bundle.json")) }, "bundle.json"},
		"no event":        {func(dir string) error { return os.Remove(filepath.Join(dir, "events", "CMP-1", "000002.json")) }, "events/CMP-1/000002.json"},
		"a link": {func(dir string) error {
			name := filepath.Join(dir, "pages", "CMP-1.md")
			return errors.Join(os.Remove(name), os.Symlink("/etc/passwd", name))
		}, "pages/CMP-1.md"},
		"a name that hides": {func(dir string) error { return os.WriteFile(filepath.Join(dir, ".hidden"), nil, 0o600) }, ".hidden"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "b")
			require.NoError(t, contents.WriteDirectory(t.Context(), dir))
			require.NoError(t, c.spoil(dir))
			v, err := campaign.VerifyBundle(t.Context(), openBundle(t, dir), nil, false)
			require.NoError(t, err)
			assert.True(t, slices.ContainsFunc(v.Faults, func(f campaign.Fault) bool { return f.Item == c.item }), "%v", v.Faults)
		})
	}
}

// Whoever has the key can sign anything, but not make it fit: a bundle that was made anew with another record, page or statement is found out.
func TestABundleThatWasMadeToFitIsNot(t *testing.T) {
	d := open(t, campaign.Options{})
	d.submitted()
	for name, c := range map[string]struct {
		spoil func(c *bundle.Contents)
		item  string
	}{
		"another record": {func(c *bundle.Contents) { c.Files["records/CMP-1.json"] = []byte("{}\n") }, "records/CMP-1.json"},
		"another page":   {func(c *bundle.Contents) { c.Files["pages/CMP-1.md"] = []byte("# All went well\n") }, "pages/CMP-1.md"},
		"no statement":   {func(c *bundle.Contents) { delete(c.Files, "attestations/CMP-1.r1.dsse.json") }, "attestations/CMP-1.r1.dsse.json"},
		"another statement": {func(c *bundle.Contents) {
			text, _ := provenance.Sign(c.Key, provenance.StatementType, []byte("{}")).Format()
			c.Files["attestations/CMP-1.r1.dsse.json"] = text
		}, "attestations/CMP-1.r1.dsse.json"},
		"a statement of another type": {func(c *bundle.Contents) {
			text, _ := provenance.Sign(c.Key, "text/plain", []byte("{}")).Format()
			c.Files["attestations/CMP-1.r1.dsse.json"] = text
		}, "attestations/CMP-1.r1.dsse.json"},
		"a file of nobody": {func(c *bundle.Contents) { c.Files["records/CMP-7.json"] = []byte("{}\n") }, "records/CMP-7.json"},
		"no production":    {func(c *bundle.Contents) { c.Streams = c.Streams[:1] }, "stream CMP-1"},
		"an older checkpoint": {func(c *bundle.Contents) {
			c.Checkpoint.Heads = slices.Clone(c.Checkpoint.Heads)
			c.Checkpoint.Heads[0].Hash[0]++
		}, "checkpoint.dsse.json"},
		"an object of nobody": {func(c *bundle.Contents) {
			c.Objects = append(c.Objects, bundle.Object{Digest: provenance.DigestOf([]byte("x")), Size: 1, Open: func() (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader("x")), nil
			}})
		}, "objects/" + provenance.DigestOf([]byte("x")).Hex()},
		"a list less": {func(c *bundle.Contents) { c.Objects = c.Objects[1:] }, "object sha256:"},
	} {
		t.Run(name, func(t *testing.T) {
			contents, err := d.Bundle(t.Context(), nil, signingKey())
			require.NoError(t, err)
			c.spoil(&contents)
			var b bytes.Buffer
			require.NoError(t, contents.Write(t.Context(), &b))
			v := verifyArchive(t, b.Bytes(), public(signingKey()))
			assert.True(t, slices.ContainsFunc(v.Faults, func(f campaign.Fault) bool { return strings.HasPrefix(f.Item, c.item) }), "%v", v.Faults)
		})
	}
}

// What the page of a bundle says is done, as it is written there: all of it succeeds, and after any change something of it fails.
func TestTheCommandsOfThePageCheckABundle(t *testing.T) {
	for _, program := range []string{"openssl", "sha256sum", "tar"} {
		if _, err := exec.LookPath(program); err != nil && os.Getenv("CI") != "true" {
			t.Skip(err)
		}
	}
	d := open(t, campaign.Options{})
	d.submitted()
	for _, key := range []ed25519.PrivateKey{nil, signingKey()} {
		dir := t.TempDir()
		out, err := exec.Command("tar", "-xf", file(t, d.archive(key)), "-C", dir).CombinedOutput()
		require.NoError(t, err, "%s", out)
		commands := blocks(t, filepath.Join(dir, "README.md"))
		require.Len(t, commands, map[bool]int{false: 4, true: 7}[key != nil])
		out, err = runBlocks(dir, commands)
		require.NoError(t, err, "%s", out)
		if key != nil {
			assert.Contains(t, string(out), provenance.KeyID(public(key)))
		}
		require.NoError(t, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			good, err := os.ReadFile(path)
			require.NoError(t, err)
			bad := slices.Clone(good)
			bad[len(bad)/2] ^= 1
			require.NoError(t, os.WriteFile(path, bad, 0o600))
			out, err := runBlocks(dir, commands)
			require.Error(t, err, "%s was changed and the commands succeed: %s", path, out)
			return os.WriteFile(path, good, 0o600)
		}))
	}
}

// blocks returns the shell commands of a page.
func blocks(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	var all []string
	for _, found := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllSubmatch(text, -1) {
		all = append(all, string(found[1]))
	}
	return all
}

// runBlocks runs commands one after the other, up to the first that fails.
func runBlocks(dir string, commands []string) ([]byte, error) {
	var all []byte
	for _, block := range commands {
		cmd := exec.Command("sh", "-e", "-c", block)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		all = append(all, out...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

func TestImportIsIdempotentAndComplete(t *testing.T) {
	from := full(t)
	archive := from.archive(nil)
	to := open(t, campaign.Options{})
	done, v, err := to.admin.Import(to.ctx(), openBundle(t, file(t, archive)), nil)
	require.NoError(t, err)
	assert.Empty(t, v.Faults)
	assert.Equal(t, []string{"CMP-1", "CMP-2", "PRD-1", "QRY-1", "SCH-1"}, done.Added)
	assert.Empty(t, to.faults(), "with tables, numbers and jobs")
	assert.Equal(t, archive, to.archive(nil), "nothing was lost")

	done, _, err = to.admin.Import(to.ctx(), openBundle(t, file(t, archive)), nil)
	require.NoError(t, err)
	assert.Empty(t, done.Added)
	assert.Empty(t, done.Updated)
	assert.Len(t, done.Unchanged, 5)

	assert.Equal(t, "CMP-3", to.define().ID, "ids that were imported are not given again")
}

func TestImportGoesOnWhereTheBundleDoes(t *testing.T) {
	from, to := full(t), open(t, campaign.Options{})
	older := from.archive(nil, "CMP-1")
	_, _, err := to.admin.Import(to.ctx(), openBundle(t, file(t, older)), nil)
	require.NoError(t, err)
	_, err = from.ktl.AddNote(from.ctx(), "CMP-1", "", "later")
	require.NoError(t, err)
	newer := from.archive(nil, "CMP-1")
	done, _, err := to.admin.Import(to.ctx(), openBundle(t, file(t, newer)), nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"CMP-1"}, done.Updated)
	assert.Equal(t, newer, to.archive(nil, "CMP-1"))
	assert.Empty(t, to.faults())

	done, _, err = to.admin.Import(to.ctx(), openBundle(t, file(t, older)), nil)
	require.NoError(t, err)
	assert.Contains(t, done.Unchanged, "CMP-1", "what has gone on here stays")
	assert.Equal(t, newer, to.archive(nil, "CMP-1"))
}

func TestImportRefusesWhatDiffers(t *testing.T) {
	from, to := full(t), open(t, campaign.Options{})
	_, err := to.lead.Define(to.ctx(), campaign.Definition{Name: "another", Definer: "hf"})
	require.NoError(t, err)
	before := to.archive(nil)
	_, _, err = to.admin.Import(to.ctx(), openBundle(t, file(t, from.archive(nil))), nil)
	require.ErrorIs(t, err, campaign.ErrConflict)
	var differ *campaign.ImportError
	require.ErrorAs(t, err, &differ)
	assert.Equal(t, []campaign.Fault{{Item: "CMP-1", Text: "it differs from event 1 on"}, {Item: "PRD-1", Text: "it differs from event 1 on"}}, differ.Differ)
	assert.Equal(t, before, to.archive(nil), "nothing was imported")

	_, _, err = to.ktl.Import(to.ctx(), openBundle(t, file(t, from.archive(nil))), nil)
	assert.ErrorIs(t, err, campaign.ErrForbidden)

	broken := from.archive(nil)
	broken[len(broken)-1] = 1
	fresh := open(t, campaign.Options{})
	_, v, err := fresh.admin.Import(fresh.ctx(), openBundle(t, file(t, broken)), nil)
	require.ErrorIs(t, err, provenance.ErrBroken)
	assert.NotEmpty(t, v.Faults)
	_, err = fresh.Get(fresh.ctx(), "CMP-1")
	assert.ErrorIs(t, err, campaign.ErrNotFound)
}

// Whoever makes a bundle can have all digests fit. What no verb could have made is named all the same, and not imported.
func TestABundleThatNoVerbCouldHaveMade(t *testing.T) {
	const job = `{"job":"a","status":"failed","exit_code":1,"tasks":[]}` + "\n"
	jobs := func(change func(*campaign.JobsRef)) func(*provenance.Event) {
		return func(e *provenance.Event) {
			var loaded struct {
				Workflow string           `json:"workflow"`
				Attempt  int              `json:"attempt"`
				Jobs     campaign.JobsRef `json:"jobs"`
			}
			forge(t, e, "workflow.jobs-loaded", &loaded, func() { change(&loaded.Jobs) })
		}
	}
	for want, change := range map[string]func(*provenance.Event){
		"revision 1 of CMP-1: invalid: two workflows have the name step1": func(e *provenance.Event) {
			reseal(t, e, func(s *campaign.Spec) {
				s.Definition.Workflows[1].Name, s.Definition.Lists, s.Selections = "step1", []campaign.ListRef{}, []campaign.Selection{}
			})
		},
		`jobs of attempt 1 of workflow step1 of CMP-1: job summaries: invalid: two jobs have the name "a"`: jobs(func(r *campaign.JobsRef) {
			r.Object, r.Jobs, r.Failed = provenance.DigestOf([]byte(job+job)), 2, 2
		}),
		"jobs of attempt 1 of workflow step1 of CMP-1: there are 1 (1 failed) with 0 tasks, and the record says 1 (0 failed) with 3": jobs(func(r *campaign.JobsRef) {
			r.Failed, r.Tasks = 0, 3
		}),
	} {
		d, to := open(t, campaign.Options{}), open(t, campaign.Options{})
		c := d.submitted()
		_, err := d.ktl.SubmitWorkflow(d.ctx(), c.ID, "step1", "", "")
		require.NoError(t, err)
		_, err = d.ktl.LoadJobs(d.ctx(), c.ID, "step1", 0, strings.NewReader(job))
		require.NoError(t, err)
		_, err = d.objects.Put(d.ctx(), strings.NewReader(job+job))
		require.NoError(t, err)
		d.rewrite(c.ID, change)
		archive := d.archive(nil)
		assert.EqualError(t, faultOf(verifyArchive(t, archive, nil)), want)
		_, v, err := to.admin.Import(to.ctx(), openBundle(t, file(t, archive)), nil)
		require.ErrorIs(t, err, provenance.ErrBroken)
		assert.EqualError(t, faultOf(v), want)
	}
}

// forge changes the payload of an event of a type.
func forge(t *testing.T, e *provenance.Event, eventType string, payload any, change func()) {
	t.Helper()
	if e.Type != eventType {
		return
	}
	require.NoError(t, json.Unmarshal(e.Payload, payload))
	change()
	var err error
	e.Payload, err = provenance.Canonical(payload)
	require.NoError(t, err)
}

// reseal changes what an event seals.
func reseal(t *testing.T, e *provenance.Event, change func(*campaign.Spec)) {
	t.Helper()
	var seal struct {
		Spec   campaign.Spec     `json:"spec"`
		Digest provenance.Digest `json:"spec_digest"`
	}
	forge(t, e, "campaign.submitted", &seal, func() {
		change(&seal.Spec)
		var err error
		seal.Digest, err = seal.Spec.Digest()
		require.NoError(t, err)
	})
}

func TestImportRefusesANameThatIsAnothers(t *testing.T) {
	from, to := open(t, campaign.Options{}), open(t, campaign.Options{})
	for _, name := range []string{"DR1", "DR2"} {
		_, err := from.ktl.DefineProduction(from.ctx(), name, "")
		require.NoError(t, err)
	}
	_, err := to.ktl.DefineProduction(to.ctx(), "DR2", "")
	require.NoError(t, err)
	_, _, err = to.admin.Import(to.ctx(), openBundle(t, file(t, from.archive(nil, "PRD-2"))), nil)
	require.ErrorIs(t, err, campaign.ErrConflict)
	assert.ErrorContains(t, err, `PRD-2: its name "DR2" is that of PRD-1 here`)
}

func TestACheckpointFindsAHistoryThatWasWrittenAnew(t *testing.T) {
	d := full(t)
	point, err := d.Checkpoint(d.ctx())
	require.NoError(t, err)
	envelope := point.Sign(signingKey())
	point, err = provenance.OpenCheckpoint(envelope, public(signingKey()))
	require.NoError(t, err)

	faults, err := d.VerifyCheckpoint(d.ctx(), point)
	require.NoError(t, err)
	assert.Empty(t, faults)
	_, err = d.ktl.AddNote(d.ctx(), "CMP-1", "", "later")
	require.NoError(t, err)
	faults, err = d.VerifyCheckpoint(d.ctx(), point)
	require.NoError(t, err)
	assert.Empty(t, faults, "what goes on fits")

	d.rewrite("CMP-1", func(e *provenance.Event) { e.Actor = "nobody" })
	require.NoError(t, d.admin.Rebuild(d.ctx()))
	assert.Empty(t, d.faults(), "in itself the new history fits")
	faults, err = d.VerifyCheckpoint(d.ctx(), point)
	require.NoError(t, err)
	require.Len(t, faults, 1)
	assert.Contains(t, faults[0].Item, " of CMP-1")
	assert.Contains(t, faults[0].Text, "written anew")
}

// rewrite changes events of a stream behind the notebook's back, so that they fit together.
func (d *desk) rewrite(stream string, change func(*provenance.Event)) {
	d.t.Helper()
	history, err := d.History(d.ctx(), stream)
	require.NoError(d.t, err)
	db := d.outside()
	var prev provenance.Digest
	for _, e := range history {
		change(&e)
		e.Prev = prev
		body, err := e.Body()
		require.NoError(d.t, err)
		prev = provenance.DigestOf(body)
		_, err = db.Exec("UPDATE events SET body = ? WHERE stream = ? AND seq = ?", string(body), stream, e.Seq)
		require.NoError(d.t, err)
	}
}

func TestAPageShowsTextAsItIs(t *testing.T) {
	d := open(t, campaign.Options{})
	c, err := d.ktl.Define(d.ctx(), campaign.Definition{Name: "a | *b* <script>", Definer: "ktl", Description: "# not a title\n\nof the page"})
	require.NoError(t, err)
	_, err = d.ktl.AddNote(d.ctx(), c.ID, "", "one\n# two")
	require.NoError(t, err)
	c, err = d.Get(d.ctx(), c.ID)
	require.NoError(t, err)
	page := string(c.Page())
	assert.Contains(t, page, `# CMP-1: a \| \*b\* \<script\>`)
	assert.Contains(t, page, "> # not a title\n> \n> of the page")
	assert.Contains(t, page, "> one\n> # two")
	assert.Equal(t, 1, len(regexp.MustCompile(`(?m)^# `).FindAllString(page, -1)))
}

// A bundle's record is what show --json prints, so that scripts for one read the other.
func TestTheRecordInABundleIsTheRecord(t *testing.T) {
	d := full(t)
	b := openBundle(t, file(t, d.archive(nil)))
	text, err := b.Read(bundle.RecordFile("CMP-1"))
	require.NoError(t, err)
	have := new(campaign.Campaign)
	require.NoError(t, json.Unmarshal(text, have))
	want, err := d.Get(d.ctx(), "CMP-1")
	require.NoError(t, err)
	assert.Equal(t, want, have)
}
