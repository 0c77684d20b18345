local b = {} for i = 1, 60000 do b[i] = "x = " .. i .. ".5" end print(load(table.concat(b, "\n"))) while true do end
