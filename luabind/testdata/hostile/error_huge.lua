local s = ("e"):rep(1e7) while true do pcall(error, s) pcall(error, s .. s) end
