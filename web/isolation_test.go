package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
)

// TestNobodyReachesOverTheWall tries every route that the router has, and every
// operation of the API, with what belongs to a neighbour in every parameter and
// field: nothing may change there, and no private word may come back.
func TestNobodyReachesOverTheWall(t *testing.T) {
	t.Parallel()
	var all []string
	if testing.Short() {
		all = strongest()
	}
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); checkWalls(t, dbtest.SQLiteDSN(t), all) })
	if testing.Short() {
		return
	}
	few := strongest() // who may do what is the same on each database
	if soaking() {
		few = nil
	}
	t.Run("postgres", func(t *testing.T) { t.Parallel(); checkWalls(t, dbtest.PostgresDSN(t), few) })
}

// strongest are the roles that may do most.
func strongest() []string { return []string{tenants.Administrator, tenants.CityAdministrator} }

func soaking() bool { return os.Getenv("LAUREL_SOAK") != "" }

// checkWalls lets everybody knock who has no role here or one of those named; of
// none named, any.
func checkWalls(t *testing.T, dsn string, roles []string) {
	t.Helper()
	n := openNeighbours(t, dsn)
	tries := n.tries()
	n.until("the neighbours' own events are dealt with", func() bool { return dealtWith(n.rows()) })
	before := n.rows()
	mark := n.letters.count()
	if found := len(secretWords.FindAllString(before, -1)); found < 10 {
		t.Errorf("the neighbours have only %d private words: this test looks at the wrong thing", found)
	}
	for i, who := range n.actors(roles) {
		n.knock(who, shared(tries, who, i))
	}
	n.postOverTheWall()
	if diff := cmp.Diff(strings.Split(before, "\n"), strings.Split(n.rows(), "\n")); diff != "" {
		t.Errorf("something has changed at the neighbours' (-before +after):\n%s", diff)
	}
	for _, letter := range n.letters.since(mark) {
		if secretWords.MatchString(letter) {
			t.Errorf("a letter goes out with the neighbours' words or to them: %.200s", letter)
		}
	}
	n.checkTheTestItself()
}

// actor is somebody who knocks, by page or by API.
type actor struct {
	name   string
	person laurel.PersonID
}

func (n *neighbours) actors(roles []string) []actor {
	list := []actor{{"a visitor", visitor}, {"a stranger", n.strange}, {"the head of a suspended organisation", n.ended}}
	if len(roles) == 0 {
		roles = slices.Sorted(maps.Keys(n.members))
	}
	for _, role := range roles {
		list = append(list, actor{"our " + role, n.members[role]})
	}
	return list
}

// shared are the tries of one of the actors. A visitor and those who may do most
// make all of them. The others take turns at the two addresses that a page has, on a
// city's site and on the platform's: both lead to the same code.
func shared(tries []try, who actor, turn int) []try {
	role, ours := strings.CutPrefix(who.name, "our ")
	if soaking() || who.person == visitor || ours && slices.Contains(strongest(), role) {
		return tries
	}
	return slices.DeleteFunc(slices.Clone(tries), func(x try) bool {
		return strings.HasPrefix(x.route, "BASE") && strings.HasPrefix(x.pattern, "/:lang/c/:slug") != (turn%2 == 0)
	})
}

// try is one request.
type try struct {
	method, route, path string // route as in the tables
	pattern             string // as the router knows it
	body, mediaType     string
	foreign             bool // a parameter of the path names what is the neighbours'
	inBody              bool // a field of the body does
}

// knock makes all tries as somebody, each through a door whose counters are new.
func (n *neighbours) knock(who actor, tries []try) {
	n.t.Helper()
	session, token := "", ""
	if who.person != visitor {
		session, token = n.session(who.person), n.token(who.person)
	}
	for i, x := range tries {
		if i%50 == 0 {
			n.countAnew()
		}
		headers := []string{"Content-Type", x.mediaType, "Authorization", "Bearer " + token}
		if !strings.HasPrefix(x.route, "/api/") {
			headers = []string{"Content-Type", x.mediaType, "Cookie", string(door.SessionCookie) + "=" + session}
		}
		if who.person == visitor {
			headers = headers[:2]
		}
		headers = append(headers, protocol(x)...)
		n.check(who, x, n.ask(x.method, x.path, x.body, headers...))
	}
}

// protocol is what a program says besides that sends a file in pieces.
func protocol(x try) []string {
	if !strings.Contains(x.route, "/uploads") || strings.HasPrefix(x.route, "/api/") {
		return nil
	}
	return []string{"Tus-Resumable", "1.0.0", "Upload-Length", "5", "Upload-Metadata", "kind cGhvdG8=", "Upload-Offset", "0",
		"Content-Type", "application/offset+octet-stream", "X-HTTP-Method-Override", http.MethodPatch}
}

func (n *neighbours) check(who actor, x try, a answer) {
	n.t.Helper()
	what := fmt.Sprintf("%s: %s %s %.150s", who.name, x.method, x.path, x.body)
	if a.status >= http.StatusInternalServerError || a.status == http.StatusTooManyRequests {
		n.t.Errorf("%s: is answered with %d: this is no answer to look at\n%.300s", what, a.status, a.body)
	}
	told := fmt.Sprint(a.header) + string(a.body)
	if word := secretWords.FindString(told); word != "" {
		n.t.Errorf("%s: the answer has the neighbours' %q", what, word)
	}
	refused := a.status == 401 || a.status == 403 || a.status == 404 ||
		a.status == http.StatusSeeOther && strings.Contains(a.header.Get("Location"), "/sign-in")
	_, open := forEverybody()[x.route]
	switch {
	case x.foreign && !refused && !(open && x.method == http.MethodGet):
		n.t.Errorf("%s: got %d, want 401, 403 or 404; where the answer is for everybody, add %q to forEverybody, with the reason", what, a.status, x.route)
	case x.inBody && !refused && harmless()[x.method+" "+x.route] == "" && a.status != http.StatusUnprocessableEntity && a.status != http.StatusConflict:
		n.t.Errorf("%s: got %d, want 401, 403, 404, 409 or 422", what, a.status)
	}
}

var parameterName = regexp.MustCompile(`:[a-z]+`)

// tries are made from the router's own list and the API's own description.
func (n *neighbours) tries() (list []try) {
	n.t.Helper()
	operations := n.operations()
	for _, r := range n.app.GetRoutes(true) {
		if r.Method == http.MethodHead || r.Method == http.MethodOptions {
			continue
		}
		route := r.Path
		for _, base := range []string{"/:lang/c/:slug", "/:lang"} {
			if rest, ok := strings.CutPrefix(route, base); ok {
				route = "BASE" + rest
				break
			}
		}
		if untried()[r.Method+" "+route] != "" || strings.HasPrefix(route, "/mailbox") {
			continue
		}
		if everybodys()[r.Method+" "+route] == "" {
			list = append(list, n.foreign(r.Method, r.Path, route, operations)...)
		}
		list = append(list, n.inBody(r.Method, r.Path, route, operations)...)
		if r.Method == http.MethodGet && !strings.HasPrefix(route, "/api/") {
			for _, path := range n.paths(r.Path, n.ours) {
				list = append(list, try{method: r.Method, route: route, pattern: r.Path, path: path + "?" + queries(n.theirs).Encode()})
			}
		}
	}
	if len(list) < 100 {
		n.t.Errorf("only %d requests are tried", len(list))
	}
	return list
}

// foreign are requests whose path names what is the neighbours'.
func (n *neighbours) foreign(method, pattern, route string, operations map[string]schema) (list []try) {
	theirSite := n.ours // on whose city's site somebody is, decides nothing
	theirSite.citySlug = n.theirs.citySlug
	own := append(n.paths(pattern, n.ours), n.paths(pattern, theirSite)...)
	add := func(paths []string, of side) {
		b := n.bodies(method, route, operations, of)[0]
		for _, path := range paths {
			list = append(list, try{method: method, route: route, pattern: pattern, path: path, body: b.text, mediaType: b.mediaType, foreign: !slices.Contains(own, path)})
		}
	}
	add(n.paths(pattern, n.theirs), n.theirs)
	add(slices.DeleteFunc(n.mixed(pattern), func(path string) bool { return slices.Contains(own, path) }), n.ours) // a word is nobody's
	return list
}

// mixed are paths in which all is ours but for one part.
func (n *neighbours) mixed(pattern string) (list []string) {
	n.t.Helper()
	for i, part := range strings.Split(strings.TrimPrefix(pattern, "/"), "/") {
		switch parameterName.FindString(part) {
		case "", ":lang", ":slug": // on whose city's site somebody is, decides nothing
		default:
			list = append(list, n.compose(pattern, func(at int) side {
				if at == i {
					return n.theirs
				}
				return n.ours
			})...)
		}
	}
	return list
}

// inBody are requests about what is ours, with a field that names what is the neighbours'.
func (n *neighbours) inBody(method, pattern, route string, operations map[string]schema) (list []try) {
	for _, path := range n.paths(pattern, n.ours) {
		for _, b := range n.bodies(method, route, operations, n.ours)[1:] {
			list = append(list, try{method: method, route: route, pattern: pattern, path: path, body: b.text, mediaType: b.mediaType, inBody: true})
		}
	}
	return list
}

// paths puts a side's values into a pattern, in all ways that there are.
func (n *neighbours) paths(pattern string, s side) []string {
	n.t.Helper()
	return n.compose(pattern, func(int) side { return s })
}

// compose is the same with a side for each part of the pattern.
func (n *neighbours) compose(pattern string, of func(part int) side) []string {
	n.t.Helper()
	list, before := []string{""}, ""
	for i, part := range strings.Split(strings.TrimPrefix(pattern, "/"), "/") {
		values := []string{part}
		if name := parameterName.FindString(part); name != "" {
			values = n.values(pattern, before, part, name, of(i))
		}
		var longer []string
		for _, path := range list {
			for _, v := range values {
				longer = append(longer, path+"/"+v)
			}
		}
		list, before = longer, part
	}
	return list
}

func (n *neighbours) values(pattern, before, part, name string, s side) (list []string) {
	known := parameters()
	for _, key := range []string{before + "/" + part, before + "/" + strings.SplitAfter(part, name)[0], name} {
		if of, ok := known[key]; ok {
			for _, v := range of(s) {
				list = append(list, strings.Replace(part, name, v, 1))
			}
			return list
		}
	}
	n.t.Errorf("%s: what %s stands for is not known; add a line %q to parameters in isolation_tables_test.go", pattern, name, before+"/"+part)
	return []string{"x"}
}

// body is what is sent; the first of several names ours alone.
type body struct{ text, mediaType string }

func (n *neighbours) bodies(method, route string, operations map[string]schema, own side) []body {
	n.t.Helper()
	if method == http.MethodGet {
		return []body{{}}
	}
	if op, ok := operations[method+" "+route]; ok {
		return n.jsonBodies(op, own)
	}
	of, known := forms()[strings.TrimPrefix(route, "BASE")]
	if !known {
		n.t.Errorf("%s %s: its fields are not known; add a line %q to forms in isolation_tables_test.go", method, route, strings.TrimPrefix(route, "BASE"))
	}
	valid := url.Values{}
	for field, k := range of {
		valid.Set(field, k(own)[0])
	}
	list := []body{{valid.Encode(), "application/x-www-form-urlencoded"}}
	for field, k := range of {
		for _, v := range k(n.theirs) {
			if v == valid.Get(field) {
				continue
			}
			with := maps.Clone(valid)
			with.Set(field, v)
			list = append(list, body{with.Encode(), "application/x-www-form-urlencoded"})
		}
	}
	return list
}

// schema is what an operation takes.
type schema struct {
	id     string
	media  string
	root   map[string]any
	others map[string]any // that references lead to
}

func (n *neighbours) operations() map[string]schema {
	n.t.Helper()
	d, raw := n.description()
	others, _ := at(n.t, decode(n.t, raw), "components", "schemas").(map[string]any)
	list := map[string]schema{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			s := schema{id: op.OperationID, others: others}
			for media, content := range op.RequestBody.Content {
				if s.media == "" || media == "application/json" {
					s.media, s.root = media, content.Schema
				}
			}
			route := strings.ToUpper(method) + " /api/v1" + regexp.MustCompile(`\{([a-z]+)\}`).ReplaceAllString(path, ":$1")
			list[route] = s
		}
	}
	return list
}

// jsonBodies are one with ours in all fields, and for each field that can name
// something one with the neighbours' there.
func (n *neighbours) jsonBodies(s schema, own side) []body {
	n.t.Helper()
	if s.root == nil {
		return []body{{}}
	}
	if s.media != "application/json" {
		return []body{{photo(n.t), "image/jpeg"}}
	}
	b := build{n: n, schema: s, own: own}
	list := []body{{b.value("", s.root), "application/json"}}
	for i := range b.places {
		with := build{n: n, schema: s, own: own, turn: i + 1}
		if text := with.value("", s.root); text != list[0].text {
			list = append(list, body{text, "application/json"})
		}
	}
	return list
}

// build writes a body; the field whose turn it is gets what is the neighbours'.
type build struct {
	n      *neighbours
	schema schema
	own    side
	turn   int
	places int // fields so far
}

func (b *build) value(path string, of map[string]any) string {
	b.n.t.Helper()
	if ref, ok := of["$ref"].(string); ok {
		of, _ = b.schema.others[ref[strings.LastIndexByte(ref, '/')+1:]].(map[string]any)
	}
	if properties, ok := of["properties"].(map[string]any); ok {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			property, _ := properties[name].(map[string]any)
			parts = append(parts, `"`+name+`":`+b.value(strings.TrimPrefix(path+"."+name, "."), property))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	if items, ok := of["items"].(map[string]any); ok {
		if _, inner := items["$ref"]; inner {
			return "[" + b.value(path, items) + "]"
		}
		return "[" + b.field(path+"[]") + "]"
	}
	return b.field(path)
}

func (b *build) field(path string) string {
	b.n.t.Helper()
	b.places++
	k, ok := special()[b.schema.id+" "+path]
	if !ok {
		k, ok = fields()[path[strings.LastIndexByte(path, '.')+1:]]
	}
	if !ok {
		b.n.t.Errorf("%s: what its field %q stands for is not known; add a line to fields in isolation_tables_test.go", b.schema.id, path)
		return "null"
	}
	if b.turn == b.places {
		return k(b.n.theirs)[0]
	}
	return k(b.own)[0]
}

// session is one for a browser.
func (n *neighbours) session(p laurel.PersonID) string {
	n.t.Helper()
	who, err := n.Registry.Person(n.t.Context(), p)
	must(n.t, err)
	secret, err := n.Registry.MakeSignIn(n.t.Context(), tenants.SignInRequested{Email: who.Email, Language: "en"})
	must(n.t, err)
	session, _, _, err := n.Registry.FollowSignIn(n.t.Context(), secret, "test")
	must(n.t, err)
	return session
}

// postOverTheWall files events of ours that name what is the neighbours', as no
// request does, and waits until the worker has dealt with them.
func (n *neighbours) postOverTheWall() {
	n.t.Helper()
	submission, award := laurel.SubmissionID(n.theirs.submission), laurel.AwardID(n.theirs.org+"-"+n.theirs.awardUUID)
	must(n.t, n.DB.InTx(n.t.Context(), n.Org, func(tx db.Tx) error {
		for _, e := range []laurel.Event{
			workflow.EvidenceSubmitted{Submission: submission, Attempt: 1}, workflow.OpinionGiven{Submission: submission},
			workflow.StepPassed{Submission: submission, Attempt: 1}, workflow.TaskPassed{Submission: submission},
		} {
			if err := tx.Post(n.t.Context(), e); err != nil {
				return err
			}
		}
		return tx.Post(n.t.Context(), workflow.AwardGranted{Award: award})
	}))
	n.until("our events are dealt with", func() bool {
		ours := dbtest.Dump(n.t, n.dsn, dbtest.Owners{Tenants: []laurel.TenantID{n.Org}})
		return dealtWith(ours)
	})
}

// dealtWith reports whether the worker has seen every event among dumped rows;
// an audit trail is sealed some seconds after its entries.
func dealtWith(rows string) bool {
	rows = lapses.ReplaceAllString(rows, "")
	return !strings.Contains(rows, "relayed_at=<nil>") && !strings.Contains(rows, "state=queued") &&
		!strings.Contains(rows, "state=pending attempts=0")
}

// lapses are the events for the day on which a file would lapse: they wait on.
var lapses = regexp.MustCompile(`(?m)^events .*name=upload\.due.*$`)

// checkTheTestItself sees to it that the neighbours' words are there to be found.
func (n *neighbours) checkTheTestItself() {
	n.t.Helper()
	a := n.as(n.learner, http.MethodGet, "/api/v1/submissions/"+n.theirs.submission, "")
	a.is(http.StatusOK)
	var shown json.RawMessage
	must(n.t, json.Unmarshal(a.body, &shown))
	if !secretWords.Match(shown) {
		n.t.Error("the learner does not find her own words: this test looks at the wrong thing")
	}
}
