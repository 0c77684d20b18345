local s = ("xyz"):rep(2^62)
