-- Runs the programs of a file with the reference implementation, each in an
-- environment of its own. The file: the prelude and the programs, each behind
-- its length on a line of its own.
local f = assert(io.open((...), "rb"))
local function part()
	local n = f:read("*n", 1)
	if not n then return nil end
	return n == 0 and "" or f:read(n)
end

local prelude = part()
while true do
	local source = part()
	if not source then break end
	local env = {}
	for k, v in pairs(_G) do env[k] = v end
	env._G = env
	function env.print(...) io.write(table.concat({...}, "\t"), "\n") end
	setfenv(assert(loadstring(prelude, "=prelude")), env)()
	local program, message = loadstring(source, "=p")
	if not program then
		io.write("does not compile: ", message, "\n")
	else
		setfenv(program, env)
		debug.sethook(function() error("too long", 0) end, "", 5000000)
		env.RUN(program)
		debug.sethook()
	end
	io.write("\0")
end
