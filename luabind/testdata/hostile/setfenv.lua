setfenv(1, {}) local s = "a" .. "b" while true do s = s .. s end
