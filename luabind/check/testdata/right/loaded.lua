assert(loadstring("x = 1"))()
print(x)
