package syntax

// HostileSources are those of TestHostileSources.
var HostileSources = hostile
