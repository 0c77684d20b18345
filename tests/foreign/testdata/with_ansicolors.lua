local c = require "ansicolors"
print((c("%{red}red%{reset} %{bright underline greenbg}mixed"):gsub("\27", "ESC")), (c.noReset("%{blue}x"):gsub("\27", "ESC")), pcall(c, "%{nocolour}x"))
