package web

import (
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
)

const (
	// writesAMinute is how often a person may change something.
	writesAMinute = 240
	// largeAtOnce is how many large bodies are held in memory at a time.
	largeAtOnce = 16
)

// temper slows down who writes without end. Where the counters cannot be asked,
// nobody is kept out.
func (s *site) temper(c *fiber.Ctx) error {
	who := knocks(c.UserContext())
	if c.Method() != fiber.MethodPost || who == "" {
		return c.Next()
	}
	allowed, wait, err := s.Live.Allow(c.UserContext(), "writes "+string(who), writesAMinute, time.Minute)
	switch {
	case err != nil:
		s.Logger.WarnContext(c.UserContext(), "writes are not counted", "error", err)
	case !allowed:
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		return laurel.E(laurel.Limited, "error.limited")
	}
	return c.Next()
}

// holdLarge lets a large body be read if not too many are held already.
func (s *site) holdLarge() (release func(), err error) {
	select {
	case s.large <- struct{}{}:
		return func() { <-s.large }, nil
	default:
		return nil, laurel.E(laurel.Unready, "error.unready")
	}
}
