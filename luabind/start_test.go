package luabind_test

import "time"

// testStart is when virtual clocks of the tests begin.
var testStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
