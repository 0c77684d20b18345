local b = require "basexx"
for _, s in ipairs{"", "f", "foobar", "\0\255\128", ("x"):rep(50)} do
  print(b.to_hex(s), b.to_bit(s), b.to_base32(s), b.to_crockford(s), b.to_base64(s), b.to_url64(s))
  print(b.from_hex(b.to_hex(s)) == s, b.from_base32(b.to_base32(s)) == s, b.from_base64(b.to_base64(s)) == s)
end
print(b.to_z85("\134\79\210\111\181\89\247\91"), b.from_z85("HelloWorld") == "\134\79\210\111\181\89\247\91", b.from_base64("not base64!"))
