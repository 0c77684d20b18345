print(pcall(string.format, "%1000000000d", 1)) while true do string.format(("%99.99f"):rep(1000), unpack({})) end
