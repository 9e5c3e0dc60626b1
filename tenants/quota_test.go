package tenants_test

import (
	"errors"
	"math"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

func TestTheFirstOverALimitIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		most, used, more int64
		refused          bool
	}{
		"the last place":            {5, 4, 1, false},
		"one more":                  {5, 5, 1, true},
		"over it already":           {5, 8, 1, true},
		"nothing, though over it":   {5, 8, 0, true},
		"none at all":               {0, 0, 1, true},
		"no limit":                  {tenants.Unlimited, math.MaxInt64, math.MaxInt64, false},
		"a file that fits":          {100, 60, 40, false},
		"a file that does not":      {100, 60, 41, true},
		"so much that it runs over": {100, 60, math.MaxInt64, true},
	} {
		q := tenants.Quota{Name: tenants.StorageQuota, Most: c.most, Used: c.used}
		if err := q.Room(c.more); (laurel.KindOf(err) == laurel.Conflict) != c.refused || err != nil != c.refused {
			t.Errorf("%s: %v, refused: want %v", name, err, c.refused)
		}
	}
}

func TestALimitIsANumberThatTheTenantCanHave(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind  tenants.Kind
		quota string
		most  int64
		field string
	}{
		"members":                       {tenants.City, tenants.MembersQuota, 5, ""},
		"none":                          {tenants.Organisation, tenants.StorageQuota, tenants.Unlimited, ""},
		"no room at all":                {tenants.Organisation, tenants.ActivitiesQuota, 0, ""},
		"less than none":                {tenants.Organisation, tenants.ActivitiesQuota, -2, "most"},
		"more than a petabyte":          {tenants.Organisation, tenants.StorageQuota, 1<<50 + 1, "most"},
		"a photo of 1 MiB":              {tenants.Organisation, tenants.PhotoSize, 1 << 20, ""},
		"photos as the platform says":   {tenants.Organisation, tenants.PhotoSize, tenants.Unlimited, ""},
		"a photo larger than any":       {tenants.Organisation, tenants.PhotoSize, 32<<20 + 1, "most"},
		"a video of no bytes":           {tenants.Organisation, tenants.VideoSize, 0, "most"},
		"a city's videos":               {tenants.City, tenants.VideoSize, 1 << 20, "name"},
		"organisations of organisation": {tenants.Organisation, tenants.OrganisationsQuota, 5, "name"},
		"a city's activities":           {tenants.City, tenants.ActivitiesQuota, 5, "name"},
		"awards":                        {tenants.Organisation, "awards", 5, "name"},
		"nothing":                       {tenants.City, "", 5, "name"},
	} {
		q, err := tenants.Quota{Name: c.quota}.Limit(c.kind, c.most)
		field := ""
		if e, ok := errors.AsType[*laurel.Error](err); ok {
			field = e.Field
		}
		if field != c.field || err == nil && q.Most != c.most {
			t.Errorf("%s: %+v, %v; want a fault at %q", name, q, err, c.field)
		}
	}
}
