require "nobody_knows"
print(anything)
