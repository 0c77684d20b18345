package catalog

var (
	byID      = [...]*Operation{}
	byName    = [...]*Operation{}
	groups    = [...]string{}
	waiters   = [...]Waiter{}
	resources = [...]Resource{}
	routes    = route{}
)
