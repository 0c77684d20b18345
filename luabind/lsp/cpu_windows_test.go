package lsp_test

import (
	"testing"
	"time"
)

func cpu(*testing.B) time.Duration { return 0 }
