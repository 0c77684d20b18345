//go:build !linux && !darwin

package cli

func machineMemory() int64 { return unknownMemory }
