package laurel_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
)

// This file is the plan of the house as tables; architecture_rules_test.go reads
// the sources by it. Who needs a new arrow, exit or exception adds a line here,
// and says why: the line is what a reviewer looks at.

const module = "example.org/laurel"

// folders are the only ones at the top, beside those that begin with a dot.
var folders = []string{"cmd", "tenants", "workflow", "plugins", "policies", "jobs", "web", "helm"}

// floors says how high each top folder stands; "" is the root package. A package
// imports its own folder or a lower floor.
var floors = map[string]int{
	"":        0,
	"tenants": 1, "policies": 1,
	"plugins":  2,
	"workflow": 3,
	"web":      4, "jobs": 4,
	"cmd": 5,
}

// arrows lists, for packages with an order inside their own top folder, whom
// they may import there.
var arrows = map[string][]string{
	"tenants":          {},
	"tenants/db":       {},
	"tenants/registry": {"tenants", "tenants/db", "tenants/keys"},
	"tenants/media":    {"tenants", "tenants/db"},
	"tenants/keys":     {"tenants", "tenants/db"},
	"tenants/locale":   {},
	"tenants/live":     {},

	"plugins/approval":              {"plugins/approval/settings"},
	"plugins/approval/settings":     {},
	"plugins/approval/serve":        {"plugins/approval", "plugins/approval/approvalpb"},
	"plugins/approval/approvaltest": {"plugins/approval", "plugins/approval/serve", "plugins/approval/approvalpb"},
	"plugins/host":                  {"plugins/approval", "plugins/approval/serve"},
	"plugins/conformance":           {"plugins/approval", "plugins/approval/approvalpb", "plugins/approval/serve", "plugins/host"},
	"plugins/roster":                {"plugins/approval", "plugins/host"},
	"plugins/self":                  {"plugins/approval", "plugins/approval/settings"},
	"plugins/peer":                  {"plugins/approval", "plugins/approval/settings"},
	"plugins/organiser":             {"plugins/approval", "plugins/approval/settings"},
	"plugins/jury":                  {"plugins/approval", "plugins/approval/settings"},

	"workflow":                     {},
	"workflow/engine":              {"workflow"},
	"workflow/credential":          {"workflow", "workflow/credential/contexts", "workflow/credential/proof", "workflow/credential/draw"},
	"workflow/credential/contexts": {},
	"workflow/credential/proof":    {"workflow/credential/contexts"},
	"workflow/credential/bake":     {},
	"workflow/credential/draw":     {},
	// Who verifies a badge needs to know how one is built, not the other way round.
	"workflow/credential/verify": {
		"workflow/credential", "workflow/credential/contexts", "workflow/credential/proof", "workflow/credential/bake",
	},
	"workflow/outside": {},

	"web/page":     {"web/door", "web/signon", "web/intake"},
	"web/api":      {"web/door", "web/intake"},
	"web/intake":   {},
	"web/document": {"web/door"},
	"web/signon":   {},

	"web/signon/signontest": {},

	"jobs/mail":  {},
	"jobs/print": {},
}

// plain packages hold rules: they import the standard library and each other,
// and take the time as an argument.
var plain = []string{
	"", "tenants", "plugins/approval", "plugins/approval/settings", "workflow",
	"workflow/credential", "workflow/credential/contexts", "workflow/credential/proof",
	"workflow/credential/bake", "workflow/credential/draw", "workflow/credential/verify",
}

// exceptions are the modules that a plain package may import nevertheless. Each
// computes and does no I/O.
var exceptions = map[string]map[string]string{
	"tenants": {
		"golang.org/x/net/idna": "writes the name of a host in the form that all compare alike",
	},
	"workflow": {
		"golang.org/x/text/unicode/norm": "takes letters and accents apart, so that all databases find the same words",
	},
	"workflow/credential": {
		"github.com/santhosh-tekuri/jsonschema/v6": "checks a document against the standard's own schema",
		"golang.org/x/text/unicode/norm":           "writes text in one form that all verifiers order alike",
	},
	"workflow/credential/proof": {
		"github.com/piprate/json-gold": "canonicalises what our own canonicaliser declines",
	},
	"workflow/credential/draw": {
		"golang.org/x/image":             "fills paths and scales pictures",
		"github.com/go-text/typesetting": "shapes text of every script",
		"golang.org/x/text/unicode/bidi": "knows which letters are read from which side",
		"eliasnaur.com/font":             "fonts, as bytes",
		"github.com/go-fonts/dejavu":     "the font of last resort, as bytes",
		"github.com/klauspost/compress":  "packs a PNG ten times as fast",
		"github.com/boombuler/barcode":   "computes the squares of a QR code",
		"codeberg.org/go-pdf/fpdf":       "writes the objects of a PDF",
	},
}

// homes says which folders or packages may import a module. A module that is not
// here is free to those that are not plain.
var homes = []home{
	{"github.com/hibiken/asynq", []string{"jobs", "cmd/laurel"}, "only jobs knows that queues exist; a request posts an event"},
	{"github.com/gofiber/fiber", []string{"web", "cmd/laurel"}, "requests and answers of HTTP stay at their door"},
	{"github.com/casbin/casbin", []string{"policies"}, "who may do what is asked of policies"},
	{"github.com/coreos/go-oidc", []string{"web/signon"}, "who asks a tenant's provider goes through signon, which asks through the guarded client"},
	{"golang.org/x/oauth2", []string{"web/signon"}, "who asks a tenant's provider goes through signon, which asks through the guarded client"},
	{"github.com/go-webauthn/webauthn", []string{"tenants/registry"}, "how passkeys are asked and checked is known where they are kept"},
	{"github.com/hashicorp/go-plugin", []string{"plugins"}, "only plugins knows that an approver is a process"},
	{"modernc.org/sqlite", []string{"tenants/db"}, "which database it is, is known to tenants/db alone"},
	{"github.com/mattn/go-sqlite3", []string{"tenants/db"}, "which database it is, is known to tenants/db alone"},
	{"github.com/jackc/pgx", []string{"tenants/db"}, "which database it is, is known to tenants/db alone"},
	{"github.com/lib/pq", []string{"tenants/db"}, "which database it is, is known to tenants/db alone"},
}

// exits are the files that may step outside the one tenant of a transaction,
// each with the doors of tenants/db that it uses, and why.
var exits = map[string][]string{
	// A host or an address leads to a tenant: before it is found there is none.
	"tenants/registry/find.go": {"ReadShared"},
	// The tenant comes into being; an organisation's affiliation stands in the city too.
	"tenants/registry/found_tenant.go": {"ReadShared", "Shared", "InBoth"},
	// What a tenant says of itself is shared, and its audit trail is its own.
	"tenants/registry/describe_tenant.go": {"SharedWith"},
	// An organisation is shown with the names of the cities that vouch for it.
	"tenants/registry/offerer.go": {"ReadSharedWith"},
	// Which programs decide is the installation's list; who changed it stands in the trail of whom it is for.
	"tenants/registry/approver.go": {"ReadShared", "Shared", "SharedWith"},
	// Whoever publishes terms has accepted them, and the one is not without the other.
	"tenants/registry/publish_terms.go": {"WithPerson"},
	// What a city and an organisation agree on is written to both, or to neither.
	"tenants/registry/affiliation.go":         {"InBoth"},
	"tenants/registry/join_city.go":           {"InBoth"},
	"tenants/registry/verify_organisation.go": {"InBoth"},
	// That a badge was earned is counted in the city, and once: the delivery is the organisation's.
	"tenants/registry/list_organisations.go": {"InBoth"},
	// An invitation is accepted by who has its address, and addresses lead to people.
	"tenants/registry/invitation.go": {"ReadShared"},
	// A list of people is shown with their names, which are each one's own.
	"tenants/registry/names.go": {"ReadPeople"},
	// Whoever signs in is a person, of no tenant.
	"tenants/registry/sign_in.go":    {"Shared", "ReadShared"},
	"tenants/registry/enter_code.go": {"Shared"},
	// Whoever answers with a passkey says only by the answer who it is.
	"tenants/registry/challenge.go": {"Shared"},
	// Which addresses lead to a person changes together with what the person says of them.
	"tenants/registry/add_address.go":    {"Shared", "ReadShared", "InAccount"},
	"tenants/registry/remove_address.go": {"InAccount"},
	"tenants/registry/merge_accounts.go": {"ReadShared", "InAccount"},
	// Skills are shared: every tenant's activities name them, and the operator imports them.
	"workflow/engine/skills.go":           {"ReadShared"},
	"workflow/engine/import_framework.go": {"Shared", "ReadShared"},
	// The relay carries the events of all tenants, in turn.
	"jobs/relay.go": {"RelayEvents", "RelayDue", "RelayBatch", "RelayQueued", "RelayStale", "RelayAgain"},
	// A queue in the process is empty when the process starts.
	"jobs/jobs.go": {"RelayAgain"},
	// Runs each task twice, between the relay and the queue.
	"jobs/jobs_test.go":    {"RelayEvents", "RelayDue", "RelayRevive"},
	"jobs/letters_test.go": {"RelayEvents", "RelayDue"},
	"jobs/merge_test.go":   {"RelayEvents", "RelayDue"},
	// An operator tries again what background work has given up, of all tenants.
	"cmd/laurel/serve.go": {"RelayRevive"},
	// Without jobs, the test carries events itself.
	"workflow/engine/enginetest/house.go": {"RelayEvents", "RelayDue"},
}

// nameless are words that do not say what is in a folder or a file.
var nameless = []string{
	"util", "utils", "common", "helper", "helpers", "misc", "base", "lib", "models", "types", "interfaces", "manager", "impl",
}

// linesAtMost is where a file is refused; it is asked about from 200 on.
const linesAtMost = 400

func TestTheHouseStandsAsPlanned(t *testing.T) {
	t.Parallel()
	house := readHouse(t, os.DirFS("."))
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, s := range house {
				for _, fault := range r.faults(s) {
					t.Errorf("%s %s\n\t%s", s.file, fault, r.why)
				}
			}
		})
	}
}

func TestTheHouseHasEightFolders(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strangeFolders(entries) {
		t.Errorf("%s/ is none of %s\n\tWhat seems homeless belongs into one of them; doc.go tells what each is for.",
			name, strings.Join(folders, ", "))
	}
}

func TestNoDoorIsLeftOpen(t *testing.T) {
	t.Parallel()
	house := readHouse(t, os.DirFS("."))
	for _, line := range unusedExits(house, exits) {
		t.Errorf("exits: %s\n\tA file that has ceased to step outside a tenant leaves the list.", line)
	}
	for _, line := range unusedExceptions(house, exceptions) {
		t.Errorf("exceptions: %s\n\tAn import that is gone takes its exception with it.", line)
	}
}

// readHouse parses every source file, by itself and not by "go list": go test
// sees which files are opened, and so notices when one of them has changed.
func readHouse(t *testing.T, disk fs.FS) []source {
	t.Helper()
	var house []source
	err := fs.WalkDir(disk, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if notOurs(e.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		text, err := fs.ReadFile(disk, file)
		if err != nil {
			return err
		}
		house = append(house, parse(t, file, string(text)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return house
}

func notOurs(folder string) bool {
	return folder != "." && strings.HasPrefix(folder, ".") || folder == "node_modules" || folder == "testdata"
}

func strangeFolders(entries []fs.DirEntry) []string {
	var strange []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(folders, e.Name()) {
			strange = append(strange, e.Name())
		}
	}
	return strange
}

// TestAddressesOfCitiesAreBuiltInOnePlace holds every file to Place and CityPath,
// but address.go, and those that deal with the patterns of routes.
func TestAddressesOfCitiesAreBuiltInOnePlace(t *testing.T) {
	t.Parallel()
	for _, s := range readHouse(t, os.DirFS(".")) {
		if strings.HasSuffix(s.file, "_test.go") || s.file == "address.go" || s.file == "web/routes.go" || s.file == "web/reach.go" || strings.HasPrefix(s.file, "cmd/") {
			continue
		}
		text, err := os.ReadFile(s.file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `"/c/`) {
			t.Errorf("%s writes the address of a city by hand\n\tlaurel.Place and laurel.CityPath build it.", s.file)
		}
	}
}
