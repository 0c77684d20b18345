// Package luassh is the module ssh of scripts: commands, scripts, files and
// tunnels on other machines.
package luassh

import (
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// KindSSH is the kind of the errors that connections and commands raise: with
// the fields host and, of a command, code, stdout and stderr.
const KindSSH = "SSHError"

// Module is `require "ssh"`: other machines, by SSH and SFTP. A connection is
// closed by close, or once nothing refers to it.
var Module = &luabind.Module{
	Name: "ssh",
	Doc: `Other machines: commands with their output and exit code, scripts, files, tunnels.

    local ssh = require "ssh"
    local c = ssh.wait_ready(droplet, {user = "root", key = "~/.ssh/id_ed25519"})
    c:sync("site", "/srv/site", {delete = true})
    print(c:run("systemctl is-active nginx").stdout)
    ssh.map(droplets, "apt-get update", {limit = 16})

Without key, password and agent, the agent of SSH_AUTH_SOCK is asked, then ~/.ssh/id_ed25519, id_ecdsa and id_rsa. Errors are SSHErrors with host and, of a command, code, stdout and stderr.`,
	Needs:   luabind.CapNet,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	describeClasses()
	m.Classes = []*luabind.Class{connectionClass, tunnelClass}
	m.Funcs = []luabind.Func{
		{Name: "connect", Effect: luabind.EffectSSH, Doc: "Connects and logs in.", Result: "SSHConnection", NamedArgs: true,
			Params: append([]luabind.Param{{Name: "host", Type: hostType, Doc: "a name, an address, or an object that has one, as a Droplet"}}, connectParams()...),
			Run: func(c *luabind.Call) error {
				t, err := readReal(c, c.Named("host"))
				if err != nil {
					return err
				}
				conn, err := connect(c, t)
				if err != nil {
					return err
				}
				return c.Return(c.Host().Object(connectionClass, conn))
			}},
		{Name: "wait_ready", Doc: "Waits until a machine takes connections, lets the user in and, where it has cloud-init, until that has finished; gives the connection. Raises an SSHError with timeout = true when it is not ready in time, one with code when cloud-init failed.", Result: "SSHConnection", NamedArgs: true,
			Params: append(append([]luabind.Param{{Name: "host", Type: hostType, Doc: "a name, an address, or an object that has one, as a Droplet"}}, connectParams()...),
				luabind.Param{Name: "wait_time", Type: luabind.SecondsType, Option: true, Default: "300", Doc: "seconds for all of it"},
				luabind.Param{Name: "cloud_init", Type: luabind.BooleanType, Option: true, Default: "true", Doc: "wait for cloud-init too"},
			),
			Run: runWaitReady},
		{Name: "map", Effect: luabind.EffectSSH, Doc: "Runs a command on many machines, several at a time, and gives the results in order: {host, name, code, stdout, stderr, error}. Output is written as it comes, each line behind the machine's name; what is kept of it is at most 4 MB of each and 64 MB of all, and truncated says that there was more. When some failed, an SSHError with all results in its field results is raised, unless check is false.", Result: "table[]", NamedArgs: true,
			Params: append(append([]luabind.Param{
				{Name: "hosts", Type: kit.ListOrIterator, Doc: "names, addresses or objects that have one"},
				{Name: "command", Type: commandType, Doc: "a line for the machine's shell, or a list of words"},
			}, connectParams()...),
				luabind.Param{Name: "limit", Type: luabind.IntegerType, Option: true, Default: "16", Doc: "how many at a time"},
				luabind.Param{Name: "check", Type: luabind.BooleanType, Option: true, Default: "true", Doc: "raise when some failed"},
				luabind.Param{Name: "quiet", Type: luabind.BooleanType, Option: true, Doc: "write no output"},
				luabind.Param{Name: "run_timeout", Type: luabind.SecondsType, Option: true, Doc: "seconds for the command on each machine"},
			),
			Run: runMap},
	}
}

// connectParams are the options of all that connects.
func connectParams() []luabind.Param {
	return []luabind.Param{
		{Name: "port", Type: luabind.IntegerType, Option: true, Default: "22"},
		{Name: "user", Type: luabind.StringType, Option: true, Default: "root"},
		{Name: "key", Type: luabind.StringType, Option: true, Doc: "a private key: its file's path, or its text"},
		{Name: "passphrase", Type: luabind.StringType, Option: true, Doc: "of the key"},
		{Name: "password", Type: luabind.StringType, Option: true},
		{Name: "agent", Type: luabind.AnyOf("a boolean or a socket's path", "boolean|string", luabind.BooleanType, luabind.StringType), Option: true, Doc: "ask the agent of SSH_AUTH_SOCK, or of another socket; false: never"},
		{Name: "known_hosts", Type: luabind.StringType, Option: true, Default: "first", Doc: `"first": the key that a host shows first is its key for this run; "strict": only keys of ~/.ssh/known_hosts; or the path of such a file, to which unknown hosts are added`},
		{Name: "jump", Type: jumpType, Option: true, Doc: "a machine to go through: a connection, or a host that the same options fit"},
		{Name: "timeout", Type: luabind.SecondsType, Option: true, Default: "30", Doc: "seconds for connecting and logging in"},
	}
}

// connectionClass is what connect gives.
var connectionClass = &luabind.Class{}

// tunnelClass is what tunnel gives.
var tunnelClass = &luabind.Class{}

func describeClasses() {
	runOptions := []luabind.Param{
		{Name: "check", Type: luabind.BooleanType, Option: true, Default: "true", Doc: "raise for a code other than 0"},
		{Name: "stdin", Type: luabind.StringType, Option: true, Doc: "what it reads"},
		{Name: "env", Type: kit.TextFields, Option: true, Doc: "variables to set"},
		{Name: "pty", Type: luabind.BooleanType, Option: true, Doc: "give it a terminal; standard error is part of the output then"},
		{Name: "timeout", Type: luabind.SecondsType, Option: true, Doc: "seconds until it is ended"},
		{Name: "stream", Type: kit.StreamType(), Option: true, Doc: kit.StreamDoc},
	}
	progress := luabind.Param{Name: "progress", Type: luabind.FuncType, Option: true, Doc: "called with a file's name, the bytes done and the bytes in all"}
	*connectionClass = luabind.Class{
		Name: "SSHConnection", Doc: "A connection to another machine.",
		NamedArgs: true,
		String:    func(self any) string { return self.(*connection).String() },
		Properties: []luabind.Property{
			{Name: "host", Type: "string", Doc: "The machine's address.", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
				return luabind.String(self.(*connection).target.host), nil
			}},
			{Name: "fingerprint", Type: "string", Doc: `The fingerprint of the key that it showed: "SHA256:...".`, Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
				return luabind.String(self.(*connection).fingerprint), nil
			}},
		},
		Methods: []luabind.Func{
			{Name: "run", Doc: "Runs a command and gives {code, stdout, stderr}. A code other than 0 raises an SSHError with the same fields unless check is false, a timeout one with timeout = true.", Result: "table",
				Params: append([]luabind.Param{{Name: "command", Type: commandType, Doc: "a line for the machine's shell, or a list of words"}}, runOptions...),
				Run: func(c *luabind.Call) error {
					return runCommand(c, commandLine(c.Named("command")), c.Named("stdin").Text())
				}},
			{Name: "script", Doc: "Runs the text of a shell script with arguments, as run does a command.", Result: "table",
				Params: append([]luabind.Param{
					{Name: "text", Type: luabind.StringType},
					{Name: "args", Type: luabind.ListType, Option: true, Doc: "$1, $2 ..."},
					{Name: "interpreter", Type: luabind.StringType, Option: true, Default: "sh"},
				}, withoutStdin(runOptions)...),
				Run: runScript},
			{Name: "upload", Doc: "Copies a file to the machine: all of it, under the new name once it is whole.", Params: []luabind.Param{
				{Name: "from", Type: luabind.StringType}, {Name: "to", Type: luabind.StringType},
				{Name: "mode", Type: luabind.StringType, Option: true, Doc: `permissions as octal digits: "0600"; those of the file if left out`}, progress,
			}, Run: runUpload},
			{Name: "download", Doc: "Copies a file from the machine: all of it, under the new name once it is whole.", Params: []luabind.Param{
				{Name: "from", Type: luabind.StringType}, {Name: "to", Type: luabind.StringType}, progress,
			}, Run: runDownload},
			{Name: "sync", Doc: "Makes a folder on the machine hold what a local one does: files whose size or time differ are copied, each whole or not at all. Gives {uploaded, unchanged, deleted, bytes}. Links are left out.", Result: "table", Params: []luabind.Param{
				{Name: "from", Type: luabind.StringType}, {Name: "to", Type: luabind.StringType},
				{Name: "delete", Type: luabind.BooleanType, Option: true, Doc: "remove what the local folder lacks"}, progress,
			}, Run: runSync},
			{Name: "tunnel", Doc: "Opens a local port that leads to a port of the machine, or of one that it reaches.", Result: "SSHTunnel", Params: []luabind.Param{
				{Name: "port", Type: luabind.IntegerType, Doc: "where it leads"},
				{Name: "host", Type: luabind.StringType, Option: true, Default: "localhost", Doc: "as the machine names it"},
				{Name: "local_port", Type: luabind.IntegerType, Option: true, Default: "0", Doc: "0: any that is free"},
			}, Run: runTunnel},
			{Name: "close", Doc: "Ends the connection.", Run: func(c *luabind.Call) error {
				return kit.Block(c, func() error { c.Self().(*connection).close(); return nil })
			}},
		},
	}
	*tunnelClass = luabind.Class{
		Name: "SSHTunnel", Doc: "A local port that leads through a connection.",
		String: func(self any) string { return "tunnel " + self.(*tunnel).address() },
		Properties: []luabind.Property{
			{Name: "port", Type: "integer", Doc: "The local port.", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
				return kit.Integer(self.(*tunnel).port()), nil
			}},
			{Name: "address", Type: "string", Doc: `Where to connect: "127.0.0.1:40123".`, Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
				return luabind.String(self.(*tunnel).address()), nil
			}},
		},
		Methods: []luabind.Func{{Name: "close", Doc: "Closes the port.", Run: func(c *luabind.Call) error { return c.Self().(*tunnel).close() }}},
	}
}

func withoutStdin(params []luabind.Param) []luabind.Param {
	var out []luabind.Param
	for _, p := range params {
		if p.Name != "stdin" {
			out = append(out, p)
		}
	}
	return out
}
