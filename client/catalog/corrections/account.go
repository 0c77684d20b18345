package corrections

var account = Area{
	Name: "account",
}
