local s = "return 1" for i = 1, 100 do s = "return load([==[" .. s .. "]==])()" end while true do pcall(load, s) end
