package clients

import (
	"bytes"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim/spaces"
)

// TestStorage has programs for S3 make a bucket, put files there in one piece and in
// parts, list, copy and get them back, and take everything away.
func TestStorage(t *testing.T) {
	wanted(t)
	for program, lines := range map[string][]string{
		"aws": {
			"s3 mb s3://one", "s3 cp --no-progress large s3://one/large", "s3 sync --no-progress tree s3://one/tree", "s3 ls --recursive s3://one -> tree/x/b c+d",
			"s3 cp --no-progress s3://one/large s3://one/copy", "s3 cp --no-progress s3://one/copy back", "s3api get-bucket-location --bucket one -> nyc3",
			"s3api put-bucket-versioning --bucket one --versioning-configuration Status=Enabled", "s3 cp --no-progress tree/a s3://one/large",
			"s3api list-object-versions --bucket one --prefix large -> IsLatest", "s3api put-object-acl --bucket one --key tree/a --acl public-read",
			"! s3 rb s3://one",
		},
		"s3cmd": {
			"mb s3://two", "put large s3://two/large", "put -r tree s3://two/", "ls -r s3://two -> tree/x/b c+d", "get --force s3://two/large back", "cp s3://two/large s3://two/copy",
			"setacl --acl-public s3://two/copy", "info s3://two/copy -> anon", "del -r -f s3://two", "rb s3://two",
		},
		"rclone": {
			"mkdir s:three", "copy large s:three/d --s3-upload-cutoff 5M --s3-chunk-size 5M", "sync tree s:three/tree", "lsl s:three -> tree/x/b c+d", "check tree s:three/tree",
			"copyto s:three/d/large back", "moveto s:three/tree/a s:three/tree/b", "purge s:three",
		},
	} {
		t.Run(program, func(t *testing.T) {
			path, err := exec.LookPath(program)
			if err != nil {
				t.Skip(program + " is not installed")
			}
			web := httptest.NewServer(&spaces.Server{Now: time.Now, Explicit: true})
			defer web.Close()
			dir := t.TempDir()
			large := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
			for name, content := range map[string]string{"large": string(large), "tree/a": "a", "tree/x/b c+d": "b"} {
				at := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(at, []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			common := map[string][]string{
				"aws":    {"--endpoint-url", web.URL},
				"s3cmd":  {"-c", os.DevNull, "--access_key=k", "--secret_key=s", "--no-ssl", "--host=" + strings.TrimPrefix(web.URL, "http://"), "--host-bucket="},
				"rclone": {"--retries=1", "--low-level-retries=1"},
			}[program]
			for _, line := range lines {
				line, fails := strings.CutPrefix(line, "! ")
				line, shows, _ := strings.Cut(line, " -> ")
				cmd := exec.Command(path, append(common, strings.Fields(line)...)...)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "HOME="+dir, "AWS_CA_BUNDLE=", "AWS_ACCESS_KEY_ID=k", "AWS_SECRET_ACCESS_KEY=s", "AWS_DEFAULT_REGION=nyc3",
					"RCLONE_CONFIG_S_TYPE=s3", "RCLONE_CONFIG_S_PROVIDER=Other", "RCLONE_CONFIG_S_ENDPOINT="+web.URL, "RCLONE_CONFIG_S_ACCESS_KEY_ID=k", "RCLONE_CONFIG_S_SECRET_ACCESS_KEY=s")
				out, err := cmd.CombinedOutput()
				if (err != nil) != fails || !strings.Contains(string(out), shows) {
					t.Fatalf("%s %s: %v\n%s", program, line, err, out)
				}
			}
			if got, err := os.ReadFile(filepath.Join(dir, "back")); err != nil || !bytes.Equal(got, large) {
				t.Errorf("the large one comes back as another one: %v", err)
			}
		})
	}
}
