print(pcall(next, {}, "no such key")) print(pcall(next, {1, 2}, 7.5)) print(pcall(next, {1, 2}, -1)) while true do end
