--- SSHConnection:run
local c = ssh.connect(machine)
local result = c:run({"echo", "it's up"})
print(result.code)
io.write(result.stdout)
--> 0
--> it's up
--- SSHConnection:script
local c = ssh.connect(machine)
io.write(c:script("echo $1, then $2", {args = {"one", "two"}}).stdout)
--> one, then two
--- SSHConnection:upload
fs.write("site.conf", "listen 80\n")
local c = ssh.connect(machine)
c:upload("site.conf", folder .. "/site.conf", {mode = "0600"})
io.write(c:run({"cat", folder .. "/site.conf"}).stdout)
--> listen 80
--- SSHConnection:download
local c = ssh.connect(machine)
c:run("echo ready > " .. folder .. "/state")
c:download(folder .. "/state", "state")
io.write(fs.read("state"))
--> ready
--- SSHConnection:sync
fs.mkdir("site")
fs.write("site/index.html", "hello\n")
local c = ssh.connect(machine)
local first = c:sync("site", folder .. "/site", {delete = true})
local second = c:sync("site", folder .. "/site", {delete = true})
print(first.uploaded, second.uploaded, second.unchanged)
--> 1	0	1
--- SSHConnection:tunnel
local c = ssh.connect(machine)
local tunnel = c:tunnel(machine.port)
local through = ssh.connect{host = "127.0.0.1", port = tunnel.port, user = machine.user, key = machine.key}
io.write(through:run("echo through the tunnel").stdout)
--> through the tunnel
--- SSHConnection:close
local c = ssh.connect(machine)
c:close()
local ok, e = pcall(c.run, c, "uptime")
print(ok, e.kind)
--> false	SSHError
--- SSHTunnel:close
local tunnel = ssh.connect(machine):tunnel(machine.port)
tunnel:close()
local ok, e = pcall(net.wait_port, "127.0.0.1", tunnel.port, {timeout = 1})
print(ok, e.kind)
--> false	ConnectionError
