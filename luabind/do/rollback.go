package do

import "github.com/doapi-lua/doapi/luabind"

// rollbackMethods are what scripts say about runs that fail.
func rollbackMethods() []luabind.Func {
	return []luabind.Func{
		{Name: "rollback", Doc: "Has f called when the run ends without success, after its deferred functions; the last one first. f takes back what the script has done; --rollback does so by itself.",
			Params: []luabind.Param{{Name: "f", Type: luabind.FuncType}},
			Run: func(c *luabind.Call) error {
				var f luabind.Value
				c.Bind(&f)
				c.OnFailure(f)
				return nil
			}},
	}
}
