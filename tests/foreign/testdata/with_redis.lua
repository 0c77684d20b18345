package.preload.socket = package.preload.socket or function() return {tcp = function() return {} end, try = assert} end
local ok, redis = pcall(require, "redis") if not ok then print("redis needs a module in C") return end
local lines = {"+PONG\r\n", ":5\r\n", "$5\r\nhello\r\n", "-ERR wrong\r\n", "*2\r\n$1\r\na\r\n$-1\r\n"}
local buffer, sent = table.concat(lines), {}
local socket = {send = function(_, s) sent[#sent + 1] = s return #s end, close = function() end, shutdown = function() end, settimeout = function() end, setoption = function() end}
function socket:receive(n) if type(n) == "number" then local s = buffer:sub(1, n) buffer = buffer:sub(n + 1) return s end local line, rest = buffer:match("^(.-)\r\n(.*)$") buffer = rest return line end
local client = redis.connect{socket = socket}
print(client:ping(), client:incr("n"), client:get("k"), pcall(client.get, client, "k")) local l = client:mget("a", "b") print(l[1], l[2]) print((table.concat(sent):gsub("\r\n", "|")))
