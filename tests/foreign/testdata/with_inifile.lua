local ini = require "inifile" local name = os.tmpname()
local f = io.open(name, "w") f:write("; a comment\n[server]\nname = web\nport=80\non = true\n\n[other]\nx = 1.5\n") f:close()
local t = ini.parse(name) print(t.server.name, t.server.port + 1, t.server.on, t.other.x)
t.server.port = 8080 ini.save(name, t) collectgarbage() local again = ini.parse(name) print(again.server.port, again.other.x) os.remove(name)
