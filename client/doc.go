// Package client talks to the DigitalOcean API.
//
// A [Client] has one token. Everything starts with it:
//
//	c, err := client.New(os.Getenv("DIGITALOCEAN_TOKEN"))
//	if err != nil {
//		return err
//	}
//	defer c.Close()
//
//	web, err := c.CreateDroplet(ctx, client.DropletRequest{
//		Name: "web", Image: client.Slug("ubuntu-24-04-x64"), Size: "s-1vcpu-1gb", Region: "nyc3",
//	})
//	if err != nil {
//		return err
//	}
//	web, err = web.Wait(ctx, client.Ready(), client.WithTimeLimit(5*time.Minute))
//	if err != nil {
//		return err
//	}
//	fmt.Println(web.Name(), web.IPAddress())
//
// Methods are called as the API's resources are: a [*Droplet] has PowerOff, an
// [*Image] has Transfer, a [*Domain] has CreateRecord. What has no object yet
// starts at the Client: FetchDroplet, FetchAllDroplets, CreateDroplet. A handle,
// such as c.Droplet(5), is an object of which only the id is known; it costs no
// request, and c.Droplet(5).Shutdown(ctx) costs one.
//
// # Objects
//
// An [Object] is the JSON that the API sent, and stays that: getters such as
// web.Status() look at it when they are called. Fields that this package has no
// getter for are reached with Get, and [jsontext.Value] knows numbers of any size:
//
//	gateway := web.Get("networks", "v4", "0", "gateway").Text()
//
// Objects never change. To see what became of one, Fetch it.
//
// # Lists
//
// A list is a [Pager]. It asks for nothing before its first element is wanted,
// and fetches ahead once a second page is:
//
//	for d, err := range c.FetchAllDroplets(client.DropletFilter{TagName: "web"}).All(ctx) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(d.Name())
//	}
//
// A list is never silently short, and no element comes twice, also where the
// loop deletes what it walks through.
//
// # Waiting
//
// [Wait] and the methods built on it hand out each object as soon as it is
// done. However many objects are waited for, a round costs a request for every
// page of their list, or fewer.
//
//	off := client.Wait(droplets, client.StatusIs(client.DropletOff), client.WithInterval(time.Second))
//	for d, err := range off.All(ctx) {
//		...
//	}
//
// [StatusIs], [LockedIs], [Ready], [FieldIs] and [Until] say what to wait for;
// [WithInterval] and [WithTimeLimit] how often to ask and for how long.
//
// # Anything else
//
// [Client.Request] asks for any path, [Client.Paginate] walks through any list.
// [Observe] shows every answer with its headers.
//
// # Errors
//
// All methods that ask the API can return these; errors.Is and errors.As find
// them through whatever wraps them.
//
//	error                  when                                     also found by
//	*Error                 the API answered with a status that is   ErrUnauthorized 401, ErrForbidden 403,
//	                       not 2xx, whatever the body; redirects    ErrNotFound 404, ErrConflict 409,
//	                       are not followed                         ErrUnprocessable 422, ErrRateLimited 429
//	*ResponseError         a 2xx whose body is not what the API     ErrTooLarge
//	                       promises: broken JSON, no such list,
//	                       links that lead astray, too large
//	*ConnectionError       no whole answer came                     context.DeadlineExceeded if Timeout()
//	*UnknownOutcomeError   a change may or may not have happened
//	*ArgumentError         an argument cannot be; nothing was sent
//	*WaitTimeoutError      the time of a wait is up
//	*WaitError             an error ended a wait: it says what      that error
//	                       was not done
//	*ActionError           an action that was waited for failed
//	*PartialError          some of several droplets were made       what stopped the rest
//	*AmbiguousError        a name fits several resources
//	ErrClosed              the client is closed
//	ctx.Err()              the context ended
//
// # Trying again
//
// A call that fails is sent again where that cannot do harm:
//
//	what comes                  what may be repeated: GET,     other POSTs
//	                            HEAD, PUT, DELETE, PATCH, and
//	                            POSTs that read or only set
//	429                         again: it was not done, whatever it is
//	408, 499, 5xx; 2xx that is  again: the second time does    see "Exactly once"
//	no JSON where it should be  what the first one did
//	501 in the API's own JSON   never: the API knows no such thing
//	connection refused, or      again: nothing was sent, whatever it is
//	lost before it was made
//	connection broken, body     again                          see "Exactly once"
//	cut, no progress
//	422 "pending event"         again with WithRetryBusy: it was refused, and
//	                            what is under way ends
//	other statuses; unknown     never: the answer would be the same
//	host, bad certificate
//
// A 404 to a DELETE means done when an earlier attempt may have done it; another
// refusal of a PUT or PATCH is an [*UnknownOutcomeError] then.
//
// Before each attempt but the first there is a pause, random up to a bound that
// doubles from half a second to 15 seconds, or as long as Retry-After says. A
// call is sent 5 times at most, or for as long as [WithRetryMaxTime] says, and
// no longer than its context lasts. The time of an attempt ([WithTimeout]) does
// not count the pauses. Answers that come as events are not asked for again once
// they have begun, and pages that are fetched ahead not before they are wanted.
// [WithTrace] and [WithNotices] show each new attempt.
//
// # The rate limit
//
// All clients of one endpoint and one token in a process share one account of
// what they have sent and of what the API's headers say is left, which also
// counts what other processes send. Calls wait their turn where the hour's, the
// minute's or an endpoint's budget is used up; those that are made ahead give
// way. After a refusal the API says until when: then one call goes first, and
// the others follow as answers come. A Notice tells of each pause.
//
// # Exactly once
//
// An answer to a POST that must not act twice says one of four things:
//
//	no            3xx; 4xx but 408 and 499; a 501 in the API's own JSON; a
//	              connection that was never made
//	yes           a 2xx that shows what was made
//	yes, unseen   any other 2xx: it is looked for, and never asked for again
//	unknown       the rest: it is looked for, and asked for again only if it is
//	              not there
//
// It is looked for by what identifies it:
//
//	droplets                  by their name, or the client's tag, which Close
//	                          removes and which shows nowhere; by name and time
//	                          when the token may not make tags
//	domains, tags, SSH keys,  by what the API keeps unique: what was there before
//	volumes, VPCs             is not taken for it as far as its times tell
//	floating IPs              by the droplet, if made for one
//	actions                   by the actions of the thing since it was sent
//	what has a name and a     by its name and when it was made, in the list; where
//	list                      nothing tells that, one of the name is left to the
//	                          caller
//	all else                  not at all: [*UnknownOutcomeError] says what to
//	                          look for
//
// What is found is the answer. What is not there after [WithSettle] was not made,
// and is asked for again, unless the API said that it acted. Of several droplets
// that one call makes, those that are made are in the [*PartialError]. One risk remains: that the API acts after more than
// that time. [WithExactlyOnce] with [OnceStrict] leaves the decision to the
// caller: an UnknownOutcomeError where something may have been made; so does
// [OnceOff], without looking. A create that goes well costs no request more, and
// Close one to remove the tag. A program that dies before Close leaves its tag,
// doapi-once- and random digits, on what it made: it does no harm, and deleting
// it takes it off all droplets.
//
// # The token
//
// It goes to the endpoint's own scheme, host and port, and nowhere else: not to
// absolute URLs of other hosts, not along links, not along redirects. It is in
// no error, no trace, and not in what printing a Client shows. Plain http to
// anything but this machine needs [WithInsecure].
//
// # Time
//
// A [Clock] is the only source of time. With a virtual one, hours of waiting
// take no time at all.
package client
