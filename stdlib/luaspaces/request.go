package luaspaces

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/encoding/httpbinding"

	"github.com/doapi-lua/doapi/luabind"
)

// storage is a client of object storage that speaks S3. Safe from any goroutine.
type storage struct {
	client *http.Client
	base   url.URL // scheme and host
	keys   aws.Credentials
	region string
	clock  luabind.Clock // that requests are signed and repeated by
	own    bool          // simulated by the host
}

// request is one of the operations of
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
type request struct {
	method, bucket, key string
	query               url.Values
	header              http.Header
	body                []byte
}

// failure is an answer that refuses a request.
type failure struct {
	XMLName xml.Name `xml:"Error"`
	Code    string
	Message string
	status  int
}

func (f *failure) Error() string {
	if f.Message == "" {
		return f.Code
	}
	return f.Code + ": " + f.Message
}

// attempts is how often a request is sent that fails for a reason that may pass.
const attempts = 4

// retry does one attempt after the other until one succeeds, or fails for good.
func (s *storage) retry(ctx context.Context, attempt func() error) error {
	for n := 0; ; n++ {
		err := attempt()
		if err == nil || n == attempts-1 || ctx.Err() != nil || !passing(err) {
			return err
		}
		wait := min(200*time.Millisecond<<n, time.Second)
		if err := s.clock.Sleep(ctx, wait/2+rand.N(wait/2)); err != nil {
			return err
		}
	}
}

// passing says whether the same request may succeed later: see
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
func passing(err error) bool {
	var f *failure
	if errors.As(err, &f) {
		return slices.Contains([]int{408, 429, 500, 502, 503, 504}, f.status) || slices.Contains([]string{"InternalError", "RequestTimeout", "SlowDown"}, f.Code)
	}
	return !errors.As(err, new(*tls.CertificateVerificationError)) && !errors.As(err, new(tls.RecordHeaderError))
}

// open sends a request, again if need be, and gives the answer to read.
func (s *storage) open(ctx context.Context, r request) (answer *http.Response, err error) {
	err = s.retry(ctx, func() (err error) { answer, err = s.send(ctx, r); return err })
	return answer, err
}

// maxDocument bounds what is read of an answer that is no object.
const maxDocument = 16 << 20

// call is open for answers that are documents: it reads one into out, nil for
// one that says nothing.
func (s *storage) call(ctx context.Context, r request, out any) (header http.Header, err error) {
	err = s.retry(ctx, func() error {
		answer, err := s.send(ctx, r)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		header = answer.Header
		text, err := io.ReadAll(io.LimitReader(answer.Body, maxDocument))
		if err != nil || out == nil {
			return err
		}
		// What takes long is answered before it is done, and so with a status of success.
		if f := (&failure{status: http.StatusInternalServerError}); xml.Unmarshal(text, f) == nil {
			return f
		}
		if err := xml.Unmarshal(text, out); err != nil {
			return fmt.Errorf("the answer is not what S3 says: %w", err)
		}
		return nil
	})
	return header, err
}

// send signs a request and sends it once. An answer other than of success is a
// failure.
func (s *storage) send(ctx context.Context, r request) (*http.Response, error) {
	req, err := s.http(ctx, r)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(r.body)
	hash := hex.EncodeToString(sum[:])
	req.Header.Set("X-Amz-Content-Sha256", hash)
	if err := v4.NewSigner(asIs).SignHTTP(ctx, s.keys, req, hash, "s3", s.region, s.clock.Now()); err != nil {
		return nil, err
	}
	answer, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode/100 == 2 {
		return answer, nil
	}
	defer answer.Body.Close()
	return nil, refusal(answer)
}

// asIs has paths signed as they are sent: S3 differs in that from other services.
func asIs(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }

// http makes the request that is to be signed.
func (s *storage) http(ctx context.Context, r request) (*http.Request, error) {
	if r.bucket != "" { // without one, it is of all buckets
		if f := badBucket(r.bucket); f != nil {
			return nil, f
		}
	}
	req, err := http.NewRequestWithContext(ctx, r.method, s.base.String(), bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	req.URL.Path = "/" + r.bucket
	if r.key != "" {
		req.URL.Path += "/" + r.key
	}
	req.URL.RawPath = httpbinding.EscapePath(req.URL.Path, false)
	req.URL.RawQuery = r.query.Encode()
	for name, values := range r.header {
		req.Header[name] = values
	}
	return req, nil
}

// presigned is the URL of a request that is signed for a time.
func (s *storage) presigned(ctx context.Context, r request, expires time.Duration) (string, error) {
	r.query = url.Values{"X-Amz-Expires": {strconv.Itoa(int(expires / time.Second))}}
	req, err := s.http(ctx, r)
	if err != nil {
		return "", err
	}
	u, _, err := v4.NewSigner(asIs).PresignHTTP(ctx, s.keys, req, "UNSIGNED-PAYLOAD", "s3", s.region, s.clock.Now())
	return u, err
}

// refusal reads what an answer says of why a request is refused.
func refusal(answer *http.Response) *failure {
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<20)) // the status tells enough
	f := &failure{}
	if xml.Unmarshal(text, f) != nil || f.Code == "" {
		f = &failure{Code: answer.Status, Message: "the server says no more"}
		switch answer.StatusCode {
		case http.StatusForbidden:
			f.Code = "AccessDenied"
		case http.StatusNotFound:
			f.Code = "NoSuchKey"
		case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
			f.Code, f.Message = "PermanentRedirect", "the bucket is elsewhere: is the region right?"
		}
	}
	f.status = answer.StatusCode
	return f
}

// badBucket finds what cannot be a bucket's name, and could be taken for a
// bucket and a key.
func badBucket(name string) *failure {
	bad := func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune("-._", c))
	}
	if len(name) >= 3 && len(name) <= 63 && !strings.Contains(name, "..") && strings.IndexFunc(name, bad) < 0 {
		return nil
	}
	return &failure{Code: "InvalidBucketName", Message: "a bucket's name has 3 to 63 letters, digits, dots and dashes", status: http.StatusBadRequest}
}
