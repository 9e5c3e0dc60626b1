package live

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"example.org/laurel"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// replicas open two wires that are joined as those of two processes would be; in
// one process they are the same.
type replicas func(*testing.T) (one, other *Wire)

// on runs a behaviour in one process and through Redis. What is quick leaves
// Redis out.
func on(t *testing.T, behaviour func(*testing.T, replicas)) {
	t.Helper()
	t.Run("one process", func(t *testing.T) {
		t.Parallel()
		behaviour(t, func(t *testing.T) (one, other *Wire) {
			t.Helper()
			w := open(t, "")
			return w, w
		})
	})
	if testing.Short() {
		return
	}
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		behaviour(t, func(t *testing.T) (one, other *Wire) {
			t.Helper()
			url := redisURL(t)
			return open(t, url), open(t, url)
		})
	})
}

func open(t *testing.T, url string) *Wire {
	t.Helper()
	w, err := Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// redisURL is the server that LAUREL_TEST_REDIS names, or a new one.
func redisURL(t *testing.T) string {
	t.Helper()
	if url := os.Getenv("LAUREL_TEST_REDIS"); url != "" {
		return url
	}
	return startRedis(t, filepath.Join(socketFolder(t), "redis"))
}

// startRedis runs a server of its own on a socket, which nobody else can have
// taken, and returns once it answers.
func startRedis(t *testing.T, socket string) string {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("these tests need Redis: install redis-server (Debian: apt-get install redis-server), or name a server in LAUREL_TEST_REDIS, or run with -short")
	}
	server := exec.Command(program, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", filepath.Dir(socket))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill() // may have ended already
		_ = server.Wait()         // says that it was killed
	})
	url := "unix://" + socket
	w := open(t, url)
	eventually(t, "redis-server answers", func() bool { return w.Check(t.Context()) == nil })
	return url
}

// socketFolder is short, since the name of a socket may have some hundred bytes.
func socketFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "live") //nolint:usetesting // t.TempDir has the test's whole name in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !is() {
		select {
		case <-deadline:
			t.Fatalf("never came about: %s", what)
		case <-tick.C:
		}
	}
}

// key is one that no other test uses, nor a former run on the same server.
func key(t *testing.T) string {
	t.Helper()
	return t.Name() + laurel.NewSecret()
}

func allow(t *testing.T, w *Wire, key string, limit int, window time.Duration) (bool, time.Duration) {
	t.Helper()
	ok, after, err := w.Allow(t.Context(), key, limit, window)
	if err != nil {
		t.Fatal(err)
	}
	return ok, after
}

func TestTriesOverTheLimitWaitForTheNextWindow(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, start replicas) {
		one, other := start(t)
		k := key(t)
		for i := range 4 {
			w := []*Wire{one, other}[i%2]
			if ok, after := allow(t, w, k, 4, time.Hour); !ok || after != 0 {
				t.Errorf("try %d: got %t, %v, want allowed", i+1, ok, after)
			}
		}
		for range 3 {
			ok, after := allow(t, other, k, 4, time.Hour)
			if ok || after <= 59*time.Minute || after > time.Hour {
				t.Errorf("got %t, %v, want refused for most of an hour", ok, after)
			}
		}
		if ok, _ := allow(t, one, k+"'", 4, time.Hour); !ok {
			t.Error("another key is refused too")
		}
	})
}

func TestRefusedTriesDoNotMakeTheWindowLonger(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, start replicas) {
		one, _ := start(t)
		k := key(t)
		const window = 300 * time.Millisecond
		allow(t, one, k, 1, window)
		eventually(t, "allowed again, though it was tried all the time", func() bool {
			ok, after := allow(t, one, k, 1, window)
			if !ok && (after <= 0 || after > window) {
				t.Errorf("got %v left of a window of %v", after, window)
			}
			return ok
		})
	})
}

func TestManyAtOnceAreCountedOneByOne(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, start replicas) {
		one, other := start(t)
		k := key(t)
		var allowed atomic.Int64
		var all sync.WaitGroup
		for i := range 60 {
			all.Go(func() {
				ok, _, err := []*Wire{one, other}[i%2].Allow(t.Context(), k, 25, time.Hour)
				if err != nil {
					t.Error(err)
				}
				if ok {
					allowed.Add(1)
				}
			})
		}
		all.Wait()
		if got := allowed.Load(); got != 25 {
			t.Errorf("got %d allowed, want 25", got)
		}
	})
}

// listening returns when other hears what one says.
func listening(t *testing.T, one, other *Wire) {
	t.Helper()
	topic := key(t)
	c := other.Watch(t.Context(), topic)
	eventually(t, "a replica listens", func() bool {
		if err := one.Notify(t.Context(), topic); err != nil {
			t.Fatal(err)
		}
		select {
		case <-c:
			return true
		default:
			return false
		}
	})
}

func mustReceive(t *testing.T, c <-chan struct{}) {
	t.Helper()
	select {
	case _, open := <-c:
		if !open {
			t.Error("the channel is closed, want a notice")
		}
	case <-time.After(patience):
		t.Error("no notice came")
	}
}

func mustBeClosed(t *testing.T, c <-chan struct{}) {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case _, open := <-c:
			if !open {
				return
			}
		case <-deadline:
			t.Error("the channel was not closed")
			return
		}
	}
}

func TestANoticeReachesThoseWhoWatchItsTopic(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, start replicas) {
		one, other := start(t)
		listening(t, one, other)
		a, b := key(t)+"a", key(t)+"b"
		first, second := other.Watch(t.Context(), a), other.Watch(t.Context(), a)
		elsewhere := other.Watch(t.Context(), b)
		for range 3 {
			if err := one.Notify(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			mustReceive(t, first)
			mustReceive(t, second)
		}
		select {
		case <-elsewhere:
			t.Error("a notice reached who watches another topic")
		default:
		}
	})
}

func TestASlowWatcherKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, start replicas) {
		one, other := start(t)
		listening(t, one, other)
		topic, last := key(t), key(t)
		slow, quick := other.Watch(t.Context(), topic), other.Watch(t.Context(), last)
		for range 1000 {
			if err := one.Notify(t.Context(), topic); err != nil {
				t.Fatal(err)
			}
		}
		if err := one.Notify(t.Context(), last); err != nil {
			t.Fatal(err)
		}
		mustReceive(t, quick)
		mustReceive(t, slow)
		select {
		case <-slow:
			t.Error("notices that nobody received are more than one")
		default:
		}
	})
}

func TestAWatchEndsWithItsContext(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, start replicas) {
		one, other := start(t)
		ctx, cancel := context.WithCancel(t.Context())
		topic := key(t)
		c := other.Watch(ctx, topic)
		cancel()
		mustBeClosed(t, c)
		if got := len(other.watchers.byTopicNow()); got != 0 {
			t.Errorf("got %d topics still remembered, want none", got)
		}
		if err := one.Notify(t.Context(), topic); err != nil {
			t.Error(err)
		}
	})
}

func TestAClosedWireEndsEveryWatch(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, start replicas) {
		_, other := start(t)
		before := other.Watch(t.Context(), key(t))
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
		mustBeClosed(t, before)
		mustBeClosed(t, other.Watch(t.Context(), key(t)))
	})
}

func (w *watchers) byTopicNow() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var topics []string
	for t := range w.byTopic {
		topics = append(topics, t)
	}
	return topics
}

func TestAnAddressThatIsNoneIsNotQuoted(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"http://host", "redis://user:swordfish@host:port/0", "swordfish"} {
		_, err := Open(url)
		if err == nil {
			t.Errorf("%s was taken", url)
		} else if strings.Contains(err.Error(), "swordfish") {
			t.Errorf("the error shows a password: %v", err)
		}
	}
}

func TestTheOldestWindowsAreForgottenFirst(t *testing.T) {
	t.Parallel()
	w := open(t, "")
	allow(t, w, "first", 1, time.Hour)
	for i := range maxWindows {
		allow(t, w, strconv.Itoa(i), 1, time.Hour)
	}
	if ok, _ := allow(t, w, strconv.Itoa(maxWindows-1), 1, time.Hour); ok {
		t.Error("a fresh window is forgotten")
	}
	if ok, _ := allow(t, w, "first", 1, time.Hour); !ok {
		t.Error("more windows are remembered than there is room for")
	}
}

func TestACounterThatLostItsEndGetsOne(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		return
	}
	w := open(t, redisURL(t))
	k := key(t)
	if err := w.redis.Set(t.Context(), "laurel:count:"+k, 10, redis.KeepTTL).Err(); err != nil {
		t.Fatal(err)
	}
	if ok, after := allow(t, w, k, 5, time.Minute); ok || after != time.Minute {
		t.Errorf("got %t, %v, want refused for a minute", ok, after)
	}
}
