// Package live is what the replicas of an installation tell each other: how often
// something has happened, and that something has changed. It works in the
// process alone, or through Redis. It keeps nothing that may not be lost, and is
// no queue.
package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Wire joins the replicas. It is safe for concurrent use.
type Wire struct {
	counters counters
	watchers *watchers

	redis  *redis.Client // nil within one process
	listen sync.Once
	done   chan struct{}
	ending sync.Once
	heard  sync.WaitGroup
}

// counters count events in windows.
type counters interface {
	// add counts one more under key and returns how many there are, and when the
	// window ends. A window begins with its first event.
	add(ctx context.Context, key string, window time.Duration) (count int64, left time.Duration, err error)
}

// Open joins the replicas that use the same Redis, named as in
// "redis://user:password@host:6379/0"; an empty URL is for a single process. It
// does not yet talk to Redis: Check does.
func Open(redisURL string) (*Wire, error) {
	w := &Wire{watchers: newWatchers(), done: make(chan struct{})}
	if redisURL == "" {
		w.counters = newLocalCounters()
		return w, nil
	}
	options, err := redis.ParseURL(redisURL)
	if err != nil {
		// The cause may quote the URL, and with it the password.
		return nil, errors.New("live: the address of Redis is not one, as in redis://host:6379/0")
	}
	w.redis = redis.NewClient(options)
	w.counters = redisCounters{client: w.redis, script: redis.NewScript(countScript)}
	return w, nil
}

// Close ends every Watch and the connections; a second time it does nothing.
func (w *Wire) Close() error {
	var err error
	w.ending.Do(func() {
		close(w.done)
		w.listen.Do(func() {}) // nobody begins to listen from here on
		w.heard.Wait()
		w.watchers.close()
		if w.redis != nil {
			err = w.redis.Close()
		}
	})
	return err
}

// Check reports whether the others can be reached, as a readiness probe asks.
func (w *Wire) Check(ctx context.Context) error {
	if w.redis == nil {
		return nil
	}
	return w.redis.Ping(ctx).Err()
}

// Allow counts one more try under key and says whether it is among the first
// limit within a window, which begins with the first try and is not made longer
// by refused ones. Where it is not, retryAfter is what is left of the window. Two
// uses of one key must have the same window.
//
// On an error the caller decides whether to let through.
func (w *Wire) Allow(ctx context.Context, key string, limit int, window time.Duration) (allowed bool, retryAfter time.Duration, err error) {
	count, left, err := w.counters.add(ctx, key, window)
	if err != nil {
		return false, 0, fmt.Errorf("live: counting: %w", err)
	}
	if count <= int64(limit) {
		return true, 0, nil
	}
	return false, left, nil
}
