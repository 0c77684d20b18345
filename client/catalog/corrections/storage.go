package corrections

var storage = Area{
	Name: "storage",
}
