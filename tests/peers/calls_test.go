package peers

import "strconv"

// last returns the error of a call, whatever else it returns.
func last(results ...any) error {
	err, _ := results[len(results)-1].(error)
	return err
}

func itoa(n int) string { return strconv.Itoa(n) }
