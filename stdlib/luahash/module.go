// Package luahash is the module hash of scripts: digests, checksums and HMAC.
package luahash

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"hash/crc32"
	"io"

	"github.com/doapi-lua/doapi/luabind"
)

// Module is `require "hash"`: checksums of strings.
var Module = &luabind.Module{
	Name: "hash",
	Doc: `Checksums of strings as hexadecimal digits, or with {raw = true} as bytes.

    local hash = require "hash"
    print(hash.sha256("hello"))
    print(hash.hmac("sha256", key, body))`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		hashFunc("md5", "The MD5 sum of a string. Not for security: such sums can be forged.", md5.New),
		hashFunc("sha1", "The SHA-1 sum of a string. Not for security: such sums can be forged.", sha1.New),
		hashFunc("sha256", "The SHA-256 sum of a string.", sha256.New),
		hashFunc("sha512", "The SHA-512 sum of a string.", sha512.New),
		hashFunc("crc32", "The CRC-32 (IEEE) of a string, as 8 digits.", func() hash.Hash { return crc32.NewIEEE() }),
		{Name: "hmac", Doc: "The HMAC of a string: a sum that only those can make who have the key.", Result: "string", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "algorithm", Type: luabind.EnumType("md5", "sha1", "sha256", "sha512")},
				{Name: "key", Type: luabind.StringType}, {Name: "s", Type: luabind.StringType}, rawOption(),
			},
			Run: runHmac},
	}
}

func runHmac(c *luabind.Call) error {
	algorithm, key := algorithmOf(c.Named("algorithm").Text()), c.Named("key").Text()
	if h := algorithm(); len(key) > h.BlockSize() {
		// What HMAC does with a long key, interruptible.
		write(c, h, key)
		key = string(h.Sum(nil))
	}
	h := hmac.New(algorithm, []byte(key))
	return sum(c, h, c.Named("s").Text(), c.Named("raw").Truthy())
}

// algorithmOf makes the sums of an algorithm.
func algorithmOf(name string) func() hash.Hash {
	switch name {
	case "md5":
		return md5.New
	case "sha1":
		return sha1.New
	case "sha256":
		return sha256.New
	case "sha512":
		return sha512.New
	}
	return nil
}

func rawOption() luabind.Param {
	return luabind.Param{Name: "raw", Type: luabind.BooleanType, Option: true, Doc: "bytes instead of digits"}
}

func hashFunc(name, doc string, algorithm func() hash.Hash) luabind.Func {
	return luabind.Func{
		Name: name, Doc: doc, Result: "string", NamedArgs: true,
		Params: []luabind.Param{{Name: "s", Type: luabind.StringType}, rawOption()},
		Run:    func(c *luabind.Call) error { return sum(c, algorithm(), c.Named("s").Text(), c.Named("raw").Truthy()) },
	}
}

// write gives a hash a text of any length, in pieces between which the run may
// end.
func write(c *luabind.Call, h hash.Hash, s string) {
	const piece = 256 << 10
	for {
		part := s[:min(len(s), piece)]
		c.Steps(len(part) / 16)
		io.WriteString(h, part)
		if s = s[len(part):]; s == "" {
			return
		}
	}
}

func sum(c *luabind.Call, h hash.Hash, s string, raw bool) error {
	write(c, h, s)
	b := h.Sum(nil)
	if !raw {
		return c.Return(luabind.String(hex.EncodeToString(b)))
	}
	return c.Return(luabind.String(string(b)))
}
