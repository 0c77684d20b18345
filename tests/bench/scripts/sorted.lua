local all = do.fetch_all_droplets():list()
table.sort(all, function(a, b) return a.name < b.name end)
print(#all)
