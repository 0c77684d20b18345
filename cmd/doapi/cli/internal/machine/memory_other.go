//go:build !linux && !darwin

package machine

func Memory() int64 { return unknownMemory }
