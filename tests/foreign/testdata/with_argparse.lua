local argparse = require "argparse"
local p = argparse("prog", "A program."):epilog("The end.")
p:argument("input", "Input file.")
p:option("-o --output", "Output file.", "a.out")
p:option("-I --include", "Folders."):count("*")
p:flag("-v --verbose", "Talk."):count("0-2"):target("level")
local cmd = p:command("add", "Adds.") cmd:argument("numbers"):args("+"):convert(tonumber)
print(p:get_help()) print(p:get_usage())
local args = p:parse{"in.lua", "-o", "x", "-Isrc", "-I", "lib", "-vv", "add", "1", "2"}
print(args.input, args.output, table.concat(args.include, "+"), args.level, args.add, args.numbers[1] + args.numbers[2])
for _, bad in ipairs{{}, {"f", "--nope"}, {"f", "-vvv", "add", "1"}, {"f", "ad", "1"}, {"f", "add", "x"}} do local ok, e = p:pparse(bad) print(ok, ok or e) end
