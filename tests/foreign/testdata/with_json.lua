local ok, json = pcall(require, "json") if not ok then print("json needs a module in C") return end
print(json.encode({1, 2, {a = "x"}}), json.decode('{"a":[1,2,null]}').a[2])
