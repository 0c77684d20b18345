package table

import lua "github.com/yuin/gopher-lua"

type (
	number = lua.LNumber
	text   = lua.LString
)

// Integers are the numbers from 0 to 255 as values, without allocation. They are
// written out so that the linker lays them out: a loop that made them would cost
// every start of a program 256 allocations, as with Characters.
var Integers = [256]lua.LValue{
	number(0), number(1), number(2), number(3), number(4), number(5), number(6), number(7), number(8), number(9), number(10), number(11), number(12), number(13), number(14), number(15),
	number(16), number(17), number(18), number(19), number(20), number(21), number(22), number(23), number(24), number(25), number(26), number(27), number(28), number(29), number(30), number(31),
	number(32), number(33), number(34), number(35), number(36), number(37), number(38), number(39), number(40), number(41), number(42), number(43), number(44), number(45), number(46), number(47),
	number(48), number(49), number(50), number(51), number(52), number(53), number(54), number(55), number(56), number(57), number(58), number(59), number(60), number(61), number(62), number(63),
	number(64), number(65), number(66), number(67), number(68), number(69), number(70), number(71), number(72), number(73), number(74), number(75), number(76), number(77), number(78), number(79),
	number(80), number(81), number(82), number(83), number(84), number(85), number(86), number(87), number(88), number(89), number(90), number(91), number(92), number(93), number(94), number(95),
	number(96), number(97), number(98), number(99), number(100), number(101), number(102), number(103), number(104), number(105), number(106), number(107), number(108), number(109), number(110), number(111),
	number(112), number(113), number(114), number(115), number(116), number(117), number(118), number(119), number(120), number(121), number(122), number(123), number(124), number(125), number(126), number(127),
	number(128), number(129), number(130), number(131), number(132), number(133), number(134), number(135), number(136), number(137), number(138), number(139), number(140), number(141), number(142), number(143),
	number(144), number(145), number(146), number(147), number(148), number(149), number(150), number(151), number(152), number(153), number(154), number(155), number(156), number(157), number(158), number(159),
	number(160), number(161), number(162), number(163), number(164), number(165), number(166), number(167), number(168), number(169), number(170), number(171), number(172), number(173), number(174), number(175),
	number(176), number(177), number(178), number(179), number(180), number(181), number(182), number(183), number(184), number(185), number(186), number(187), number(188), number(189), number(190), number(191),
	number(192), number(193), number(194), number(195), number(196), number(197), number(198), number(199), number(200), number(201), number(202), number(203), number(204), number(205), number(206), number(207),
	number(208), number(209), number(210), number(211), number(212), number(213), number(214), number(215), number(216), number(217), number(218), number(219), number(220), number(221), number(222), number(223),
	number(224), number(225), number(226), number(227), number(228), number(229), number(230), number(231), number(232), number(233), number(234), number(235), number(236), number(237), number(238), number(239),
	number(240), number(241), number(242), number(243), number(244), number(245), number(246), number(247), number(248), number(249), number(250), number(251), number(252), number(253), number(254), number(255),
}

// Characters are the strings of one byte as values, without allocation.
var Characters = [256]lua.LValue{
	text("\x00"), text("\x01"), text("\x02"), text("\x03"), text("\x04"), text("\x05"), text("\x06"), text("\x07"),
	text("\x08"), text("\x09"), text("\x0a"), text("\x0b"), text("\x0c"), text("\x0d"), text("\x0e"), text("\x0f"),
	text("\x10"), text("\x11"), text("\x12"), text("\x13"), text("\x14"), text("\x15"), text("\x16"), text("\x17"),
	text("\x18"), text("\x19"), text("\x1a"), text("\x1b"), text("\x1c"), text("\x1d"), text("\x1e"), text("\x1f"),
	text(" "), text("!"), text("\""), text("#"), text("$"), text("%"), text("&"), text("'"),
	text("("), text(")"), text("*"), text("+"), text(","), text("-"), text("."), text("/"),
	text("0"), text("1"), text("2"), text("3"), text("4"), text("5"), text("6"), text("7"),
	text("8"), text("9"), text(":"), text(";"), text("<"), text("="), text(">"), text("?"),
	text("@"), text("A"), text("B"), text("C"), text("D"), text("E"), text("F"), text("G"),
	text("H"), text("I"), text("J"), text("K"), text("L"), text("M"), text("N"), text("O"),
	text("P"), text("Q"), text("R"), text("S"), text("T"), text("U"), text("V"), text("W"),
	text("X"), text("Y"), text("Z"), text("["), text("\\"), text("]"), text("^"), text("_"),
	text("`"), text("a"), text("b"), text("c"), text("d"), text("e"), text("f"), text("g"),
	text("h"), text("i"), text("j"), text("k"), text("l"), text("m"), text("n"), text("o"),
	text("p"), text("q"), text("r"), text("s"), text("t"), text("u"), text("v"), text("w"),
	text("x"), text("y"), text("z"), text("{"), text("|"), text("}"), text("~"), text("\x7f"),
	text("\x80"), text("\x81"), text("\x82"), text("\x83"), text("\x84"), text("\x85"), text("\x86"), text("\x87"),
	text("\x88"), text("\x89"), text("\x8a"), text("\x8b"), text("\x8c"), text("\x8d"), text("\x8e"), text("\x8f"),
	text("\x90"), text("\x91"), text("\x92"), text("\x93"), text("\x94"), text("\x95"), text("\x96"), text("\x97"),
	text("\x98"), text("\x99"), text("\x9a"), text("\x9b"), text("\x9c"), text("\x9d"), text("\x9e"), text("\x9f"),
	text("\xa0"), text("\xa1"), text("\xa2"), text("\xa3"), text("\xa4"), text("\xa5"), text("\xa6"), text("\xa7"),
	text("\xa8"), text("\xa9"), text("\xaa"), text("\xab"), text("\xac"), text("\xad"), text("\xae"), text("\xaf"),
	text("\xb0"), text("\xb1"), text("\xb2"), text("\xb3"), text("\xb4"), text("\xb5"), text("\xb6"), text("\xb7"),
	text("\xb8"), text("\xb9"), text("\xba"), text("\xbb"), text("\xbc"), text("\xbd"), text("\xbe"), text("\xbf"),
	text("\xc0"), text("\xc1"), text("\xc2"), text("\xc3"), text("\xc4"), text("\xc5"), text("\xc6"), text("\xc7"),
	text("\xc8"), text("\xc9"), text("\xca"), text("\xcb"), text("\xcc"), text("\xcd"), text("\xce"), text("\xcf"),
	text("\xd0"), text("\xd1"), text("\xd2"), text("\xd3"), text("\xd4"), text("\xd5"), text("\xd6"), text("\xd7"),
	text("\xd8"), text("\xd9"), text("\xda"), text("\xdb"), text("\xdc"), text("\xdd"), text("\xde"), text("\xdf"),
	text("\xe0"), text("\xe1"), text("\xe2"), text("\xe3"), text("\xe4"), text("\xe5"), text("\xe6"), text("\xe7"),
	text("\xe8"), text("\xe9"), text("\xea"), text("\xeb"), text("\xec"), text("\xed"), text("\xee"), text("\xef"),
	text("\xf0"), text("\xf1"), text("\xf2"), text("\xf3"), text("\xf4"), text("\xf5"), text("\xf6"), text("\xf7"),
	text("\xf8"), text("\xf9"), text("\xfa"), text("\xfb"), text("\xfc"), text("\xfd"), text("\xfe"), text("\xff"),
}
