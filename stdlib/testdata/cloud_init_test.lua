local test = require "test"
local cloud_init, yaml = require "cloud_init", require "yaml"
local describe, it, expect = test.describe, test.it, test.expect

describe("cloud_init.render", function()
  it("writes a cloud-config", function()
    local text = cloud_init.render{
      packages = {"nginx", "git"}, hostname = "web", ssh_keys = {"ssh-ed25519 AAAA"},
      users = {{name = "deploy", groups = {"sudo"}, sudo = "ALL=(ALL) NOPASSWD:ALL", ssh_keys = {"ssh-ed25519 BBBB"}}},
      files = {{path = "/etc/motd", content = "a: b\n# no comment\n", mode = "0644"}},
      commands = {"systemctl enable --now nginx", {"touch", "/root/it's done"}},
      mounts = {{device = "/dev/disk/by-id/x", path = "/data", type = "ext4"}},
      reboot = true, extra = {ntp = {enabled = true}},
    }
    expect(text):to_match("^#cloud%-config\n")
    expect(yaml.decode(text)):to_equal{
      hostname = "web", package_update = true, packages = {"nginx", "git"}, ssh_authorized_keys = {"ssh-ed25519 AAAA"},
      users = {"default", {name = "deploy", groups = {"sudo"}, sudo = "ALL=(ALL) NOPASSWD:ALL", ssh_authorized_keys = {"ssh-ed25519 BBBB"}}},
      write_files = {{path = "/etc/motd", content = "a: b\n# no comment\n", permissions = "0644"}},
      mounts = {{"/dev/disk/by-id/x", "/data", "ext4", "defaults,nofail", "0", "2"}},
      runcmd = {"systemctl enable --now nginx", {"touch", "/root/it's done"}},
      power_state = {mode = "reboot"}, ntp = {enabled = true},
    }
    expect(cloud_init.render{}):to_equal("#cloud-config\n{}\n")
  end)

  it("keeps permissions texts, whoever reads them", function()
    expect(cloud_init.render{files = {{path = "/x", mode = "0600"}}}):to_contain('permissions: "0600"')
  end)

  it("puts parts into an archive", function()
    local text = cloud_init.render{packages = {"git"}, parts = {"#!/bin/sh\necho hi\n", {content = "x", type = "text/x-other", name = "other"}}}
    expect(text):to_match("^Content%-Type: multipart/mixed; boundary=")
    expect(text):to_contain('text/cloud-config; charset="utf-8"')
    expect(text):to_contain("#!/bin/sh\necho hi\n")
    expect(text):to_contain('filename="other"')
    expect(function() cloud_init.render{parts = {"echo"}} end):to_raise("ValueError", "part 1 begins with nothing")
    expect(function() cloud_init.render{parts = {"#cloud-config\npackage: [x]\n"}} end):to_raise("ValueError", "did you mean 'packages'")
  end)

  it("refuses what cloud-init would not understand", function()
    expect(function() cloud_init.render{package = {"x"}} end):to_raise("TypeError", "did you mean 'packages'")
    expect(function() cloud_init.render{users = {{nme = "x"}}} end):to_raise("TypeError", "user 1: unknown option \"nme\" %(did you mean 'name'")
    expect(function() cloud_init.render{users = {{shell = "/bin/sh"}}} end):to_raise("TypeError", "user 1 lacks its name")
    expect(function() cloud_init.render{files = {{content = "x"}}} end):to_raise("TypeError", "file 1 lacks its path")
    expect(function() cloud_init.render{mounts = {{device = "/dev/sda"}}} end):to_raise("TypeError", "lacks its path")
    expect(function() cloud_init.render{commands = {{1, {}}}} end):to_raise("TypeError", "command 1")
    expect(function() cloud_init.render{extra = {writ_files = {}}} end):to_raise("TypeError", "did you mean 'write_files'")
    expect(function() cloud_init.render{hostname = "a", extra = {hostname = "b"}} end):to_raise("TypeError", "another argument")
    expect(function() cloud_init.render{files = {{path = "/x", content = ("x"):rep(70000)}}} end):to_raise("ValueError", "may have 65536")
  end)
end)

describe("cloud_init.check", function()
  it("takes what is right", function()
    for _, text in ipairs{"#cloud-config\npackages: [nginx]\n", "#cloud-config\n", "#!/bin/sh\n", ""} do
      expect(cloud_init.check(text)):to_equal(text)
    end
  end)

  it("names what is wrong", function()
    expect(function() cloud_init.check("#cloud-config\nruncmds: []\n") end):to_raise("ValueError", "did you mean 'runcmd'")
    expect(function() cloud_init.check("#cloud-config\na: [\n") end):to_raise("ParseError")
    expect(function() cloud_init.check("#cloud-config\n- a\n") end):to_raise("ValueError", "table of settings")
    expect(function() cloud_init.check(("x"):rep(70000)) end):to_raise("ValueError", "65536")
  end)
end)
