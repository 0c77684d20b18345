local M = require "moses"
print(table.concat(M.map({1, 2, 3}, function(v) return v * 2 end), ","), table.concat(M.select({1, 2, 3, 4}, function(v) return v % 2 == 0 end), ","), M.reduce({1, 2, 3}, function(a, b) return a + b end))
print(M.isEqual({1, {2}}, {1, {2}}), M.max{3, 9, 2}, M.min{3, 9, 2}, table.concat(M.unique{1, 1, 2}, ","), table.concat(M.flatten{1, {2, {3}}}, ","))
print(table.concat(M.range(1, 10, 3), ","), table.concat(M.sort({3, 1, 2}), ","), M.contains({1, 2}, 2), M.detect({6, 7}, 7), table.concat(M.zip({1, 2}, {3, 4})[1], "-"))
print(M.chain({1, 2, 3, 4}):filter(function(v) return v > 1 end):map(function(v) return v * v end):sum():value(), M.size{a = 1, b = 2}, M.compose(function(x) return x + 1 end, function(x) return x * 2 end)(5))
local memo, n = nil, 0 memo = M.memoize(function(x) n = n + 1 return x end) memo(1) memo(1) print(n)
