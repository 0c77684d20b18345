--! 2:38: field name expected near 'end' (a reserved word; as a field write ["end"])
do.request("/v2/account", {params = {end = 5}})
