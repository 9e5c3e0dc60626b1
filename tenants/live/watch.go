package live

import (
	"context"
	"fmt"
	"sync"

	"github.com/redis/go-redis/v9"
)

// notices is the one Redis channel of all topics: a replica needs one connection,
// however many watch.
const notices = "laurel:notices"

// Notify tells everybody who watches the topic, on every replica, that what it
// stands for has changed. It is sent after the change is stored.
func (w *Wire) Notify(ctx context.Context, topic string) error {
	if w.redis == nil {
		w.watchers.wake(topic)
		return nil
	}
	if err := w.redis.Publish(ctx, notices, topic).Err(); err != nil {
		return fmt.Errorf("live: notice of %s: %w", topic, err)
	}
	return nil
}

// Watch returns a channel that receives whenever the topic may have changed,
// until ctx ends or the Wire is closed; then the channel is closed. Notices that
// come before the last was received are one. Whenever the connection to Redis
// has been made anew every watcher receives, since a notice may have been lost:
// so a watcher looks at what is stored, and takes no notice for the change itself.
func (w *Wire) Watch(ctx context.Context, topic string) <-chan struct{} {
	c := w.watchers.add(topic)
	stop := context.AfterFunc(ctx, func() { w.watchers.remove(topic, c) })
	if w.redis == nil {
		return c
	}
	select {
	case <-w.done:
		stop()
	default:
		w.listen.Do(func() { w.heard.Go(w.hear) })
	}
	return c
}

// hear hands on what comes from Redis until the Wire is closed. The library
// connects anew, and tests a silent connection, by itself.
func (w *Wire) hear() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	subscription := w.redis.Subscribe(ctx, notices)
	defer func() { _ = subscription.Close() }() // nothing is lost with it
	messages := subscription.ChannelWithSubscriptions()
	for {
		select {
		case <-w.done:
			return
		case m, ok := <-messages:
			if !ok {
				return
			}
			switch m := m.(type) {
			case *redis.Subscription:
				w.watchers.wakeAll()
			case *redis.Message:
				w.watchers.wake(m.Payload)
			}
		}
	}
}

// watchers are those of this process.
type watchers struct {
	mu      sync.Mutex
	byTopic map[string]map[chan struct{}]struct{}
	closed  bool
}

func newWatchers() *watchers {
	return &watchers{byTopic: map[string]map[chan struct{}]struct{}{}}
}

func (w *watchers) add(topic string) chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := make(chan struct{}, 1)
	if w.closed {
		close(c)
		return c
	}
	if w.byTopic[topic] == nil {
		w.byTopic[topic] = map[chan struct{}]struct{}{}
	}
	w.byTopic[topic][c] = struct{}{}
	return c
}

func (w *watchers) remove(topic string, c chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.byTopic[topic][c]; !ok {
		return
	}
	close(c)
	delete(w.byTopic[topic], c)
	if len(w.byTopic[topic]) == 0 {
		delete(w.byTopic, topic)
	}
}

func (w *watchers) wake(topic string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	wake(w.byTopic[topic])
}

func (w *watchers) wakeAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, of := range w.byTopic {
		wake(of)
	}
}

func wake(of map[chan struct{}]struct{}) {
	for c := range of {
		select {
		case c <- struct{}{}:
		default: // one waits already
		}
	}
}

func (w *watchers) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for topic, of := range w.byTopic {
		for c := range of {
			close(c)
		}
		delete(w.byTopic, topic)
	}
}
