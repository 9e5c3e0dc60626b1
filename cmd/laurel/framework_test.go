package main

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// It sets the environment, so it is not parallel to others.
//
//nolint:paralleltest // see above
func TestAFrameworkIsImportedFromTheCommandLine(t *testing.T) {
	for name, value := range map[string]string{
		"PUBLIC_URL": "https://badges.example", "SECRET": base64.StdEncoding.EncodeToString(make([]byte, 32)), "DATA": t.TempDir(),
		"SMTP_HOST": "localhost", "SMTP_FROM": "laurel@badges.example", "DATABASE": "", "REDIS": "",
	} {
		t.Setenv("LAUREL_"+name, value)
	}
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const header = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status,modifiedDate,description\n"
	const oar = "KnowledgeSkillCompetence,http://example.org/s/oar,skill/competence,transversal,hold an oar,,released,,\n"
	good, german := write("skills_en.csv", header+oar), write("skills_de.csv", header+strings.ReplaceAll(oar, "hold an oar", "Ruder halten"))
	bad, strange := write("bad_en.csv", header+"\n"+oar+"KnowledgeSkillCompetence,nowhere,,,x,,,,\n"), write("strange.csv", "a,b\n")
	nameless := write("skills.csv", header+oar)
	framework := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), append([]string{"framework", "import"}, args...), &out)
		return out.String(), err
	}
	named := []string{"--id", "rowing", "--name", "Rowing", "--address", "http://example.org/rowing"}
	for what, c := range map[string]struct {
		args []string
		want string
	}{
		"our own name":       {[]string{"--id", "laurel", "--name", "X", "--address", "http://example.org", good}, "--id: "},
		"no address":         {[]string{"--id", "x", "--name", "X", good}, "--address: "},
		"no file":            {named, "laurel help"},
		"a strange header":   {append(named, good, strange), "strange.csv: "},
		"no language":        {append(named, nameless), "skills.csv: "},
		"a file not there":   {append(named, filepath.Join(folder, "none.csv")), "no such file"},
		"a row that is none": {append(named, good, bad), errBadRows.Error()},
	} {
		out, err := framework(c.args...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", what, err, c.want)
		}
		if what == "a row that is none" && !strings.Contains(out, "bad_en.csv: Line 4: ") {
			t.Errorf("the bad row is not told: %s", out)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{good, german}, "new: 1\n  names new or changed: 2"},
		{[]string{good, german}, "new: 0\n  names new or changed: 0"},
		{[]string{"--skip", bad}, "retired: 0\n  back again: 0\n  places that lead nowhere: 0\n  rows left out: 1"},
	} {
		out, err := framework(append(slices.Clip(named), c.args...)...)
		if err != nil || !strings.Contains(out, c.want) {
			t.Errorf("%v: %s, %v; want %q", c.args, out, err, c.want)
		}
	}
}
