local test = require "test"
local kube, yaml, fs = require "kube", require "yaml", require "fs"
local describe, it, expect = test.describe, test.it, test.expect

local function config(name, server, ca, token)
  return yaml.encode{
    apiVersion = "v1", kind = "Config", ["current-context"] = name,
    clusters = {{name = name, cluster = {server = server or "https://" .. name .. ".example.com", ["certificate-authority-data"] = ca}}},
    contexts = {{name = name, context = {cluster = name, user = name .. "-admin"}}},
    users = {{name = name .. "-admin", user = {token = token or "secret"}}},
  }
end

describe("kube.merge", function()
  local path = dir .. "/kube/config"

  it("makes the file, for this user alone", function()
    expect(kube.merge(config("one"), {path = path})):to_equal(path)
    expect(fs.stat(path).mode):to_equal("0600")
    expect(kube.context(fs.read(path))):to_equal{name = "one", cluster = "one", user = "one-admin", server = "https://one.example.com"}
  end)

  it("adds to it and replaces what has the same name", function()
    kube.merge(config("two"), {path = path, switch = false})
    kube.merge(config("one", "https://other.example.com"), {path = path, switch = false})
    local merged = yaml.decode(fs.read(path))
    expect(#merged.clusters):to_equal(2) expect(#merged.users):to_equal(2) expect(#merged.contexts):to_equal(2)
    expect(kube.context(fs.read(path)).server):to_equal("https://other.example.com")
    kube.merge(config("two"), {path = path})
    expect(kube.context(fs.read(path)).name):to_equal("two")
  end)

  it("leaves alone what is no kubeconfig", function()
    expect(function() kube.merge("a: 1", {path = path}) end):to_raise("ValueError", "no kubeconfig")
    fs.write(dir .. "/text", "just a text")
    expect(function() kube.merge(config("one"), {path = dir .. "/text"}) end):to_raise("ValueError", "left alone")
    expect(fs.read(dir .. "/text")):to_equal("just a text")
    expect(function() kube.context("clusters: []\ncurrent-context: x\n") end):to_raise("ValueError", "no context of the name")
  end)
end)

describe("kube.wait_ready", function()
  local ca = require "base64".encode(fs.read(ca_file))

  it("waits until the nodes are ready", function()
    expect(kube.wait_ready(config("k", secure_url .. "/kube", ca), {nodes = 2})):to_equal{"node-1", "node-2"}
  end)

  it("says what is not ready", function()
    local e = expect(function() kube.wait_ready(config("k", secure_url .. "/kube", ca), {nodes = 3, timeout = 20}) end):to_raise("ConnectionError", "2 of 2 nodes are ready, 3 wanted")
    expect(e.timeout):to_be_true()
    expect(function() kube.wait_ready(config("k", secure_url .. "/kube", ca, "wrong"), {timeout = 1}) end):to_raise("ConnectionError", "401")
    expect(function() kube.wait_ready(config("k", secure_url .. "/kube"), {timeout = 1}) end):to_raise("ConnectionError", "certificate")
    expect(function() kube.wait_ready(config("k", "http://plain"), {timeout = 1}) end):to_raise("ValueError", "https")
  end)
end)
