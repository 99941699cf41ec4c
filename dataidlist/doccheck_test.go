package dataidlist_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryExportedSymbolIsDocumented(t *testing.T) {
	tree := parseTree(t, "..", parser.ParseComments)
	require.Contains(t, slices.Collect(maps.Keys(tree)), "dataidlist")
	for _, dir := range slices.Sorted(maps.Keys(tree)) {
		for _, fault := range docFaults(dir, tree[dir]) {
			t.Error(fault)
		}
	}
}

func TestDocRulesRefuse(t *testing.T) {
	const source = `package p

type T struct{}

// Something else.
func F() {}

func (T) M() {}

func (*T) N() {}

type G[K any] struct{}

func (G[K]) M() {}

const A, b = 1, 2

var (
	V int
	// W is documented.
	W int
)
`
	assert.Equal(t, []string{
		"p: the package has no doc comment",
		"p/p.go:3: T has no doc comment",
		"p/p.go:6: the doc comment of F does not start with its name",
		"p/p.go:8: T.M has no doc comment",
		"p/p.go:10: T.N has no doc comment",
		"p/p.go:12: G has no doc comment",
		"p/p.go:14: G.M has no doc comment",
		"p/p.go:16: A has no doc comment",
		"p/p.go:19: V has no doc comment",
	}, docFaults("p", []sourceFile{parseSource(t, "p/p.go", source)}))
}

func TestDocRulesAllow(t *testing.T) {
	const source = `// Package p is documented.
package p

// A T is a thing.
type T struct{}

// M does it.
func (*T) M() {}

type hidden struct{}

func (hidden) Exported() {}

// Limits of the format.
const (
	MaxA = 1
	MaxB = 2
)

var V = 1 // V is documented beside it.

func unexported() {}
`
	assert.Empty(t, docFaults("p", []sourceFile{parseSource(t, "p/p.go", source)}))

	undocumented := "// Package p has a doc.go.\npackage p\n\nfunc F() {}\n"
	assert.Equal(t, []string{"p/p.go:4: F has no doc comment"}, docFaults("p", []sourceFile{parseSource(t, "p/p.go", undocumented)}))
	assert.Empty(t, docFaults("p/internal/q", []sourceFile{parseSource(t, "p/internal/q/q.go", undocumented)}),
		"nobody else reads the inside")
	assert.Empty(t, docFaults("p", []sourceFile{parseSource(t, "p/p_test.go", undocumented)}))
}

func parseSource(t *testing.T, name, source string) sourceFile {
	t.Helper()
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, name, source, parser.ParseComments)
	require.NoError(t, err)
	return sourceFile{name, parsed, fset}
}

// docFaults says what in the package in dir lacks a doc comment. Every package needs one; symbols need one where somebody
// else can import them.
func docFaults(dir string, files []sourceFile) []string {
	files = slices.DeleteFunc(slices.Clone(files), sourceFile.isTest)
	if len(files) == 0 {
		return nil
	}
	var faults []string
	if !slices.ContainsFunc(files, func(f sourceFile) bool { return f.ast.Doc != nil }) {
		faults = append(faults, dir+": the package has no doc comment")
	}
	if files[0].ast.Name.Name == "main" || strings.Contains("/"+dir+"/", "/internal/") {
		return faults
	}
	for _, file := range files {
		for _, decl := range file.ast.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				faults = append(faults, funcFault(file, decl)...)
			case *ast.GenDecl:
				faults = append(faults, specFaults(file, decl)...)
			}
		}
	}
	return faults
}

func funcFault(file sourceFile, decl *ast.FuncDecl) []string {
	symbol := decl.Name.Name
	if decl.Recv != nil {
		receiver := receiverType(decl.Recv.List[0].Type)
		if !ast.IsExported(receiver) {
			return nil
		}
		symbol = receiver + "." + symbol
	}
	if !decl.Name.IsExported() {
		return nil
	}
	return symbolFault(file, decl.Name, symbol, decl.Doc)
}

func specFaults(file sourceFile, decl *ast.GenDecl) []string {
	var faults []string
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc
			if doc == nil {
				doc = decl.Doc
			}
			if spec.Name.IsExported() {
				faults = append(faults, symbolFault(file, spec.Name, spec.Name.Name, doc)...)
			}
		case *ast.ValueSpec:
			// The comment of a group speaks for all that is in it.
			if decl.Doc != nil || spec.Doc != nil || spec.Comment != nil {
				continue
			}
			for _, name := range spec.Names {
				if name.IsExported() {
					faults = append(faults, symbolFault(file, name, name.Name, nil)...)
				}
			}
		}
	}
	return faults
}

// symbolFault wants a doc comment whose first word is the symbol's name, after an article if it likes.
func symbolFault(file sourceFile, name *ast.Ident, symbol string, doc *ast.CommentGroup) []string {
	at := file.fset.Position(name.Pos())
	if doc == nil {
		return []string{fmt.Sprintf("%s:%d: %s has no doc comment", at.Filename, at.Line, symbol)}
	}
	words := strings.Fields(doc.Text())
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	if len(words) == 0 || strings.TrimRight(words[0], ",:;.") != name.Name {
		return []string{fmt.Sprintf("%s:%d: the doc comment of %s does not start with its name", at.Filename, at.Line, symbol)}
	}
	return nil
}

// receiverType returns the name T of a receiver T, *T or T[K].
func receiverType(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return receiverType(expr.X)
	case *ast.IndexExpr:
		return receiverType(expr.X)
	case *ast.IndexListExpr:
		return receiverType(expr.X)
	case *ast.Ident:
		return expr.Name
	}
	return ""
}
