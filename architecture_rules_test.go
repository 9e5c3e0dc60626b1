package laurel_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source is one parsed file of the house.
type source struct {
	file  string // from the module's root: "tenants/db/tx.go"
	syn   *ast.File
	lines int
}

// home is where a module may be imported: a folder with all below it.
type home struct {
	module string
	in     []string
	why    string
}

// rule is held by every file. Faults says in a phrase each what breaks it, and
// why is the sentence for the one who broke it.
type rule struct {
	name   string
	why    string
	faults func(source) []string
}

func rules() []rule {
	return []rule{
		{"floors", "A package imports its own folder or a lower floor, and two folders on one floor do not know each other; " +
			"what both need belongs on a floor below, and what joins them into cmd/laurel.", offFloor},
		{"arrows", "Inside a folder, imports follow the arrows in architecture_test.go; draw a new one there if it is meant.", againstArrow},
		{"plain", "Rules import the standard library and other rules, so that they are tested in microseconds; " +
			"do the I/O in the request and hand over what it found.", notPlain},
		{"clock", "A rule takes the time as an argument; the request gives it tx.Now().", readsClock},
		{"homes", "A library is known in one place, so that it can be changed in one place.", farFromHome},
		{"bun", "SQL lives in rows_*.go and tenants/db; a request calls an unexported function there with its transaction.", strayBun},
		{"rows", "Rows are how one request stores things; another package calls the request.", exportedRows},
		{"exits", "Everything happens in one tenant's transaction; a file that must step outside is listed in exits, and reviewed.", unlistedExit},
		{"names", "A name says what is in it, in the words of the trade.", namesNothing},
		{"size", "A file is one thing that a reader takes in at once; this one is several.", tooLong},
		{"skips", "A test never skips itself; what it needs, make test installs or says loudly. " +
			"A test that needs a server is not registered under -short.", skips},
	}
}

func parse(t *testing.T, file, text string) source {
	t.Helper()
	syn, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return source{file: file, syn: syn, lines: strings.Count(text, "\n")}
}

// pkg is the folder of the package, "" for the root.
func (s source) pkg() string { return strings.TrimPrefix(path.Dir(s.file), ".") }

func (s source) isTest() bool { return strings.HasSuffix(s.file, "_test.go") }

func (s source) isRows() bool { return strings.HasPrefix(path.Base(s.file), "rows_") }

// isGenerated holds for what the protobuf compiler wrote, and not for what only says so of itself.
func (s source) isGenerated() bool {
	return strings.HasSuffix(s.file, ".pb.go") && ast.IsGenerated(s.syn)
}

func (s source) imports() []string {
	var list []string
	for _, spec := range s.syn.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			list = append(list, p)
		}
	}
	return list
}

// ourImports are the imported packages of this module, as folders.
func (s source) ourImports() []string {
	var list []string
	for _, p := range s.imports() {
		if within(p, module) {
			list = append(list, strings.TrimPrefix(strings.TrimPrefix(p, module), "/"))
		}
	}
	return list
}

// foreignImports are those from other modules, the standard library left out.
func (s source) foreignImports() []string {
	var list []string
	for _, p := range s.imports() {
		if first, _, _ := strings.Cut(p, "/"); strings.Contains(first, ".") && !within(p, module) {
			list = append(list, p)
		}
	}
	return list
}

// within reports whether p is folder or lies below it.
func within(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

func top(pkg string) string {
	first, _, _ := strings.Cut(pkg, "/")
	return first
}

func offFloor(s source) []string {
	if s.isTest() {
		return nil
	}
	floor, known := floors[top(s.pkg())]
	if !known {
		return []string{"stands on no floor"}
	}
	var faults []string
	for _, p := range s.ourImports() {
		if to, ok := floors[top(p)]; top(p) != top(s.pkg()) && (!ok || to >= floor) {
			faults = append(faults, fmt.Sprintf("(floor %d) imports %s (floor %d)", floor, p, to))
		}
	}
	return faults
}

func againstArrow(s source) []string {
	allowed, drawn := arrows[s.pkg()]
	if s.isTest() || !drawn {
		return nil
	}
	var faults []string
	for _, p := range s.ourImports() {
		if p != "" && top(p) == top(s.pkg()) && !slices.Contains(allowed, p) {
			faults = append(faults, "imports "+p)
		}
	}
	return faults
}

func notPlain(s source) []string {
	if s.isTest() || !slices.Contains(plain, s.pkg()) {
		return nil
	}
	var faults []string
	for _, p := range s.ourImports() {
		if !slices.Contains(plain, p) {
			faults = append(faults, "is to stay plain, and imports "+p)
		}
	}
	for _, p := range s.foreignImports() {
		excepted := func(module string) bool { return within(p, module) }
		if !slices.ContainsFunc(slices.Collect(maps.Keys(exceptions[s.pkg()])), excepted) {
			faults = append(faults, "is to stay plain, and imports "+p)
		}
	}
	return faults
}

func readsClock(s source) []string {
	if s.isTest() || !slices.Contains(plain, s.pkg()) {
		return nil
	}
	var faults []string
	for sel := range selectors(s) {
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
			faults = append(faults, "reads the clock by time."+sel.Sel.Name)
		}
	}
	return faults
}

func farFromHome(s source) []string {
	var faults []string
	for _, p := range s.foreignImports() {
		for _, h := range homes {
			here := func(folder string) bool { return within(s.pkg(), folder) }
			if within(p, h.module) && !slices.ContainsFunc(h.in, here) {
				faults = append(faults, "imports "+p+": "+h.why)
			}
		}
	}
	return faults
}

func strayBun(s source) []string {
	if s.isRows() || within(s.pkg(), "tenants/db") {
		return nil
	}
	var faults []string
	for _, p := range s.foreignImports() {
		if within(p, "github.com/uptrace/bun") {
			faults = append(faults, "imports "+p)
		}
	}
	return faults
}

func exportedRows(s source) []string {
	if !s.isRows() || s.isTest() {
		return nil
	}
	var faults []string
	for _, name := range exported(s.syn) {
		faults = append(faults, "exports "+name)
	}
	return faults
}

// exported lists what a file exports. A method of an unexported type is not
// among it: bun calls some by their exported names.
func exported(file *ast.File) []string {
	var names []string
	note := func(idents ...*ast.Ident) {
		for _, id := range idents {
			if id.IsExported() {
				names = append(names, id.Name)
			}
		}
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || ast.IsExported(receiver(d)) {
				note(d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch sp := spec.(type) {
				case *ast.TypeSpec:
					note(sp.Name)
				case *ast.ValueSpec:
					note(sp.Names...)
				}
			}
		}
	}
	return names
}

// receiver is the name of the type that a method belongs to.
func receiver(d *ast.FuncDecl) string {
	expr := d.Recv.List[0].Type
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

func unlistedExit(s source) []string {
	var faults []string
	for _, name := range exitsUsed(s) {
		if !slices.Contains(exits[s.file], name) {
			faults = append(faults, "steps outside a tenant by "+name)
		}
	}
	return faults
}

// exitsUsed are the doors out of a tenant that a file names, each once. What a
// package other than tenants/db exports under such a name is none of them.
func exitsUsed(s source) []string {
	if within(s.pkg(), "tenants/db") {
		return nil
	}
	var used []string
	for sel := range selectors(s) {
		if x, ok := sel.X.(*ast.Ident); ok && importsAs(s, x.Name) {
			continue
		}
		if name := sel.Sel.Name; isExit(name) && !slices.Contains(used, name) {
			used = append(used, name)
		}
	}
	return used
}

// isExit reports whether tenants/db gives a way out of a tenant this name: Shared,
// ReadShared, SharedWith, ReadSharedWith, WithPerson, ReadPeople, InBoth, InAccount, and all that begins with Relay as a word.
func isExit(name string) bool {
	rest, relay := strings.CutPrefix(name, "Relay")
	return relay && ast.IsExported(rest) || slices.Contains([]string{"Shared", "ReadShared", "SharedWith", "ReadSharedWith", "WithPerson",
		"ReadPeople", "InBoth", "InAccount"}, name)
}

// importsAs reports whether name stands for an imported package other than tenants/db.
func importsAs(s source, name string) bool {
	for _, spec := range s.syn.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil || p == module+"/tenants/db" {
			continue
		}
		if spec.Name != nil && spec.Name.Name == name || spec.Name == nil && path.Base(p) == name {
			return true
		}
	}
	return false
}

func namesNothing(s source) []string {
	if s.isGenerated() {
		return nil
	}
	var faults []string
	stem := strings.TrimSuffix(strings.TrimSuffix(s.file, ".go"), "_test")
	for word := range strings.FieldsFuncSeq(stem, func(r rune) bool { return r == '/' || r == '_' }) {
		if slices.Contains(nameless, word) {
			faults = append(faults, fmt.Sprintf("is called %q: what is in it?", word))
		}
	}
	for _, name := range exported(s.syn) {
		_, getter := strings.CutPrefix(name, "Get")
		if getter && !s.isTest() || hasAnySuffix(name, "Impl", "Manager", "Helper", "Util", "Utils") {
			faults = append(faults, "exports "+name)
		}
	}
	return faults
}

func hasAnySuffix(name string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

func tooLong(s source) []string {
	if s.isTest() || s.isGenerated() || s.lines <= linesAtMost {
		return nil
	}
	return []string{fmt.Sprintf("has %d lines", s.lines)}
}

func skips(s source) []string {
	var faults []string
	for sel := range selectors(s) {
		x, ok := sel.X.(*ast.Ident)
		if ok && slices.Contains([]string{"t", "b", "f", "tb"}, x.Name) && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) {
			faults = append(faults, "calls "+x.Name+"."+sel.Sel.Name)
		}
	}
	return faults
}

// selectors yields every x.Sel of a file.
func selectors(s source) func(yield func(*ast.SelectorExpr) bool) {
	return func(yield func(*ast.SelectorExpr) bool) {
		for n := range ast.Preorder(s.syn) {
			if sel, ok := n.(*ast.SelectorExpr); ok && !yield(sel) {
				return
			}
		}
	}
}

// unusedExits are the lines of the list whose file stands and does not use the exit.
func unusedExits(house []source, list map[string][]string) []string {
	var unused []string
	for _, s := range house {
		used := exitsUsed(s)
		for _, name := range list[s.file] {
			if !slices.Contains(used, name) {
				unused = append(unused, s.file+" "+name)
			}
		}
	}
	return unused
}

// unusedExceptions are the modules of the table whose package stands and does not import them.
func unusedExceptions(house []source, table map[string]map[string]string) []string {
	imported := map[string][]string{}
	for _, s := range house {
		if !s.isTest() {
			imported[s.pkg()] = append(imported[s.pkg()], s.foreignImports()...)
		}
	}
	stands := func(pkg string) bool {
		return slices.ContainsFunc(house, func(s source) bool { return s.pkg() == pkg && !s.isTest() })
	}
	var unused []string
	for _, pkg := range slices.Sorted(maps.Keys(table)) {
		for _, module := range slices.Sorted(maps.Keys(table[pkg])) {
			if stands(pkg) && !slices.ContainsFunc(imported[pkg], func(p string) bool { return within(p, module) }) {
				unused = append(unused, pkg+" "+module)
			}
		}
	}
	return unused
}
