package cli

// unknownMemory is what a machine is taken to have that does not say.
const unknownMemory = 4 << 30
