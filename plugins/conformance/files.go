package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
)

// The endings of case files.
const (
	caseEnding    = ".case.json"
	verdictEnding = ".verdict.json"
)

// files plays the case files of the folder, if one is given.
func (p *play) files(ctx context.Context) error {
	if p.config.Cases == "" {
		return nil
	}
	found, err := filepath.Glob(filepath.Join(p.config.Cases, "*"+caseEnding))
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("there is no *%s in %s", caseEnding, p.config.Cases)
	}
	if err != nil {
		return err
	}
	for _, file := range found {
		name := strings.TrimSuffix(file, caseEnding)
		p.check("case "+filepath.Base(name), p.file(ctx, name))
	}
	return nil
}

func (p *play) file(ctx context.Context, name string) error {
	var c approval.Case
	var want approval.Verdict
	if err := read(name+caseEnding, &c); err != nil {
		return err
	}
	if err := read(name+verdictEnding, &want); err != nil {
		return err
	}
	if len(c.Settings) > 0 && string(c.Settings) != "null" {
		if err := p.schema.allows(c.Settings); err != nil {
			return fmt.Errorf("its settings: %w", err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, p.config.Patience)
	defer cancel()
	got, err := serve.Connect(p.trial.Conn()).Decide(ctx, c)
	if err != nil {
		return err
	}
	if !alike(got, want) {
		return fmt.Errorf("the verdict is %s, want %s", say(got), say(want))
	}
	return nil
}

func say(v approval.Verdict) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func read(file string, into any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	return nil
}
