local mp = require "MessagePack"
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
for _, v in ipairs{0, 127, 128, -1, -33, 65536, 2 ^ 40, 1.5, -2.25, true, false, "", "hello", ("x"):rep(300)} do
  local p = mp.pack(v) print(#p > 40 and #p or hex(p), mp.unpack(p) == v)
end
print(hex(mp.pack{1, 2, {3}}), mp.unpack(mp.pack{1, 2, {3}})[3][1], mp.unpack(mp.pack{a = {b = "c"}}).a.b, hex(mp.pack(nil)), hex(mp.pack{}))
print(pcall(mp.unpack, "\193")) print(pcall(mp.pack, print)) for _, v in mp.unpacker(mp.pack(1) .. mp.pack("two")) do print(v) end
