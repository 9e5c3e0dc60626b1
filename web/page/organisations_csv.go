package page

import (
	"encoding/csv"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// OrganisationsCSV answers GET BASE/tenants/:code/organisations.csv: all that the
// filter means. It is written row by row, and to a file first: whoever gets it has
// all of it, or an error.
func (p *Pages) OrganisationsCSV(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageOrganisations)
	if err != nil {
		return err
	}
	return sendCSV(c, "organisations.csv", func(w *csv.Writer) error {
		head := []string{"id", "name", "e-mail", "state", "since", "verification", "activities", "badges", "last activity"}
		if err := w.Write(head); err != nil {
			return err
		}
		return p.deps.Registry.EachPartner(d.ctx, d.tenant.ID, partnerFilter(c), func(o registry.Partner) error { return w.Write(csvRow(o)) })
	})
}

func csvRow(o registry.Partner) []string {
	last := ""
	if !o.LastAt.IsZero() {
		last = o.LastAt.Format(time.RFC3339)
	}
	return []string{string(o.Organisation), tenants.SafeCell(o.Name), tenants.SafeCell(o.Email), string(o.Standing),
		o.Since.Format(time.RFC3339), string(o.Verification), strconv.Itoa(o.Listed), strconv.Itoa(o.Awards), last}
}

// sendCSV answers with what write writes, for spreadsheets.
func sendCSV(c *fiber.Ctx, name string, write func(*csv.Writer) error) error {
	file, err := os.CreateTemp("", "laurel-table-")
	if err != nil {
		return err
	}
	_ = os.Remove(file.Name()) // it is there until it is closed
	size, err := spool(file, write)
	if err != nil {
		_ = file.Close()
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendStream(file, int(size))
}

// spool fills a file, and leaves it at its beginning to be read.
func spool(file io.ReadWriteSeeker, write func(*csv.Writer) error) (size int64, err error) {
	if _, err := io.WriteString(file, "\ufeff"); err != nil {
		return 0, err
	}
	w := csv.NewWriter(file)
	if err := write(w); err != nil {
		return 0, err
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return 0, err
	}
	if size, err = file.Seek(0, io.SeekEnd); err != nil {
		return 0, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return size, err
}
