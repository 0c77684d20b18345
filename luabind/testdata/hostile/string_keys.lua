local k, t = ("k"):rep(1e7), {} while true do t[k .. #t] = 1 end
