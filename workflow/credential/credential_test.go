package credential_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/credential"
	"example.org/laurel/workflow/credential/proof"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files anew")
	flag.Parse()
	os.Exit(m.Run())
}

const (
	site   laurel.Site     = "https://badges.example"
	tenant laurel.TenantID = "7k2m9q4xwz"
)

func award() credential.Award {
	return credential.Award{
		ID: "7k2m9q4xwz-06cwyjkv7gg0m8y8y03xq5r0c4",
		Issuer: credential.Issuer{
			Tenant: tenant, Name: "Harbour College", URL: "https://harbour.example", Email: "badges@harbour.example",
			Description: "A college for pilots.",
		},
		Achievement: credential.Achievement{
			ID: "7k2m9q4xwz-06cwyjkv7gg0m8y8y03xq5r0c8", Name: "Gezeiten lesen", Description: "Reads a tide table\r\nand a gauge.",
			Criteria: "1. read\n2. write", Language: "de", Version: "2026.1", ImageCaption: "A tide staff",
			Tags: []string{"tides", " ", "海図"}, Kind: "Badge",
		},
		Subject: "urn:uuid:0198f3a2-6d1e-7c55-9a41-1f0a6f2b7c11", Recipient: " Mira@Example.com ", Salt: "q7Zk2vXw",
		Awarded:    time.Date(2026, 8, 28, 17, 20, 0, 5, time.FixedZone("", 7200)),
		ValidFrom:  time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC),
		StatusList: 1, StatusIndex: 90417,
	}
}

// attested are a skill of an official framework and one of our own.
func attested() []workflow.Skill {
	return []workflow.Skill{
		{ID: "esco.1", URI: "http://data.europa.eu/esco/skill/0005c151", Framework: workflow.Framework{Name: "ESCO", URI: "http://data.europa.eu/esco"},
			Labels: map[string]workflow.SkillLabel{"de": {Label: "Gezeiten\r\nberechnen", Description: "Wann es steigt."}, "en": {Label: "reckon tides"}}},
		{ID: "laurel.listen", Framework: workflow.Framework{ID: "laurel", Name: "Skills", Names: map[string]string{"de": "Kompetenzen"}},
			Labels: map[string]workflow.SkillLabel{"en": {Label: "Listen <script>"}, "fr": {Label: "Écouter"}}},
	}
}

func TestACredentialNamesSkillsByTheirOfficialAddressesInItsOwnLanguage(t *testing.T) {
	t.Parallel()
	a := award()
	plain, err := a.Document(site)
	if err != nil {
		t.Fatal(err)
	}
	a.Achievement.Skills = attested()
	doc, err := a.Document(site)
	if err != nil {
		t.Fatal(err)
	}
	want := []any{
		map[string]any{"type": []any{"Alignment"}, "targetName": "Gezeiten\nberechnen", "targetUrl": "http://data.europa.eu/esco/skill/0005c151",
			"targetDescription": "Wann es steigt.", "targetFramework": "ESCO", "targetCode": "0005c151", "targetType": "ceasn:Competency"},
		map[string]any{"type": []any{"Alignment"}, "targetName": "Listen <script>", "targetUrl": "https://badges.example/frameworks/laurel/listen",
			"targetFramework": "Kompetenzen", "targetCode": "listen", "targetType": "ceasn:Competency"},
	}
	subject, _ := doc["credentialSubject"].(map[string]any)
	achievement, _ := subject["achievement"].(map[string]any)
	if diff := cmp.Diff(want, achievement["alignment"]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	delete(achievement, "alignment")
	if diff := cmp.Diff(plain, doc); diff != "" {
		t.Errorf("beside the skills a document says (-without +with):\n%s", diff)
	}
}

func checkGolden(t *testing.T, name string, doc map[string]any) {
	t.Helper()
	got, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	path := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func publicKey(first byte) ed25519.PublicKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = first
	key, _ := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	return key
}

func TestDocumentsAreAsTheGoldenFilesSay(t *testing.T) {
	t.Parallel()
	doc, err := award().Document(site)
	if err != nil {
		t.Fatal(err)
	}
	checkGolden(t, "credential.json", doc)
	achievement, err := credential.AchievementDocument(site, award().Issuer, award().Achievement)
	if err != nil {
		t.Fatal(err)
	}
	checkGolden(t, "achievement.json", achievement)
	checkGolden(t, "did.json", credential.DIDDocument(site, tenant, []credential.Key{
		{Fragment: "key-1", Public: publicKey(1)}, {Fragment: "key-2", Public: publicKey(2)},
	}))
	list, err := credential.StatusList(site, tenant, 1, []int{90417, 0}, award().ValidFrom)
	if err != nil {
		t.Fatal(err)
	}
	checkGolden(t, "status.json", list)
}

func TestWhatIsBuiltIsOfThePublishedSchemaAndCanBeSigned(t *testing.T) {
	t.Parallel()
	least := award()
	least.Achievement = credential.Achievement{ID: least.Achievement.ID, Name: "N", Description: "D", Criteria: "C"}
	least.Issuer = credential.Issuer{Tenant: tenant, Name: "I"}
	least.Awarded = time.Time{}
	ending := award()
	ending.ValidUntil = ending.ValidFrom.AddDate(1, 0, 0)
	skilled := award()
	skilled.Achievement.Skills = attested()
	for name, a := range map[string]credential.Award{"full": award(), "least": least, "ending": ending, "skilled": skilled} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := a.Document(site)
			if err != nil {
				t.Fatal(err)
			}
			if err := credential.ValidateSchema(doc); err != nil {
				t.Error(err)
			}
			if err := proof.Check(doc); err != nil {
				t.Error(err)
			}
			doc["proof"] = []any{map[string]any{"type": "DataIntegrityProof"}}
			if err := credential.ValidateSchema(doc); err != nil {
				t.Error(err)
			}
		})
	}
	list, err := credential.StatusList(site, tenant, 1, nil, award().ValidFrom)
	if err != nil {
		t.Fatal(err)
	}
	if err := proof.Check(list); err != nil {
		t.Errorf("status list: %v", err)
	}
}

func TestASchemaFaultNamesItsPlace(t *testing.T) {
	t.Parallel()
	doc, err := award().Document(site)
	if err != nil {
		t.Fatal(err)
	}
	delete(doc, "credentialSubject")
	err = credential.ValidateSchema(doc)
	if !errors.Is(err, credential.ErrSchema) || !strings.Contains(err.Error(), "credentialSubject") {
		t.Errorf("got %v, want ErrSchema about credentialSubject", err)
	}
}

func TestAnAwardThatSaysTooLittleOrTooMuchIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change      func(a *credential.Award)
		text, field string
	}{
		"no issuer name":     {func(a *credential.Award) { a.Issuer.Name = " \x00" }, "credential.text-missing", "issuer.name"},
		"no name":            {func(a *credential.Award) { a.Achievement.Name = "" }, "credential.text-missing", "achievement.name"},
		"no description":     {func(a *credential.Award) { a.Achievement.Description = "" }, "credential.text-missing", "achievement.description"},
		"no criteria":        {func(a *credential.Award) { a.Achievement.Criteria = "\t" }, "credential.text-missing", "achievement.criteria"},
		"issuer's script":    {func(a *credential.Award) { a.Issuer.URL = "javascript:alert(1)" }, "credential.address-bad", "issuer.url"},
		"address with space": {func(a *credential.Award) { a.Issuer.URL = "https://a.example/a b" }, "credential.address-bad", "issuer.url"},
		"language by name":   {func(a *credential.Award) { a.Achievement.Language = "German" }, "credential.language-bad", "achievement.language"},
		"made-up kind":       {func(a *credential.Award) { a.Achievement.Kind = "Medal" }, "credential.kind-bad", "achievement.kind"},
		"foreign award":      {func(a *credential.Award) { a.ID = "aaaaaaaaaa-06cwyjkv7gg0m8y8y03xq5r0c4" }, "credential.id-bad", "id"},
		"no achievement id":  {func(a *credential.Award) { a.Achievement.ID = "x" }, "credential.id-bad", "achievement.id"},
		"no issuer id":       {func(a *credential.Award) { a.Issuer.Tenant = "x" }, "credential.id-bad", "issuer.tenant"},
		"subject by name":    {func(a *credential.Award) { a.Subject = "Mira" }, "credential.subject-bad", "subject"},
		"no e-mail":          {func(a *credential.Award) { a.Recipient = "Mira" }, "credential.email-bad", "recipient"},
		"short salt":         {func(a *credential.Award) { a.Salt = "1234567" }, "credential.salt-bad", "salt"},
		"no date":            {func(a *credential.Award) { a.ValidFrom = time.Time{} }, "credential.dates-bad", "validFrom"},
		"end before start":   {func(a *credential.Award) { a.ValidUntil = a.ValidFrom.Add(-1) }, "credential.dates-bad", "validFrom"},
		"place beyond list":  {func(a *credential.Award) { a.StatusIndex = credential.StatusEntries }, "credential.status-bad", "statusIndex"},
		"text in dispute": {func(a *credential.Award) {
			a.Achievement.Tags = []string{"\ue000", "😀"}
		}, "credential.text-order", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := award()
			c.change(&a)
			_, err := a.Document(site)
			fault, ok := errors.AsType[*laurel.Error](err)
			if !ok || fault.Kind != laurel.Invalid || fault.Text != c.text || fault.Field != c.field {
				t.Errorf("got %v, want %s at %s", err, c.text, c.field)
			}
		})
	}
}

func TestTextThatVerifiersSortInDifferentWaysIsWrittenPlainly(t *testing.T) {
	t.Parallel()
	a := award()
	a.Achievement.Tags = []string{"Ａ", "😀"}
	doc, err := a.Document(site)
	if err != nil {
		t.Fatal(err)
	}
	text, err := proof.Bytes(doc)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"tag":["A","😀"]`) {
		t.Errorf("got %s", text)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]string{
		"a\tb":             "a b",
		"a\r\nb\rc\nd":     "a\nb\nc\nd",
		"a\x00\b\x0b\x7fb": "ab",
		" \n a \n ":        "a",
		"a\xffb":           "ab",
		"naïve 😀 \u2028 é": "naïve 😀 \u2028 é",
	} {
		if got := credential.Clean(input); got != want {
			t.Errorf("Clean(%q) = %q, want %q", input, got, want)
		}
	}
}

// The values are those of the Open Badges 3.0 specification and its guide.
func TestIdentityHashesAreThoseOfTheSpecification(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"a@example.com", "Kosher", "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"},
		{" JJefferson18@example.com", "FleurDeSel", "sha256$658625b25ab3d75d613ca97d9a5a77f70e2192feca5557f4ad09a4d4f121f5fc"},
	} {
		if got := credential.HashIdentity(c[0], c[1]); got != c[2] {
			t.Errorf("%s: got %s, want %s", c[0], got, c[2])
		}
	}
}

func BenchmarkDocument(b *testing.B) {
	for b.Loop() {
		if _, err := award().Document(site); err != nil {
			b.Fatal(err)
		}
	}
}
