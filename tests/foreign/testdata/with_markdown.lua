require "markdown" local markdown = markdown
io.write(markdown("# Title\n\nA *word* and **another**, `code` and [a link](http://x.y \"t\").\n\n* one\n* two\n    * inner\n\n1. first\n2. second\n\n> quoted\n> text\n\n    code block\n\n***\n\nLine  \nbreak & <b>html</b> &amp; 1 < 2\n\n![alt](img.png)\n\n[ref]: http://example.org\nSee [ref][].\n"))
