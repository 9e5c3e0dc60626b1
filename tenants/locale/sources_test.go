package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestEveryKeyThatTheSourcesNameIsSaidInEveryLanguage reads all sources of the
// module for laurel.E(…, "key") and Say(…, "key"). Keys that are put together at
// run time are beyond it: who does that tests them in place.
func TestEveryKeyThatTheSourcesNameIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	texts := load(t)
	uses := 0
	for _, file := range sources(t, moduleRoot(t)) {
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			key, ok := namedKey(n)
			if !ok {
				return true
			}
			uses++
			for _, lang := range texts.Languages() {
				if !texts.Has(lang, key) {
					t.Errorf("%s: messages/%s.json lacks %s", set.Position(n.Pos()), lang, key)
				}
			}
			return true
		})
	}
	if uses == 0 {
		t.Error("no source names a key: this test looks in the wrong place")
	}
}

// namedKey is the key that a call names as a literal in its second place.
func namedKey(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return "", false
	}
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	literal, ok := call.Args[1].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING || name != "E" && name != "Say" {
		return "", false
	}
	key, err := strconv.Unquote(literal.Value)
	return key, err == nil
}

// TestEveryChangeThatTheSourcesRecordIsSaidInEveryLanguage reads all sources for
// laurel.Change{What: "…"}: the page of the audit trail says each in words.
func TestEveryChangeThatTheSourcesRecordIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	texts := load(t)
	recorded := 0
	for _, file := range sources(t, moduleRoot(t)) {
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			what, ok := recordedWhat(n)
			if !ok {
				return true
			}
			recorded++
			for _, lang := range texts.Languages() {
				if key := "audit." + what; !texts.Has(lang, key) {
					t.Errorf("%s: messages/%s.json lacks %s", set.Position(n.Pos()), lang, key)
				}
			}
			return true
		})
	}
	if recorded == 0 {
		t.Error("no source records a change: this test looks in the wrong place")
	}
}

// recordedWhat is the What of a laurel.Change that is written as a literal.
func recordedWhat(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.CompositeLit)
	if !ok {
		return "", false
	}
	if of, ok := lit.Type.(*ast.SelectorExpr); !ok || of.Sel.Name != "Change" {
		return "", false
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, named := kv.Key.(*ast.Ident)
		literal, said := kv.Value.(*ast.BasicLit)
		if named && said && key.Name == "What" {
			what, err := strconv.Unquote(literal.Value)
			return what, err == nil
		}
	}
	return "", false
}

// moduleRoot is the nearest folder above that has a go.mod.
func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above this folder")
		}
		dir = filepath.Dir(dir)
	}
}

// sources are the Go files that are built into the product.
func sources(t *testing.T, root string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
