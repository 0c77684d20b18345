local ok, cosmo = pcall(require, "cosmo") if not ok then print("cosmo needs a module in C") return end
print(cosmo.fill("Hello $name! $list[[<$it>]]", {name = "web", list = {1, 2, 3}}))
