// Package format lays out Lua source text in one style:
//
//	out, err := format.Source("deploy.lua", src, format.DefaultWidth)
//
// The style has no options but the width of lines. Statements stand on lines of
// their own, indented by two spaces; operators and commas are followed by one
// space; quotes are double where nothing is gained by single ones; at most one
// blank line parts statements. What is too wide is broken at the arguments,
// fields or operators that are outermost.
//
// Three choices of the author are kept, as they carry meaning for readers: a
// block of one statement that stands on one line, a table that is broken after
// its brace or between its fields, and comments that stand under each other.
//
// Comments and the meaning of the program are never changed: the tokens of the
// result are those of the source but for semicolons, separators of fields and
// the kind of quotes, and Source holds its own result against that. Formatting
// twice gives the same text as formatting once.
package format
