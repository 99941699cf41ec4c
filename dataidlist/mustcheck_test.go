package dataidlist_test

import (
	"fmt"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A must is a sentence of FORMAT.md that says what must be or is refused, and the tests that see to it: a Go test as
// PACKAGE.TestName, the package below dataidlist or from the root with a slash before it; a negative vector as
// refuse/FILE, where * stands for any letters; or a script as a path.
type must struct {
	section string
	words   string // some of the sentence, in no other
	tests   string // with spaces between them
}

// musts are all those of the sections 3, 4.0 and 4.11.
var musts = []must{
	{"3.5", "A reader of digests MUST refuse any other form", "TestDigestText refuse/dil1-* refuse/dilr1-*"},
	{"3.5", "the first 12 digits MAY be shown", "refuse/dil1-short.txt refuse/dilr1-short.txt refuse/*-digest-short.*"},
	{"3.5", "MUST refuse them where they fit several", "/campaign.TestADigestThatIsCutMayBeginTwo"},

	{"4.0.1", "Each required dimension MUST be in the file or be told", "refuse/*-name-missing.* refuse/told-twice.csv codec/table.TestErrorsAboutOptions"},
	{"4.0.1", "neither a member of the group, nor a reason", "refuse/*-name-unknown.* refuse/*-member-unknown.* refuse/*-name-twice.* refuse/*-member-twice.*"},
	{"4.0.1", "What is told that contradicts itself", "codec/table.TestOptionsThatContradictEachOther"},
	{"4.0.1", "A sign, a leading zero, a fraction and an exponent", "TestParseInt refuse/*-int-plus.* refuse/*-int-negative.* refuse/*-int-leading-zero.* refuse/*-int-fraction.* refuse/*-int-exponent.* refuse/*-int-string.* refuse/text-int-quotes.txt"},
	{"4.0.1", "a column holds several values with a separator", "codec/table.TestSplitColumns"},
	{"4.0.1", "An empty or null value of a dimension", "refuse/*-int-empty.* refuse/*-string-empty.* refuse/*-implied-empty.* refuse/*-int-null.* refuse/*-string-null.*"},
	{"4.0.1", "A row with all dimensions empty", "codec/table.TestEmptyMeansAllRefuses refuse/full-all.csv refuse/full-required.csv"},
	{"4.0.1", "An implied dimension that is empty", "codec/table.TestImpliedValuesThatAreEmpty codec/table.TestEmptyMeansAllRefuses"},
	{"4.0.1", "Text that is not valid UTF-8", "refuse/*-string-utf8.* refuse/*-comment-utf8.* refuse/grl-name-utf8.xml"},
	{"4.0.1", "Bytes after the end of the content", "refuse/*-rest.* refuse/*-cut.* refuse/arrow-stream-end-missing.arrows codec/parquet.TestEveryTruncationIsRefused codec/arrow.TestTruncations codec/roaring.TestEveryTruncationIsRefused codec.TestCuts codec.TestAnEmptyDocumentIsNoList codec/arrow.TestAStreamEndsWithItsMark codec/parquet.TestCutPages codec/json.TestCuts codec/yaml.TestCuts codec/grl.TestCuts codec/csv.TestCuts"},
	{"4.0.1", "An input whose reading ends with an error", "codec.TestAnInputThatBreaksIsNoList codec/internal/whole.TestReader"},
	{"4.0.1", "A digest that a reader gives MUST be computed", "codec/parquet.TestForgeries codec/parquet.TestForgedFiles"},
	{"4.0.1", "If a claim differs", "codec/parquet.TestForgeries /cmd/dataidlist.TestVerbsOnForgeries refuse/*-count.* refuse/*-digest.* refuse/*-full-digest.*"},

	{"4.0.2", "A writer MUST refuse a list that the format cannot hold", "codec/text.TestWriteRefuses codec/csv.TestWriteRefuses codec/ecsv.TestWriteRefuses codec/segments.TestWriteRefuses codec/gen2.TestWriteRefuses codec/roaring.TestWriteRefuses codec/json.TestGoldenRoundTrip codec/grl.TestRoundTrip codec/fixedwidth.TestGivesListsBack"},

	{"4.0.3", "always `dataidlist/1`", "refuse/*-format.* refuse/*-format-missing.* refuse/*-format-case.*"},
	{"4.0.3", "the required string dimensions, in canonical order", "refuse/*-strings-int.* refuse/*-ints-order.* refuse/*-ints-twice.* refuse/*-ints-implied.* refuse/*-ints-unknown.*"},
	{"4.0.3", "A reader MUST ignore members", "refuse/*-unknown.* refuse/*-unknown-case.* refuse/*-derivation-unknown.* refuse/*-count-string.* refuse/*-title-null.* refuse/*-derivation-inputs.*"},
	{"4.0.3", "an unknown member is refused", "refuse/*-reason-unknown.* refuse/parquet-reasons-unknown.parquet refuse/*-text-missing.* refuse/*-text-case.*"},

	{"4.0.5", "is compared, and refused if it differs", "codec/parquet.TestForgeries refuse/index-other-* refuse/index-table-* refuse/rows-*"},
	{"4.0.5", "Whoever pins a digest", "/cmd/dataidlist.TestVerbsOnForgeries cmd/campaign/testdata/script/forged.txtar"},
	{"4.0.5", "MUST be told as such", "cmd/dataidlist/testdata/script/diff.txtar"},

	{"4.11", "A reader MUST check the checksum", "codec/parquet.TestDamagedIndex refuse/index-bytes.parquet refuse/index-place-sum.parquet refuse/index-place-sum-upper-case.parquet"},
	{"4.11", "It MUST compute the digest of the index's DataIds", "TestForgedTable TestReasonOfOtherDataIDs codec/parquet.TestForgeries refuse/index-other-* refuse/index-table-*"},
	{"4.11", "With proof it MUST also refuse", "codec/parquet.TestForgeries codec/parquet.TestPagesOfTheIndex refuse/index-place-pages.parquet refuse/rows-other-list.parquet"},
}

func TestMustsHaveTests(t *testing.T) {
	page, err := os.ReadFile("FORMAT.md")
	require.NoError(t, err)
	tests := testsOf(parseTree(t, "..", 0))
	for _, fault := range mustFaults(string(page), musts, tests.has) {
		t.Error(fault)
	}
}

func TestMustRulesRefuse(t *testing.T) {
	const page = `## 3. Digests
A reader MUST refuse
that. It MAY take this. Who MUST NOT?
- Text is refused.

    MUST in an example

### 4.0 Rules
**4.0.1 Reading.**
- One MUST be. Two MUST be.
### 4.1 Other
It MUST too.
`
	exists := func(test string) bool { return test != "TestGone" }
	faults := func(entries ...must) []string { return mustFaults(page, entries, exists) }
	entries := []must{
		{"3", "refuse that", "TestA"}, {"3", "Who", "TestA TestB"}, {"3", "Text", "TestA"}, {"4.0.1", "One", "TestA"}, {"4.0.1", "Two", "TestA"},
	}
	assert.Empty(t, faults(entries...))
	assert.Equal(t, []string{`FORMAT.md 4.0.1: no test is named for "Two MUST be."`}, faults(entries[:4]...))
	entries[4].tests = "TestA TestGone"
	assert.Equal(t, []string{`FORMAT.md 4.0.1, "Two": there is no test TestGone`}, faults(entries...))
	entries[4] = must{"4.0.1", "Two", ""}
	assert.Equal(t, []string{`FORMAT.md 4.0.1, "Two": it names no test`}, faults(entries...))
	entries[4] = must{"4.0.1", "MUST be", "TestA"}
	assert.Equal(t, []string{`FORMAT.md 4.0.1, "MUST be": 2 sentences have these words`}, faults(entries...))
	entries[4] = must{"3", "Two", "TestA"}
	assert.Equal(t, []string{`FORMAT.md 3, "Two": 0 sentences have these words`, `FORMAT.md 4.0.1: no test is named for "Two MUST be."`}, faults(entries...))
}

// mustFaults compares a page with the table of its sentences.
func mustFaults(page string, entries []must, exists func(test string) bool) []string {
	var faults []string
	sentences := normative(page)
	named := make([]bool, len(sentences))
	for _, e := range entries {
		fail := func(format string, args ...any) {
			faults = append(faults, fmt.Sprintf("FORMAT.md %s, %q: ", e.section, e.words)+fmt.Sprintf(format, args...))
		}
		found := 0
		for i, s := range sentences {
			if s.section == e.section && strings.Contains(s.words, e.words) {
				named[i] = true
				found++
			}
		}
		if found != 1 {
			fail("%d sentences have these words", found)
		}
		tests := strings.Fields(e.tests)
		if len(tests) == 0 {
			fail("it names no test")
		}
		for _, test := range tests {
			if !exists(test) {
				fail("there is no test %s", test)
			}
		}
	}
	for i, s := range sentences {
		if !named[i] {
			faults = append(faults, fmt.Sprintf("FORMAT.md %s: no test is named for %q", s.section, s.words))
		}
	}
	return faults
}

var (
	sectionPattern  = regexp.MustCompile(`^(?:#+ |\*\*)(\d+(?:\.\d+)*)`)
	blockPattern    = regexp.MustCompile(`^(- |\d+\. |\|)`)
	sentencePattern = regexp.MustCompile("[.?]\\s+[A-Z*`]")
	mustPattern     = regexp.MustCompile(`\bMUST\b|refuse`)
)

// normative returns the sentences of the sections that musts are of which say what must be or is refused.
func normative(page string) []must {
	var found []must
	section, block := "", ""
	end := func() {
		of := section
		if of != "3" && !strings.HasPrefix(of, "3.") && !strings.HasPrefix(of+".", "4.0.") && of != "4.11" {
			block = ""
		}
		for rest := block; rest != ""; {
			at := len(rest)
			if i := sentencePattern.FindStringIndex(rest); i != nil {
				at = i[0] + 1
			}
			if mustPattern.MatchString(rest[:at]) {
				found = append(found, must{section: of, words: rest[:at]})
			}
			rest = strings.TrimLeft(rest[at:], " ")
		}
		block = ""
	}
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		if m := sectionPattern.FindStringSubmatch(line); m != nil {
			end()
			section = m[1]
		}
		switch {
		case line == "", strings.HasPrefix(line, "    "), strings.HasPrefix(line, "#"):
			end()
			continue
		case blockPattern.MatchString(line):
			end()
		}
		block = strings.TrimLeft(block+" "+strings.TrimSpace(line), " ")
	}
	end()
	return found
}

// A testNames knows the Go tests of this repository, as PACKAGE.TestName.
type testNames map[string]bool

func testsOf(tree map[string][]sourceFile) testNames {
	names := testNames{}
	for dir, files := range tree {
		for _, file := range files {
			for _, decl := range file.ast.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && file.isTest() && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
					names[dir+"."+f.Name.Name] = true
				}
			}
		}
	}
	return names
}

// has tells whether there is a test, a script or a vector.
func (n testNames) has(test string) bool {
	if vector, ok := strings.CutPrefix(test, "refuse/"); ok {
		files, err := filepath.Glob(filepath.Join("../testdata/vectors/refuse", vector))
		return err == nil && len(files) > 0
	}
	if path.Ext(test) == ".txtar" {
		_, err := os.Stat(filepath.Join("..", filepath.FromSlash(test)))
		return err == nil
	}
	switch name, ok := strings.CutPrefix(test, "/"); {
	case ok:
		return n[name]
	case strings.Contains(test, "."):
		return n["dataidlist/"+test]
	}
	return n["dataidlist."+test]
}
