package corrections

var droplets = Area{
	Name: "droplets",
}
