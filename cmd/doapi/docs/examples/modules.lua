--- re.test
print(re.test("^web", "web-1"))
--> true
