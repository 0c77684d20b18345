local fifo = require "fifo" local q = fifo("a", "b") q:push("c") print(q:length(), q:peek(), q:peek(3), q:pop(), q:pop(), q:length())
q:insert(1, "front") q:push("end") print(q:remove(2), q:peek(1), q:peek(2), pcall(function() fifo():pop() end)) q:setempty(function() return "empty" end) q:pop() q:pop() print(q:pop())
