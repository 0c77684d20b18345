package spaces

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/cors"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// serve serves storage, and returns a client of it that others wrote.
func serve(t *testing.T, s *Server) (*minio.Client, string) {
	t.Helper()
	if s.Now == nil {
		s.Now = time.Now
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	c, err := minio.New(strings.TrimPrefix(web.URL, "http://"), &minio.Options{Creds: credentials.NewStaticV4("key", "secret", ""), Region: "nyc3"})
	if err != nil {
		t.Fatal(err)
	}
	return c, web.URL
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func code(err error) string { return minio.ToErrorResponse(err).Code }

func keys(c *minio.Client, opts minio.ListObjectsOptions) (names []string) {
	for o := range c.ListObjects(context.Background(), "bucket", opts) {
		if o.Err != nil {
			return []string{o.Err.Error()}
		}
		name := o.Key
		if o.IsDeleteMarker {
			name += " deleted"
		}
		names = append(names, name)
	}
	return names
}

func TestBuckets(t *testing.T) {
	ctx := context.Background()
	c, _ := serve(t, &Server{Explicit: true})
	if _, err := c.PutObject(ctx, "bucket", "a", strings.NewReader("x"), 1, minio.PutObjectOptions{}); code(err) != "NoSuchBucket" {
		t.Errorf("without a bucket: %v", err)
	}
	if err := c.MakeBucket(ctx, "bucket", minio.MakeBucketOptions{Region: "ams3"}); err != nil {
		t.Fatal(err)
	}
	if err := c.MakeBucket(ctx, "bucket", minio.MakeBucketOptions{}); code(err) != "BucketAlreadyExists" {
		t.Errorf("a second one: %v", err)
	}
	if err := c.MakeBucket(ctx, "other", minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	all := must(c.ListBuckets(ctx))(t)
	if len(all) != 2 || all[0].Name != "bucket" || all[1].Name != "other" {
		t.Errorf("%v", all)
	}
	if _, err := c.GetBucketPolicy(ctx, "bucket"); err != nil && code(err) != "NoSuchBucketPolicy" {
		t.Error(err)
	}
	const policy = `{"Version":"2012-10-17","Statement":[]}`
	if err := c.SetBucketPolicy(ctx, "bucket", policy); err != nil {
		t.Fatal(err)
	}
	if got := must(c.GetBucketPolicy(ctx, "bucket"))(t); got != policy {
		t.Errorf("the policy is %s", got)
	}
	if err := c.SetBucketCors(ctx, "bucket", cors.NewConfig([]cors.Rule{{AllowedMethod: []string{"GET"}, AllowedOrigin: []string{"*"}}})); err != nil {
		t.Fatal(err)
	}
	if got := must(c.GetBucketCors(ctx, "bucket"))(t); len(got.CORSRules) != 1 || got.CORSRules[0].AllowedOrigin[0] != "*" {
		t.Errorf("%+v", got)
	}
	must(c.PutObject(ctx, "bucket", "a", strings.NewReader("x"), 1, minio.PutObjectOptions{}))(t)
	if err := c.RemoveBucket(ctx, "bucket"); code(err) != "BucketNotEmpty" {
		t.Errorf("what is not empty: %v", err)
	}
	if err := c.RemoveObject(ctx, "bucket", "a", minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := c.RemoveBucket(ctx, "bucket"); err != nil {
		t.Fatal(err)
	}
	if there := must(c.BucketExists(ctx, "bucket"))(t); there {
		t.Error("the bucket is still there")
	}
}

func TestObjects(t *testing.T) {
	ctx := context.Background()
	c, url := serve(t, &Server{Page: 3})
	text := "hello ü"
	must(c.PutObject(ctx, "bucket", "a b+c/ü", strings.NewReader(text), int64(len(text)), minio.PutObjectOptions{
		ContentType: "text/plain", CacheControl: "no-store", UserMetadata: map[string]string{"who": "me"},
	}))(t)
	o := must(c.GetObject(ctx, "bucket", "a b+c/ü", minio.GetObjectOptions{}))(t)
	if got := string(must(io.ReadAll(o))(t)); got != text {
		t.Errorf("%q", got)
	}
	info := must(o.Stat())(t)
	if info.ContentType != "text/plain" || info.UserMetadata["Who"] != "me" || info.Metadata.Get("Cache-Control") != "no-store" {
		t.Errorf("%+v", info)
	}
	// A copy has what the object had.
	must(c.CopyObject(ctx, minio.CopyDestOptions{Bucket: "bucket", Object: "copy"}, minio.CopySrcOptions{Bucket: "bucket", Object: "a b+c/ü"}))(t)
	if info := must(c.StatObject(ctx, "bucket", "copy", minio.StatObjectOptions{}))(t); info.ContentType != "text/plain" || info.Size != int64(len(text)) {
		t.Errorf("the copy: %+v", info)
	}
	// In parts.
	large := bytes.Repeat([]byte("0123456789abcdef"), 700_000)
	up := must(c.PutObject(ctx, "bucket", "d/large", bytes.NewReader(large), int64(len(large)), minio.PutObjectOptions{PartSize: 5 << 20, ContentType: "x/y"}))(t)
	if !strings.HasSuffix(up.ETag, "-3") {
		t.Errorf("the tag of three parts is %s", up.ETag)
	}
	o = must(c.GetObject(ctx, "bucket", "d/large", minio.GetObjectOptions{}))(t)
	if got := must(io.ReadAll(o))(t); !bytes.Equal(got, large) {
		t.Error("the large one comes back as another one")
	}
	if info := must(o.Stat())(t); info.ContentType != "x/y" {
		t.Errorf("%+v", info)
	}
	// Pages, and what stands for many.
	for _, name := range []string{"d/1", "d/2", "d/3", "e/1", "z"} {
		must(c.PutObject(ctx, "bucket", name, strings.NewReader(name), int64(len(name)), minio.PutObjectOptions{}))(t)
	}
	for _, test := range []struct {
		opts minio.ListObjectsOptions
		want string
	}{
		{minio.ListObjectsOptions{Recursive: true}, "a b+c/ü,copy,d/1,d/2,d/3,d/large,e/1,z"},
		{minio.ListObjectsOptions{Recursive: true, UseV1: true}, "a b+c/ü,copy,d/1,d/2,d/3,d/large,e/1,z"},
		{minio.ListObjectsOptions{}, "copy,z,a b+c/,d/,e/"},
		{minio.ListObjectsOptions{Prefix: "d/"}, "d/1,d/2,d/3,d/large"},
		{minio.ListObjectsOptions{Recursive: true, StartAfter: "d/3"}, "d/large,e/1,z"},
	} {
		got := keys(c, test.opts)
		if slices.Sort(got); strings.Join(got, ",") != strings.Join(slices.Sorted(slices.Values(strings.Split(test.want, ","))), ",") {
			t.Errorf("%+v: %v, want %s", test.opts, got, test.want)
		}
	}
	// Links that expire.
	link := must(c.PresignedGetObject(ctx, "bucket", "z", time.Minute, nil))(t).String()
	status := func(url string) int {
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if got := status(link); got != 200 {
		t.Errorf("a link: %d", got)
	}
	if got := status(url + "/bucket/z"); got != 403 {
		t.Errorf("without a signature: %d", got)
	}
	must(c.PutObject(ctx, "bucket", "z", strings.NewReader("z"), 1, minio.PutObjectOptions{UserMetadata: map[string]string{"x-amz-acl": "public-read"}}))(t)
	if got := status(url + "/bucket/z"); got != 200 {
		t.Errorf("what is public: %d", got)
	}
}

func TestVersions(t *testing.T) {
	ctx := context.Background()
	c, _ := serve(t, &Server{Explicit: true})
	if err := c.MakeBucket(ctx, "bucket", minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := c.EnableVersioning(ctx, "bucket"); err != nil {
		t.Fatal(err)
	}
	put := func(text string) string {
		return must(c.PutObject(ctx, "bucket", "a", strings.NewReader(text), int64(len(text)), minio.PutObjectOptions{}))(t).VersionID
	}
	first, second := put("one"), put("two!")
	if first == second || first == "" {
		t.Errorf("the versions %q and %q", first, second)
	}
	if err := c.RemoveObject(ctx, "bucket", "a", minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.StatObject(ctx, "bucket", "a", minio.StatObjectOptions{}); code(err) != "NoSuchKey" {
		t.Errorf("what is deleted: %v", err)
	}
	if info := must(c.StatObject(ctx, "bucket", "a", minio.StatObjectOptions{VersionID: first}))(t); info.Size != 3 {
		t.Errorf("%+v", info)
	}
	if got := keys(c, minio.ListObjectsOptions{WithVersions: true, Recursive: true}); strings.Join(got, ",") != "a deleted,a,a" {
		t.Errorf("%v", got)
	}
	var all []minio.ObjectInfo
	for o := range c.ListObjects(ctx, "bucket", minio.ListObjectsOptions{WithVersions: true, Recursive: true}) {
		all = append(all, o)
	}
	gone := make(chan minio.ObjectInfo)
	go func() {
		defer close(gone)
		for _, o := range all {
			gone <- o
		}
	}()
	for e := range c.RemoveObjects(ctx, "bucket", gone, minio.RemoveObjectsOptions{}) {
		t.Error(e.Err)
	}
	if err := c.RemoveBucket(ctx, "bucket"); err != nil {
		t.Fatal(err)
	}
}

// A link is good until it has expired, by the storage's clock.
func TestExpiry(t *testing.T) {
	now := time.Now()
	s := &Server{Now: func() time.Time { return now }}
	c, _ := serve(t, s)
	must(c.PutObject(context.Background(), "bucket", "a", strings.NewReader("x"), 1, minio.PutObjectOptions{}))(t)
	link := must(c.PresignedGetObject(context.Background(), "bucket", "a", time.Minute, nil))(t)
	get := func() int {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", link.String(), nil))
		return w.Code
	}
	if got := get(); got != 200 {
		t.Errorf("at first: %d", got)
	}
	now = now.Add(2 * time.Minute)
	if got := get(); got != 403 {
		t.Errorf("after it has expired: %d", got)
	}
}
