package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
)

// Queue is asynq on a Redis server, or on a small Redis within this process
// that forgets everything with it. Losing the queue loses nothing: the truth is
// in the outbox.
type Queue struct {
	redis  redis.UniversalClient
	small  *miniredis.Miniredis // nil: a server
	client *asynq.Client
	look   *asynq.Inspector
	log    *slog.Logger
}

const (
	queueName   = "default"
	taskKind    = "delivery"
	loneQueue   = "pictures" // what takes so much memory that a process does one at a time
	loneKind    = "picture"
	checkEvery  = 10 * time.Millisecond
	taskTimeout = 2 * time.Minute
	concurrency = 8
)

// OpenQueue connects to "redis://…"; an empty address opens the small one.
func OpenQueue(address string, log *slog.Logger) (*Queue, error) {
	q := &Queue{log: log}
	if address == "" {
		q.small = miniredis.NewMiniRedis()
		q.redis = redis.NewClient(&redis.Options{Addr: "embedded",
			Dialer: func(context.Context, string, string) (net.Conn, error) { return q.small.Dial() }})
	} else {
		opt, err := redis.ParseURL(address)
		if err != nil {
			return nil, errors.New("jobs: the address of the queue is not redis://HOST:PORT/NUMBER")
		}
		q.redis = redis.NewClient(opt)
	}
	q.client, q.look = asynq.NewClientFromRedisClient(q.redis), asynq.NewInspectorFromRedisClient(q.redis)
	return q, nil
}

// Close gives the connections back.
func (q *Queue) Close() error { return q.redis.Close() }

// Ping reports whether the queue answers.
func (q *Queue) Ping(ctx context.Context) error { return q.redis.Ping(ctx).Err() }

func (q *Queue) embedded() bool { return q.small != nil }

// task is what stands in the queue: which delivery, and at which attempt.
type task struct {
	Event   laurel.EventID
	Route   string
	Attempt int
}

// push queues a delivery. One that is queued already is no error.
func (q *Queue) push(ctx context.Context, d db.Delivery) error {
	body, err := json.Marshal(task{Event: d.EventID, Route: d.Route, Attempt: d.Attempts})
	if err != nil {
		return err
	}
	_, err = q.client.EnqueueContext(ctx, asynq.NewTask(kindOf(d.Route), body), asynq.TaskID(d.Key()), asynq.Queue(queueOf(d.Route)),
		asynq.Timeout(taskTimeout), asynq.MaxRetry(maxAttempts))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil
	}
	return err
}

// lost returns those of the deliveries that nobody will carry out: the queue has
// never heard of them or has given them up, or the process that had them is
// gone. An error means that it cannot be said.
func (q *Queue) lost(list []db.Delivery) ([]db.Delivery, error) {
	servers, err := q.look.Servers()
	if err != nil {
		return nil, err
	}
	held := map[string]bool{}
	for _, s := range servers {
		for _, w := range s.ActiveWorkers {
			held[w.TaskID] = true
		}
	}
	var gone []db.Delivery
	for _, d := range list {
		info, err := q.look.GetTaskInfo(queueOf(d.Route), d.Key())
		switch {
		case errors.Is(err, asynq.ErrTaskNotFound), errors.Is(err, asynq.ErrQueueNotFound):
			gone = append(gone, d)
		case err != nil:
			return nil, err
		case info.State == asynq.TaskStateArchived, info.State == asynq.TaskStateCompleted,
			info.State == asynq.TaskStateActive && !held[d.Key()]:
			gone = append(gone, d)
		}
	}
	return gone, nil
}

// queueOf is where the tasks of a route wait, and kindOf what they are called there.
func queueOf(route string) string {
	if route == convertHEIC {
		return loneQueue
	}
	return queueName
}

func kindOf(route string) string {
	if route == convertHEIC {
		return loneKind
	}
	return taskKind
}

// server carries out what waits in a queue, so many at a time.
func (q *Queue) server(ctx context.Context, queue string, atOnce int) *asynq.Server {
	return asynq.NewServerFromRedisClient(q.redis, asynq.Config{
		Concurrency: atOnce, Queues: map[string]int{queue: 1}, Logger: quiet{q.log},
		TaskCheckInterval: checkEvery, DelayedTaskCheckInterval: time.Second, ShutdownTimeout: 5 * time.Second,
		RetryDelayFunc: func(n int, _ error, _ *asynq.Task) time.Duration { return pause(n) },
		BaseContext:    func() context.Context { return context.WithoutCancel(ctx) },
	})
}

// serve carries out what is queued until ctx ends.
func (q *Queue) serve(ctx context.Context, run func(context.Context, task) error) error {
	carryOut := func(ctx context.Context, t *asynq.Task) error {
		var body task
		if err := json.Unmarshal(t.Payload(), &body); err != nil {
			return fmt.Errorf("%w: %w", err, asynq.SkipRetry)
		}
		return run(ctx, body)
	}
	mux := asynq.NewServeMux()
	mux.HandleFunc(taskKind, carryOut)
	mux.HandleFunc(loneKind, carryOut)
	common, lone := q.server(ctx, queueName, concurrency), q.server(ctx, loneQueue, 1)
	if err := common.Start(mux); err != nil {
		return err
	}
	if err := lone.Start(mux); err != nil {
		common.Shutdown()
		return err
	}
	if q.small != nil {
		go q.age(ctx)
	}
	<-ctx.Done()
	var ended sync.WaitGroup
	ended.Go(common.Shutdown)
	ended.Go(lone.Shutdown)
	ended.Wait()
	return nil
}

// age lets time pass in the small Redis, which keeps none of its own.
func (q *Queue) age(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			q.small.FastForward(time.Second)
		}
	}
}

// quiet keeps asynq's own talk at the level where it belongs.
type quiet struct{ log *slog.Logger }

func (l quiet) Debug(...any)      {}
func (l quiet) Info(args ...any)  { l.log.Debug("queue", "said", fmt.Sprint(args...)) }
func (l quiet) Warn(args ...any)  { l.log.Warn("queue", "said", fmt.Sprint(args...)) }
func (l quiet) Error(args ...any) { l.log.Error("queue", "said", fmt.Sprint(args...)) }
func (l quiet) Fatal(args ...any) { l.log.Error("queue", "said", fmt.Sprint(args...)) }
