local test = require "test"
local shell = require "shell"
local describe, it, expect = test.describe, test.it, test.expect

describe("shell.run", function()
  it("gives code and output", function()
    local r = shell.run({"sh", "-c", "echo out; echo err >&2"})
    expect(r):to_equal{code = 0, stdout = "out\n", stderr = "err\n"}
  end)

  it("needs no quoting", function()
    expect(shell.run({"printf", "%s|", "a b", "$HOME", "'", "*"}).stdout):to_equal("a b|$HOME|'|*|")
  end)

  it("raises for a code other than 0, unless told not to", function()
    local e = expect(function() shell.run({"sh", "-c", "echo bad >&2; exit 3"}) end):to_raise("ShellError", "sh ended with code 3: bad")
    expect(e.code):to_equal(3)
    expect(e.stderr):to_equal("bad\n")
    expect(shell.run({"sh", "-c", "exit 3"}, {check = false}).code):to_equal(3)
  end)

  it("takes a folder, variables and standard input", function()
    expect(shell.run({"pwd"}, {cwd = "/"}).stdout):to_equal("/\n")
    expect(shell.run({"sh", "-c", "echo $A$B"}, {env = {A = "x", B = "y"}}).stdout):to_equal("xy\n")
    expect(shell.run({"sh", "-c", "echo ${HOME-none}"}, {env = {HOME = false}}).stdout):to_equal("none\n")
    expect(shell.run({"cat"}, {stdin = "hello"}).stdout):to_equal("hello")
  end)

  it("passes lines on as they come", function()
    local lines = {}
    shell.run({"sh", "-c", "echo one; echo two; echo three >&2"}, {stream = function(line, name) lines[#lines + 1] = name .. ":" .. line end})
    table.sort(lines)
    expect(lines):to_equal{"stderr:three", "stdout:one", "stdout:two"}
    shell.run({"echo", "seen"}, {stream = true})
    expect(stdout()):to_contain("seen\n")
    expect(function() shell.run({"yes"}, {stream = function() error("enough", 0) end}) end):to_raise("enough")
  end)

  it("passes on a last line without an end, and takes what others leave behind", function()
    local lines = {}
    shell.run({"printf", "a\r\n\nb"}, {stream = function(line) lines[#lines + 1] = line end})
    expect(lines):to_equal{"a", "", "b"}
    expect(shell.run({"sh", "-c", "sleep 20 & echo started"}).stdout):to_equal("started\n")
  end)

  it("gives the code of a signal as shells do", function()
    expect(shell.run({"sh", "-c", "kill -9 $$"}, {check = false}).code):to_equal(137)
  end)

  it("passes on what the script has set", function()
    local env, fs = require "env", require "fs"
    env.set("STDLIB_SHELL", "seen")
    expect(shell.run({"sh", "-c", "echo $STDLIB_SHELL"}).stdout):to_equal("seen\n")
    -- Programs are looked for where the script's PATH says.
    local tool = dir .. "/stdlib-tool"
    fs.write(tool, "#!/bin/sh\necho $0 $1\n", {mode = "0755"})
    expect(function() shell.run({"stdlib-tool"}) end):to_raise("ShellError", "not found")
    local search = dir .. ":" .. env.get("PATH")
    expect(shell.run({"stdlib-tool", "x"}, {env = {PATH = search}}).stdout):to_equal(tool .. " x\n")
    env.set("PATH", search)
    expect(shell.run({"stdlib-tool", "y"}).stdout):to_equal(tool .. " y\n")
    expect(function() shell.run({"stdlib-tool"}, {env = {PATH = "/nowhere"}}) end):to_raise("ShellError", "not found")
  end)

  it("says why a program was not run, with the code of a shell", function()
    local e = expect(function() shell.run({"no-such-program"}, {check = false}) end):to_raise("ShellError", 'run: cannot run "no-such-program": ')
    expect{e.code, e.stdout, e.stderr}:to_equal{127, "", ""}
    local plain = dir .. "/plain"
    require("fs").write(plain, "no program")
    expect(function() shell.run({plain}) end):to_raise{kind = "ShellError", code = 126}
    e = expect(function() shell.run({"true"}, {cwd = "/no/such/folder"}) end):to_raise("IOError", "run: 'cwd': /no/such/folder: no such file or directory")
    expect(e.path):to_equal("/no/such/folder")
  end)

  it("ends the whole tree when the time is up", function()
    local e = expect(function()
      shell.run({"sh", "-c", "trap '' TERM; sh -c \"trap '' TERM; sleep 30; echo late\" & sleep 30"}, {timeout = 0.2})
    end):to_raise("ShellError", "took longer than 200ms")
    expect(e.stdout):to_equal("")
    expect(e.timeout):to_be_true()
  end)

  it("says what is wrong", function()
    expect(function() shell.run({"no-such-program-anywhere"}) end):to_raise("ShellError", "no%-such%-program%-anywhere")
    expect(function() shell.run("ls -l") end):to_raise("TypeError", "must be a list of arguments")
    expect(function() shell.run({}) end):to_raise("TypeError", "the list is empty")
    expect(function() shell.run({""}) end):to_raise("TypeError", "the first element is empty")
    expect(function() shell.run({"ls"}, {env = {["A=B"] = "x"}}) end):to_raise("TypeError", 'the name "A=B"')
    expect(function() shell.run({"ls"}, {env = {A = "x\0"}}) end):to_raise("TypeError", "'env' has a zero byte in A")
    expect(function() shell.run({"ls", true}) end):to_raise("TypeError", "element 2 is a boolean")
    expect(function() shell.run({"ls"}, {timout = 1}) end):to_raise("TypeError", "did you mean 'timeout'")
    expect(function() shell.run({"ls"}, {timeout = 0}) end):to_raise("ValueError", "positive")
    expect(function() shell.run({"ls"}, {env = {A = {}}}) end):to_raise("TypeError", "has a table")
    expect(function() shell.run() end):to_raise("TypeError", "missing argument 'argv'")
  end)
end)

describe("shell.quote", function()
  it("quotes what is not plain", function()
    expect(shell.quote("plain-1.txt")):to_equal("plain-1.txt")
    expect(shell.quote("it's")):to_equal("'it'\\''s'")
    expect(shell.quote("")):to_equal("''")
    expect(shell.quote("a b;$c")):to_equal("'a b;$c'")
    expect(shell.run({"sh", "-c", "printf %s " .. shell.quote("a'b \"$c\\d\n")}).stdout):to_equal("a'b \"$c\\d\n")
    expect(function() shell.quote("a\0b") end):to_raise("ValueError", "quote: no command line can hold a zero byte")
    expect(function() shell.quote({}) end):to_raise("TypeError", "'s' must be a string")
  end)
end)
