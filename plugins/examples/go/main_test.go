package main

import (
	"testing"

	"example.org/laurel/plugins/approval/approvaltest"
)

func TestCases(t *testing.T) {
	t.Parallel()
	approvaltest.Run(t, keywords{})
}
