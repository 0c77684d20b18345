// Package syntax reads Lua source text: one lexer and one parser, shared by
// everything in doapi that has to understand a script without running it.
//
// The language is Lua 5.1 with goto and labels, plus one addition: the client
// may be written do.x, do:x and do[x], though do is a keyword. After the keyword
// the grammar never allows a dot, a single colon or a bracket, so the spelling
// cannot be mistaken for a block.
//
// [Check] says whether a source may be compiled: it refuses what is no program
// and what exceeds the limits of size and nesting. [Rewrite] spells the client
// DO, byte for byte in place, so that lines and columns stay right.
//
// [Parse] gives the tree with the position of every node, for the static
// checker and [Locate], which finds the expression that a run-time error on a line
// is about; [Caret] draws the place of an error. [Incomplete] and [IsExpression]
// answer what a REPL asks about the lines typed so far, [At] what its completion
// asks about the cursor.
//
// Lines and columns count from 1, columns in bytes. A byte order mark at the
// start of a source is not counted; a first line that starts with # (as in
// #!/usr/bin/env doapi) is skipped but counted.
package syntax
