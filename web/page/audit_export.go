package page

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// AuditExport answers GET BASE/tenants/:code/audit.:format with the whole trail,
// as csv for spreadsheets, or as json, by which the chain can be computed again.
// It is written to a file first: whoever gets it has all of it, or an error.
func (p *Pages) AuditExport(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ReadAudit)
	if err != nil {
		return err
	}
	format := c.Params("format")
	if format != "csv" && format != "json" {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	file, err := os.CreateTemp("", "laurel-audit-")
	if err != nil {
		return err
	}
	_ = os.Remove(file.Name()) // it is there until it is closed
	size, err := d.export(file, format)
	if err != nil {
		file.Close()
		return err
	}
	c.Set(fiber.HeaderContentType, map[string]string{"csv": "text/csv; charset=utf-8", "json": fiber.MIMEApplicationJSONCharsetUTF8}[format])
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="audit-`+string(d.tenant.ID)+`.`+format+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendStream(file, int(size))
}

// export writes the trail from the file's beginning, and leaves it there to be read.
func (d *desk) export(file io.ReadWriteSeeker, format string) (size int64, err error) {
	out := bufio.NewWriter(file)
	var to exporter = &csvTrail{out: csv.NewWriter(out)}
	if format == "json" {
		to = &jsonTrail{out: out}
	}
	if err := to.begin(d.tenant.ID); err != nil {
		return 0, err
	}
	if err := d.deps.Registry.ExportAudit(d.ctx, d.tenant.ID, to.seal, to.unsealed); err != nil {
		return 0, err
	}
	if err := out.Flush(); err != nil {
		return 0, err
	}
	if size, err = file.Seek(0, io.SeekEnd); err != nil {
		return 0, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return size, err
}

type exporter interface {
	begin(laurel.TenantID) error
	seal(tenants.AuditSeal, []tenants.AuditEntry) error
	unsealed([]tenants.AuditEntry) error
}

// csvTrail writes a row for each entry.
type csvTrail struct{ out *csv.Writer }

func (t *csvTrail) begin(laurel.TenantID) error {
	return t.out.Write([]string{"seal", "place", "id", "at", "what", "object", "about", "actor", "change",
		"actor_salt", "actor_sum", "salt", "sum", "mark", "sealed_at", "seal_previous", "seal_sum", "seal_mark"})
}

func (t *csvTrail) seal(s tenants.AuditSeal, entries []tenants.AuditEntry) error {
	for _, e := range entries {
		if err := t.row(e, moment(s.SealedAt), s.Previous, s.Sum, s.Mark); err != nil {
			return err
		}
	}
	return nil
}

func (t *csvTrail) unsealed(entries []tenants.AuditEntry) error {
	for _, e := range entries {
		if err := t.row(e, "", "", "", ""); err != nil {
			return err
		}
	}
	t.out.Flush()
	return t.out.Error()
}

func (t *csvTrail) row(e tenants.AuditEntry, seal ...string) error {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	cells := append([]string{number(e.Seal), number(e.Place), e.ID, moment(e.At), e.What, e.Object, string(e.About), e.Actor, e.Values,
		e.ActorSalt, e.ActorSum, e.Salt, e.Sum, e.Mark}, seal...)
	for i := range cells {
		cells[i] = cell(cells[i])
	}
	return t.out.Write(cells)
}

// cell is a text that no spreadsheet takes for a formula (OWASP, CSV injection).
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// moment is a time with all that is kept of it, and no more.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z07:00") }

// jsonTrail writes an object with all seals, each with its entries. The forms
// over which the sums are computed are those of tenants.AuditSeal.
type jsonTrail struct {
	out   *bufio.Writer
	begun bool
}

type jsonSeal struct {
	Number   int64       `json:"number"`
	SealedAt string      `json:"sealedAt"`
	Previous string      `json:"previous"`
	Sum      string      `json:"sum"`
	Mark     string      `json:"mark"`
	Entries  []jsonEntry `json:"entries"`
}

type jsonEntry struct {
	Seal      int64  `json:"seal,omitempty"`
	Place     int64  `json:"place,omitempty"`
	ID        string `json:"id"`
	At        string `json:"at"`
	What      string `json:"what"`
	Object    string `json:"object"`
	About     string `json:"about"`
	Actor     string `json:"actor"`
	ActorSalt string `json:"actorSalt"`
	ActorSum  string `json:"actorSum"`
	Change    string `json:"change"` // a text, since the sum is over its bytes
	Salt      string `json:"salt"`
	Sum       string `json:"sum"`
	Mark      string `json:"mark,omitempty"`
}

func (t *jsonTrail) begin(id laurel.TenantID) error {
	_, err := t.out.WriteString(`{"form":"laurel audit 1","tenant":"` + string(id) + `","seals":[`)
	return err
}

func (t *jsonTrail) seal(s tenants.AuditSeal, entries []tenants.AuditEntry) error {
	b, err := json.Marshal(jsonSeal{Number: s.Number, SealedAt: moment(s.SealedAt), Previous: s.Previous, Sum: s.Sum, Mark: s.Mark,
		Entries: jsonEntries(entries)})
	if err != nil {
		return err
	}
	if t.begun {
		b = append([]byte(",\n"), b...)
	}
	t.begun = true
	_, err = t.out.Write(b)
	return err
}

func (t *jsonTrail) unsealed(entries []tenants.AuditEntry) error {
	b, err := json.Marshal(jsonEntries(entries))
	if err != nil {
		return err
	}
	_, err = t.out.WriteString(`],"unsealed":` + string(b) + "}\n")
	return err
}

func jsonEntries(entries []tenants.AuditEntry) []jsonEntry {
	list := make([]jsonEntry, len(entries))
	for i, e := range entries {
		list[i] = jsonEntry{Seal: e.Seal, Place: e.Place, ID: e.ID, At: moment(e.At), What: e.What, Object: e.Object, About: string(e.About),
			Actor: e.Actor, ActorSalt: e.ActorSalt, ActorSum: e.ActorSum, Change: e.Values, Salt: e.Salt, Sum: e.Sum, Mark: e.Mark}
	}
	return list
}
