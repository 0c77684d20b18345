package goval

// ends says whether what follows a capital belongs to the word that it ends:
// the s of CPUs, the v4 of IPv4.
func ends(rest string) bool {
	switch rest[0] {
	case 's':
		return len(rest) == 1 || rest[1] >= 'A' && rest[1] <= 'Z'
	case 'v':
		return len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9'
	}
	return false
}

// Snake turns GoName into go_name, runs of capitals as one word, with the s of
// their plural.
func Snake(s string) string {
	var out []byte
	for i := 0; i < len(s); i++ {
		ch := s[i]
		upper := ch >= 'A' && ch <= 'Z'
		if upper && i > 0 {
			prevUpper := s[i-1] >= 'A' && s[i-1] <= 'Z'
			nextLower := i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z'
			if nextLower && ends(s[i+1:]) {
				nextLower = false
			}
			if !prevUpper || nextLower {
				out = append(out, '_')
			}
		}
		if upper {
			ch += 'a' - 'A'
		}
		out = append(out, ch)
	}
	return string(out)
}
