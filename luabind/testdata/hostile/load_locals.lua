local b = {} for i = 1, 300 do b[i] = "local a" .. i .. " = 1" end print(load(table.concat(b, "\n"))) while true do end
