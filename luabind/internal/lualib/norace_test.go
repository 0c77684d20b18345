//go:build !race

package lualib

const fewer = 1
