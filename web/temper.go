package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/web/door"
)

const (
	// writesAMinute is how often a person may change something, or whoever is not
	// signed in from one address.
	writesAMinute = 240
	// largeAtOnce is how many large bodies are held in memory at a time.
	largeAtOnce = 16
)

// temper slows down who writes without end.
func (s *site) temper(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return c.Next()
	}
	who := string(knocks(c.UserContext()))
	if who == "" {
		who = "from " + door.Place(c)
	}
	if err := s.meterOf().Count(c, "writes "+who, door.Measure{Limit: writesAMinute, Window: time.Minute}); err != nil {
		return err
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
