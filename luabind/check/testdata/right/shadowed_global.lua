DO = {launch = print}
do.launch()
DO.launch(DO)
