package live

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

func TestWithoutRedisNothingIsAllowedUnasked(t *testing.T) {
	t.Parallel()
	w := open(t, "unix://"+filepath.Join(t.TempDir(), "nobody"))
	if ok, _, err := w.Allow(t.Context(), "k", 5, time.Minute); ok || err == nil {
		t.Errorf("got %t, %v, want an error", ok, err)
	}
	if err := w.Notify(t.Context(), "topic"); err == nil {
		t.Error("a notice that nobody took is no error")
	}
	if err := w.Check(t.Context()); err == nil {
		t.Error("Redis is said to answer")
	}
}

func TestWhoWatchesLooksAgainWhenRedisIsBack(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		return
	}
	socket := filepath.Join(socketFolder(t), "redis")
	w := open(t, startRedis(t, socket))
	listening(t, w, w)
	c := w.Watch(t.Context(), "topic")
	if err := exec.CommandContext(t.Context(), "redis-cli", "-s", socket, "client", "kill", "type", "pubsub").Run(); err != nil {
		t.Fatal(err)
	}
	mustReceive(t, c)
}
