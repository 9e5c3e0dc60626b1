package verify

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/laurel/workflow/credential"
	"example.org/laurel/workflow/credential/proof"
)

const (
	// skew is how far clocks may differ: what begins within it has begun.
	skew = time.Minute
	// listLimit bounds an unpacked status list, in bytes: 32 million entries.
	listLimit = 4 << 20
	// statusLimit bounds the status entries of one credential.
	statusLimit = 4
)

// dates checks that a credential holds now.
func (e *examination) dates(doc map[string]any) error {
	from, err := time.Parse(time.RFC3339, str(doc, "validFrom"))
	if err != nil {
		return fault{"verify.dates-bad", "validFrom " + str(doc, "validFrom")}
	}
	if from.After(e.now.Add(skew)) {
		return fault{"verify.not-yet-valid", from.Format(time.RFC3339)}
	}
	return e.end(doc)
}

// end checks that a document has not ended.
func (e *examination) end(doc map[string]any) error {
	if doc["validUntil"] == nil {
		return nil
	}
	until, err := time.Parse(time.RFC3339, str(doc, "validUntil"))
	if err != nil {
		return fault{"verify.dates-bad", "validUntil " + str(doc, "validUntil")}
	}
	if e.now.After(until) {
		return fault{"verify.expired", until.Format(time.RFC3339)}
	}
	return nil
}

// status checks that a credential has not been taken back.
func (e *examination) status(doc map[string]any, issuer identity) {
	entries := list(doc["credentialStatus"])
	if len(entries) == 0 {
		e.enter(Check{Name: Status, OK: true, Text: "verify.status-none"})
		return
	}
	if len(entries) > statusLimit {
		e.failed(Status, fault{"verify.status-bad", fmt.Sprintf("%d entries", len(entries))})
		return
	}
	for _, each := range entries {
		entry, _ := each.(map[string]any)
		if err := e.entry(entry, issuer); err != nil {
			e.failed(Status, err)
			return
		}
	}
	e.passed(Status, "")
}

// entry checks one entry (Bitstring Status List 1.0, section 4.2).
func (e *examination) entry(entry map[string]any, issuer identity) error {
	if kind := str(entry, "type"); kind != "BitstringStatusListEntry" {
		return fault{"verify.status-unsupported", kind}
	}
	purpose := str(entry, "statusPurpose")
	if purpose != "revocation" && purpose != "suspension" {
		return nil // says other things than whether it holds
	}
	if size, ok := entry["statusSize"]; ok && size != 1.0 {
		return fault{"verify.status-unsupported", fmt.Sprintf("statusSize %v", size)}
	}
	index, err := strconv.Atoi(str(entry, "statusListIndex"))
	if err != nil {
		return fault{"verify.status-bad", "statusListIndex is no number"}
	}
	bits, err := e.statusList(str(entry, "statusListCredential"), purpose, issuer)
	if err != nil {
		return err
	}
	set, err := bits.At(index)
	switch {
	case err != nil:
		return fault{"verify.status-bad", err.Error()}
	case set && purpose == "suspension":
		return fault{"verify.suspended", ""}
	case set:
		return fault{"verify.revoked", ""}
	}
	return nil
}

// statusList fetches a list, which must be signed by the issuer of the
// credential and hold now.
func (e *examination) statusList(address, purpose string, issuer identity) (credential.StatusBits, error) {
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return nil, fault{"verify.status-bad", fmt.Sprintf("list at %q", address)}
	}
	text, err := e.resolve(e.ctx, address)
	if err != nil {
		return nil, fault{"verify.status-unreachable", err.Error()}
	}
	doc, err := proof.Parse(text)
	if err != nil {
		return nil, fault{"verify.status-bad", address + ": " + err.Error()}
	}
	if err := e.trust(doc, address, issuer); err != nil {
		return nil, fault{"verify.status-bad", address + ": " + err.Error()}
	}
	subject, _ := doc["credentialSubject"].(map[string]any)
	if str(subject, "type") != "BitstringStatusList" || !slices.Contains(list(subject["statusPurpose"]), any(purpose)) {
		return nil, fault{"verify.status-bad", address + " is no list for " + purpose}
	}
	bits, err := credential.DecodeStatusList(str(subject, "encodedList"), listLimit)
	if err != nil {
		return nil, fault{"verify.status-bad", err.Error()}
	}
	return bits, nil
}

// trust checks that a status list is the one asked for, from the issuer.
func (e *examination) trust(doc map[string]any, address string, issuer identity) error {
	if !slices.Contains(list(doc["type"]), any("BitstringStatusListCredential")) {
		return errors.New("no BitstringStatusListCredential")
	}
	if id := str(doc, "id"); id != address {
		return fmt.Errorf("it calls itself %q", id)
	}
	if id := issuerID(doc); id != issuer.id {
		return fmt.Errorf("it is issued by %q, not %q", id, issuer.id)
	}
	found, err := proof.Find(doc)
	if err != nil {
		return err
	}
	key, err := issuer.key(found.VerificationMethod, e.now)
	if err != nil {
		return err
	}
	if err := e.signature(doc, found, key); err != nil {
		return err
	}
	if doc["validFrom"] == nil { // optional for a list
		return e.end(doc)
	}
	return e.dates(doc)
}
