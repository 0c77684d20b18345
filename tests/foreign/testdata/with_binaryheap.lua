local heap = require "binaryheap"
local h = heap.minUnique() for i, v in ipairs{5, 3, 8, 1, 9, 2} do h:insert(v, "p" .. i) end
h:update("p1", 0) print(h:remove("p3")) print(h:size(), h:peek(), h:peekValue())
while h:size() > 0 do io.write(tostring((h:pop())), " ") end print()
local m = heap.maxHeap(function(a, b) return a > b end) for i = 1, 10 do m:insert(i * 7 % 11) end while m:peek() do io.write(m:pop(), " ") end print()
print(pcall(h.insert, h, nil))
