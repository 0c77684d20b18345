// Package machine tells what there is of the machine that the program runs on.
package machine

// unknownMemory is what a machine is taken to have that does not say.
const unknownMemory = 4 << 30
