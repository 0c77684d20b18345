package luabind

type callText struct{ Text string }

func caret(src []byte, line, column, width int) string { return "" }
func callsOn(src []byte, line int) []callText          { return nil }
