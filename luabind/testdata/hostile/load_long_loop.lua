local b = {} for i = 1, 60000 do b[i] = "x = y" end print(load("while true do " .. table.concat(b, "\n") .. " end")) while true do end
