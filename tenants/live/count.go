package live

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/redis/go-redis/v9"
)

// maxWindows is how many windows a process remembers; those used longest ago are
// forgotten first.
const maxWindows = 100_000

// localCounters count in the process.
type localCounters struct {
	mu      sync.Mutex
	windows *simplelru.LRU[string, *window]
}

type window struct {
	count int64
	ends  time.Time
}

func newLocalCounters() *localCounters {
	windows, err := simplelru.NewLRU[string, *window](maxWindows, nil)
	if err != nil {
		panic(err) // the size is a positive constant
	}
	return &localCounters{windows: windows}
}

func (c *localCounters) add(_ context.Context, key string, length time.Duration) (int64, time.Duration, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	w, ok := c.windows.Get(key)
	if !ok || !now.Before(w.ends) {
		w = &window{ends: now.Add(length)}
		c.windows.Add(key, w)
	}
	w.count++
	return w.count, w.ends.Sub(now), nil
}

// redisCounters count for all replicas.
type redisCounters struct {
	client *redis.Client
	script *redis.Script
}

// countScript counts and sets the end of the window in one step; a counter
// without an end would lock out for ever, so it gets one whenever it has none.
const countScript = `
local count = redis.call("INCR", KEYS[1])
local left = redis.call("PTTL", KEYS[1])
if left < 0 then
	left = tonumber(ARGV[1])
	redis.call("PEXPIRE", KEYS[1], left)
end
return {count, left}`

func (c redisCounters) add(ctx context.Context, key string, length time.Duration) (int64, time.Duration, error) {
	ms := max(length.Milliseconds(), 1)
	got, err := c.script.Run(ctx, c.client, []string{"laurel:count:" + key}, ms).Int64Slice()
	if err != nil {
		return 0, 0, err
	}
	if len(got) != 2 {
		return 0, 0, fmt.Errorf("redis answered %d numbers, not two", len(got))
	}
	return got[0], time.Duration(max(got[1], 1)) * time.Millisecond, nil
}
