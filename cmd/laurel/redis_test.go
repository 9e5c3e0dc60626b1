package main

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
)

var databases atomic.Int64

// freshRedis is an empty database of its own on the server of the tests.
func freshRedis(t testing.TB) string {
	t.Helper()
	server := os.Getenv("LAUREL_TEST_REDIS")
	if server == "" {
		t.Fatal(`LAUREL_TEST_REDIS names no server: run "make test", or eval "$(.ci/servers start)" first`)
	}
	address := fmt.Sprintf("%s/%d", strings.TrimSuffix(server, "/"), databases.Add(1))
	opt, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(opt)
	defer c.Close()
	if err := c.FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	return address
}
