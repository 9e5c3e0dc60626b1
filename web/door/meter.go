package door

import (
	"context"
	"log/slog"
	"math"
	"net/netip"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
)

// Counters count for all replicas together, as live.Wire does.
type Counters interface {
	// Allow counts one more under key and says whether it is still within limit,
	// or else after which time it will be.
	Allow(ctx context.Context, key string, limit int, window time.Duration) (allowed bool, retryAfter time.Duration, err error)
}

// Meter counts what could be done without end, for all replicas together.
type Meter struct {
	Live   Counters
	Logger *slog.Logger
}

// Measure is how often something may be done within a window.
type Measure struct {
	Limit  int
	Window time.Duration
}

// Count counts one more under key. Beyond the limit it returns laurel.Limited,
// and the answer says when to come back. Where the counters cannot be asked,
// nobody is kept out.
func (m Meter) Count(c *fiber.Ctx, key string, most Measure) error {
	allowed, wait, err := m.Live.Allow(c.UserContext(), key, most.Limit, most.Window)
	if err != nil {
		m.Logger.WarnContext(c.UserContext(), "not counted", "route", c.Route().Path, "error", err)
		return nil
	}
	if allowed {
		return nil
	}
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return laurel.E(laurel.Limited, "error.limited")
}

// Place is where a request comes from: an address of IPv4, or the network of one
// of IPv6, in which a single person has as many addresses as they like.
func Place(c *fiber.Ctx) string { return place(c.IP()) }

func place(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	if a = a.Unmap().WithZone(""); a.Is4() {
		return a.String()
	}
	network, err := a.Prefix(64)
	if err != nil {
		return ip
	}
	return network.String()
}
