print(load("\27Lua")) print(load("\0\0\0")) print(load("\255\254")) print(load(("\n"):rep(1e6))) while true do end
