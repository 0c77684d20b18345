local cli = require "cliargs"
cli:set_name("prog") cli:set_description("Does things.")
cli:argument("INPUT", "the input") cli:splat("REST", "more", "", 3) cli:option("-o, --output=FILE", "the output", "out.txt") cli:flag("-v, --verbose", "talk") cli:option("-I, --include=DIR", "folders", {})
for _, args in ipairs{{"in", "-o", "x", "--verbose", "-I", "p", "-I", "q", "r1", "r2"}, {}, {"in", "--nope"}, {"in"}} do
  local a, e = cli:parse(args, true)
  print(e, a and a.INPUT, a and a.o, a and a.output, a and a.v, a and table.concat(a.include, "+"), a and type(a.REST) == "table" and table.concat(a.REST, "+"))
end
