package corrections

var security = Area{
	Name: "security",
}
