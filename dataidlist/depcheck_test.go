package dataidlist_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const modulePath = "github.com/skycampaign/skycampaign"

// layers are the directories at the top of the repository. A package imports its own directory and lower layers only.
var layers = map[string]int{"dataidlist": 0, "provenance": 1, "campaign": 2, "cmd": 3, "examples": 4, "benchmarks": 4}

// owners are the packages that may import a module of somebody else, each with what is below it. An importer of the
// library pays for what it uses: no package pulls in Arrow except by the codec that is about Arrow. The top layer, which
// nobody imports, is free.
var owners = map[string][]string{
	"codeberg.org/go-fonts/liberation":  {"dataidlist/plot"},
	"github.com/Azure/azure-sdk-for-go": {"dataidlist/bucket/buckettest"},
	"github.com/andybalholm/brotli":     {"dataidlist/codec/parquet"},
	"github.com/apache/arrow-go/v18":    {"dataidlist/codec/arrow", "dataidlist/codec/parquet"},
	"github.com/arran4/golang-ical":     {"campaign"},
	"github.com/gowebpki/jcs":           {"provenance"},
	"github.com/jackc/pgx/v5":           {"campaign/postgres"},
	"github.com/klauspost/compress":     {"dataidlist/codec/parquet", "dataidlist/codec/internal/compression"},
	"github.com/parquet-go/parquet-go":  {"dataidlist/codec/parquet"},
	"github.com/pierrec/lz4/v4":         {"dataidlist/codec/parquet"},
	"github.com/pressly/goose/v3":       {"campaign/internal/sqlstore", "campaign/sqlite", "campaign/postgres"},
	"github.com/spf13/cobra":            {"cmd"},
	"github.com/spf13/pflag":            {"cmd"},
	"github.com/stretchr/testify":       {"dataidlist/listtest", "dataidlist/codec/internal/codectest", "campaign/storetest"},
	"github.com/teambition/rrule-go":    {"campaign"},
	"go.yaml.in/yaml/v3":                {"dataidlist/codec/yaml", "dataidlist/codec/ecsv", "dataidlist/codec/internal/yamltree", "dataidlist/universe", "cmd/campaign"},
	"gocloud.dev":                       {"dataidlist/bucket", "cmd/internal/remote/helper"},
	"golang.org/x/image":                {"dataidlist/plot"},
	"golang.org/x/sys":                  {"cmd"},
	"golang.org/x/term":                 {"cmd"},
	"golang.org/x/text":                 {"cmd"},
	"gonum.org/v1/plot":                 {"dataidlist/plot"},
	"modernc.org/sqlite":                {"campaign/sqlite"},
	"pgregory.net/rapid":                {"dataidlist/listtest", "campaign/storetest"},
}

// forTests are packages that nothing but tests may import.
var forTests = []string{"dataidlist/listtest", "dataidlist/codec/internal/codectest", "dataidlist/bucket/buckettest", "dataidlist/internal/pyenv", "campaign/storetest"}

func TestImportsPointOneWay(t *testing.T) {
	tree := parseTree(t, "..", parser.ImportsOnly)
	require.Contains(t, slices.Collect(maps.Keys(tree)), "dataidlist")
	for _, dir := range slices.Sorted(maps.Keys(tree)) {
		for _, file := range tree[dir] {
			for _, fault := range importFaults(dir, file.imports(), file.isTest()) {
				t.Errorf("%s: %s", file.name, fault)
			}
		}
	}
}

func TestImportRulesRefuse(t *testing.T) {
	const own = modulePath + "/"
	for name, c := range map[string]struct{ from, imports, fault string }{
		"a layer that looks up":           {"dataidlist/codec/csv", own + "campaign", "points up"},
		"provenance that looks up":        {"provenance/prov", own + "campaign/web", "points up"},
		"a campaign that looks up":        {"campaign", own + "cmd/campaign/internal/x", "points up"},
		"one top directory beside one":    {"examples/go", own + "benchmarks/peers", "points up"},
		"a directory that is not ours":    {"dataidlist", own + "util", "no layer"},
		"the root as a package":           {"dataidlist", modulePath, "no layer"},
		"a package outside of the layers": {"util", "fmt", "no layer"},
		"a codec in the library":          {"dataidlist", own + "dataidlist/codec", "standard library only"},
		"a codec in the library's inside": {"dataidlist/internal/expr", own + "dataidlist/codec/csv", "standard library only"},
		"someone else's in the library":   {"dataidlist", "go.yaml.in/yaml/v3", "standard library only"},
		"roaring in the library":          {"dataidlist/internal/tailset", "github.com/RoaringBitmap/roaring/v2", "standard library only"},
		"cgo in the library":              {"dataidlist/internal/expr", "C", "standard library only"},
		"a codec in a codec":              {"dataidlist/codec/csv", own + "dataidlist/codec/ecsv", "codecs"},
		"a codec in what codecs share":    {"dataidlist/codec/table", own + "dataidlist/codec/csv", "codecs"},
		"Arrow outside of its codec":      {"dataidlist/codec/csv", "github.com/apache/arrow-go/v18/arrow", "only"},
		"a name that only looks alike":    {"dataidlist/codec/arrowhead", "github.com/apache/arrow-go/v18/arrow", "only"},
		"a command line in a library":     {"campaign", "github.com/spf13/cobra", "only"},
		"Parquet in a command":            {"cmd/dataidlist", "github.com/parquet-go/parquet-go", "only"},
		"a module that nobody owns":       {"campaign", "github.com/someone/thing", "no owner"},
		"a test helper in the product":    {"campaign", own + "dataidlist/listtest", "tests"},
		"Python in the product":           {"cmd/dataidlist", own + "dataidlist/internal/pyenv", "tests"},
	} {
		assert.ErrorContains(t, firstFault(c.from, c.imports), c.fault, name)
	}
}

func TestImportRulesAllow(t *testing.T) {
	const own = modulePath + "/"
	for _, c := range []struct{ from, imports string }{
		{"dataidlist", "crypto/sha256"},
		{"dataidlist", own + "dataidlist/internal/expr"},
		{"dataidlist/codec", own + "dataidlist/codec/csv"},
		{"dataidlist/codec/ecsv", own + "dataidlist/codec/table"},
		{"dataidlist/codec/ecsv", own + "dataidlist/codec/internal/scan"},
		{"dataidlist/codec/parquet", own + "dataidlist/codec/parquet/internal/page"},
		{"dataidlist/codec/parquet", "github.com/apache/arrow-go/v18/parquet/file"},
		{"dataidlist/listtest", "pgregory.net/rapid"},
		{"provenance", own + "dataidlist"},
		{"cmd/campaign", own + "campaign"},
		{"cmd/dataidlist", "github.com/spf13/cobra"},
		{"examples/go", "github.com/apache/arrow-go/v18/arrow"},
	} {
		assert.NoError(t, firstFault(c.from, c.imports), "%s imports %s", c.from, c.imports)
	}
	assert.Empty(t, importFaults("dataidlist", []string{own + "dataidlist/listtest", own + "dataidlist/codec"}, true),
		"a test is held to the layers only")
	faults := importFaults("dataidlist", []string{own + "campaign"}, true)
	assert.Len(t, faults, 1)
	assert.ErrorContains(t, errors.New(strings.Join(faults, "")), "points up")
}

func firstFault(from, imports string) error {
	for _, fault := range importFaults(from, []string{imports}, false) {
		return errors.New(fault)
	}
	return nil
}

// importFaults says which imports of a file in the package from break a rule of the house.
func importFaults(from string, imports []string, test bool) []string {
	var faults []string
	for _, imported := range imports {
		if fault := importFault(from, imported, test); fault != "" {
			faults = append(faults, fmt.Sprintf("import of %q: %s", imported, fault))
		}
	}
	return faults
}

func importFault(from, imported string, test bool) string {
	if _, ok := layers[top(from)]; !ok {
		return fmt.Sprintf("%q is in no layer", from)
	}
	to, ours := strings.CutPrefix(imported+"/", modulePath+"/")
	to = strings.TrimSuffix(to, "/")
	if ours {
		layer, ok := layers[top(to)]
		if !ok {
			return fmt.Sprintf("%q is in no layer", to)
		}
		if top(from) != top(to) && layer >= layers[top(from)] {
			return "it points up: cmd → campaign → provenance → dataidlist"
		}
	}
	switch {
	case test:
		return ""
	case isLibrary(from) && !allowedInLibrary(imported, to, ours):
		return "the library imports the standard library only"
	case ours && slices.ContainsFunc(forTests, func(helper string) bool { return within(to, helper) }):
		return "it is for tests only"
	case ours:
		if codec := codecOf(to); codec != "" && from != "dataidlist/codec" && within(from, "dataidlist/codec") && codecOf(from) != codec {
			return "codecs do not import each other: what they share is in codec/table or codec/internal"
		}
		return ""
	case isStandard(imported) || layers[top(from)] == layers["examples"]:
		return ""
	}
	return ownerFault(from, imported)
}

func ownerFault(from, imported string) string {
	for module, packages := range owners {
		if !within(imported, module) {
			continue
		}
		if slices.ContainsFunc(packages, func(owner string) bool { return within(from, owner) }) {
			return ""
		}
		return "only " + strings.Join(packages, " and ") + " may"
	}
	return "it has no owner: name the package that may import it in depcheck_test.go"
}

// isLibrary tells whether dir belongs to what an importer of dataidlist always gets.
func isLibrary(dir string) bool {
	return dir == "dataidlist" || within(dir, "dataidlist/internal")
}

func allowedInLibrary(imported, to string, ours bool) bool {
	return isStandard(imported) || ours && isLibrary(to)
}

// codecOf returns the name of the format that dir implements, or "".
func codecOf(dir string) string {
	rest, ok := strings.CutPrefix(dir, "dataidlist/codec/")
	if name := top(rest); ok && name != "table" && name != "internal" {
		return name
	}
	return ""
}

// isStandard knows a package of the standard library as the go command does: no dot in its first element.
func isStandard(imported string) bool {
	return imported != "C" && !strings.Contains(top(imported), ".")
}

func within(dir, parent string) bool { return dir == parent || strings.HasPrefix(dir, parent+"/") }

func top(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	return first
}

// sourceFile is a parsed Go file of this repository.
type sourceFile struct {
	name string // below the root of the repository
	ast  *ast.File
	fset *token.FileSet
}

func (f sourceFile) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

func (f sourceFile) imports() []string {
	var paths []string
	for _, spec := range f.ast.Imports {
		if imported, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, imported)
		}
	}
	return paths
}

// parseTree parses every Go file below root, by directory. It reads files and does not ask the go command, so that files
// for other platforms count too, and so that the cache of go test knows what the result depends on.
func parseTree(t *testing.T, root string, mode parser.Mode) map[string][]sourceFile {
	t.Helper()
	tree := make(map[string][]sourceFile)
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() {
			if file != root && (name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(file) != ".go" {
			return nil
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(below)
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, name, source, mode)
		if err != nil {
			return err
		}
		tree[path.Dir(name)] = append(tree[path.Dir(name)], sourceFile{name, parsed, fset})
		return nil
	})
	require.NoError(t, err)
	return tree
}
