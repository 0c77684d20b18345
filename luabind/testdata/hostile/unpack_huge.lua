print(pcall(unpack, {}, 1, 1e8)) print(pcall(unpack, {}, -2^53, 2^53)) while true do pcall(unpack, {}, 1, 60000) end
