local test = require "test"
local spaces, fs, http = require "spaces", require "fs", require "http"
local describe, it, expect = test.describe, test.it, test.expect

describe("spaces", function()
  local s = spaces.connect{region = "fra1", key = "id", secret = "secret", endpoint = spaces_url}

  it("puts and gets texts and files", function()
    expect(tostring(s)):to_match("^SpacesStorage%(127")
    local info = s:put("bucket", "a/one.txt", "hello", {content_type = "text/plain"})
    expect(info.key):to_equal("a/one.txt") expect(info.size):to_equal(5)
    expect(s:get("bucket", "a/one.txt")):to_equal("hello")
    fs.write(dir .. "/in", ("x"):rep(100000))
    s:put{bucket = "bucket", key = "file", file = dir .. "/in"}
    expect(s:get("bucket", "file", {to_file = dir .. "/out"})):to_be_nil()
    expect(fs.read(dir .. "/out")):to_equal(("x"):rep(100000))
  end)

  it("puts large ones in parts and tells how far it is", function()
    fs.write(dir .. "/large", ("0123456789"):rep(1200000))
    local last, all, calls = 0, 0, 0
    s:put("bucket", "large", {file = dir .. "/large", part_size = 5 * 1024 * 1024, progress = function(done, total) last, all, calls = done, total, calls + 1 end})
    expect(last):to_equal(12000000) expect(all):to_equal(12000000) expect(calls):to_be_above(2)
    expect(require "hash".md5(s:get("bucket", "large"))):to_equal(require "hash".md5(fs.read(dir .. "/large")))
  end)

  it("lists page by page", function()
    for i = 1, 7 do s:put("many", ("k%d"):format(i), "x") end
    s:put("many", "other", "x")
    local keys = {}
    for o in s:list("many", {prefix = "k"}) do keys[#keys + 1] = o.key end
    expect(keys):to_equal{"k1", "k2", "k3", "k4", "k5", "k6", "k7"}
    expect(s:list("many"):first().size):to_equal(1)
    expect(function() s:list("none"):list() end):to_raise{kind = "SpacesError", code = "NoSuchBucket", status = 404}
  end)

  it("deletes", function()
    s:put("bucket", "gone", "x")
    s:delete("bucket", "gone")
    s:delete("bucket", "gone")
    local e = expect(function() s:get("bucket", "gone", {to_file = dir .. "/gone"}) end):to_raise("SpacesError", "NoSuchKey")
    expect(e.bucket):to_equal("bucket") expect(e.key):to_equal("gone")
    expect(fs.exists(dir .. "/gone")):to_be_false()
  end)

  it("makes, lists and removes buckets", function()
    s:create_bucket("made")
    expect(function() s:create_bucket("made") end):to_raise{kind = "SpacesError", code = "BucketAlreadyExists", status = 409}
    local found
    for b in s:list_buckets() do if b.name == "made" then found = b end end
    expect(type(found.created_at.unix)):to_equal("number")
    s:put("made", "i.html", "<p>")
    expect(http.get(s:presign("made", "i.html")).headers["content-type"]):to_match("^text/html")
    expect(function() s:delete_bucket("made") end):to_raise("SpacesError", "BucketNotEmpty")
    s:delete("made", "i.html")
    s:delete_bucket("made")
    expect(function() s:delete_bucket("made") end):to_raise("SpacesError", "NoSuchBucket")
    expect(function() s:create_bucket("no/name") end):to_raise("SpacesError", "InvalidBucketName")
  end)

  it("signs URLs", function()
    s:put("bucket", "shared", "for all")
    expect(http.get(s:presign("bucket", "shared", {expires = 60})).body):to_equal("for all")
    expect(http.put(s:presign("bucket", "upload", {method = "PUT"}), {body = "sent"}).status):to_equal(200)
    expect(s:get("bucket", "upload")):to_equal("sent")
    expect(http.get(spaces_url .. "/bucket/shared").status):to_equal(403)
    expect(function() s:presign("bucket", "x", {expires = 1e9}) end):to_raise("ValueError", "7 days")
  end)

  it("refuses what cannot be before it asks", function()
    expect(function() s:put("", "k", "x") end):to_raise("ValueError", "must not be empty")
    expect(function() s:put("bucket", "k") end):to_raise("TypeError", "exactly one of data and file")
    expect(function() s:put("bucket", "k", {file = dir .. "/none"}) end):to_raise("IOError")
    expect(function() s:put("bucket", "k", "x", {part_size = 5}) end):to_raise("ValueError", "part_size")
    expect(function() spaces.connect{key = "k", secret = "s", endpoint = "ftp://x"} end):to_raise("ValueError", "endpoint")
    expect(function() spaces.connect{} end):to_raise("ValueError", "there is no key")
    local nobody = spaces.connect{key = "k", secret = "s", endpoint = "http://127.0.0.1:1"}
    expect(function() nobody:get("bucket", "k") end):to_raise("ConnectionError")
  end)
end)
