pcall(setfenv, 0, {}) print(pcall(getfenv, -1)) print(pcall(getfenv, 1e9)) print(pcall(setfenv, print, {})) while true do end
