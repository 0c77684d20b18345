package client

import (
	"context"
	"net/url"
	"time"
)

// Image is what droplets are made from: a distribution, an application, a
// snapshot, a backup or an image of one's own.
type Image struct{ Actionable }

var imageClass = &ResourceClass{
	Name: "Image", Key: "image", ListKey: "images", Path: "/v2/images", IDField: "id", AltID: "slug", TagType: "image", tagged: true,
	get: "images_get", list: "images_list", act: "imageActions_post", actions: "imageActions_list", make: newResource[Image],
}

// ImageFilter says which images to list; the zero filter means all.
type ImageFilter struct {
	Type    string // "distribution" or "application"
	Private bool   // the account's own only
	TagName string
}

// FetchAllImages walks through the images that the account may use.
func (c *Client) FetchAllImages(filter ImageFilter) *Pager[*Image] {
	params := url.Values{}
	if filter.Type != "" {
		params.Set("type", filter.Type)
	}
	if filter.Private {
		params.Set("private", "true")
	}
	if filter.TagName != "" {
		params.Set("tag_name", filter.TagName)
	}
	return all[*Image](c.scopes[imageClass], params)
}

// FetchAllDistributionImages walks through the images of distributions.
func (c *Client) FetchAllDistributionImages() *Pager[*Image] {
	return c.FetchAllImages(ImageFilter{Type: "distribution"})
}

// FetchAllApplicationImages walks through the images of applications.
func (c *Client) FetchAllApplicationImages() *Pager[*Image] {
	return c.FetchAllImages(ImageFilter{Type: "application"})
}

// FetchAllPrivateImages walks through the account's own images.
func (c *Client) FetchAllPrivateImages() *Pager[*Image] {
	return c.FetchAllImages(ImageFilter{Private: true})
}

// FetchImage asks for an image by its id or slug.
func (c *Client) FetchImage(ctx context.Context, image Ref) (*Image, error) {
	return fetch[*Image](ctx, c.scopes[imageClass], image.String())
}

// FetchImageBySlug asks for a public image by its slug.
func (c *Client) FetchImageBySlug(ctx context.Context, slug string) (*Image, error) {
	return c.FetchImage(ctx, Slug(slug))
}

// Image makes a handle of an image without asking for it.
func (c *Client) Image(image Ref) *Image {
	if image.text != "" {
		return c.stub(imageClass, "slug", image.text).(*Image)
	}
	return c.stub(imageClass, "id", image.id).(*Image)
}

// ID identifies the image.
func (i *Image) ID() int64 { return i.Field("id").Int() }

// Slug identifies a public image too; "" if it has none.
func (i *Image) Slug() string { return i.Field("slug").Text() }

// Ref names the image by its id, or by its slug where only that is known.
func (i *Image) Ref() Ref {
	if id := i.ID(); id != 0 {
		return ID(id)
	}
	return Slug(i.Slug())
}

// Name is for people.
func (i *Image) Name() string { return i.Field("name").Text() }

// Type is "base", "snapshot", "backup", "custom" or "admin".
func (i *Image) Type() string { return i.Field("type").Text() }

// Distribution is the system, such as "Ubuntu".
func (i *Image) Distribution() string { return i.Field("distribution").Text() }

// Description is for people.
func (i *Image) Description() string { return i.Field("description").Text() }

// Public reports whether every account may use it.
func (i *Image) Public() bool { return i.Field("public").Bool() }

// Status is "available" once it can be used.
func (i *Image) Status() string { return i.Field("status").Text() }

// ErrorMessage says why an image of one's own could not be made.
func (i *Image) ErrorMessage() string { return i.Field("error_message").Text() }

// Regions are the slugs of the regions where it can be used.
func (i *Image) Regions() []string { return texts(i.Field("regions")) }

// Tags are the names of its tags.
func (i *Image) Tags() []string { return texts(i.Field("tags")) }

// CreatedAt is when it was made.
func (i *Image) CreatedAt() time.Time { return i.Field("created_at").Time() }

// MinDiskSize is what a droplet must have, in GB.
func (i *Image) MinDiskSize() int64 { return i.Field("min_disk_size").Int() }

// SizeGigabytes is its own size.
func (i *Image) SizeGigabytes() float64 { return i.Field("size_gigabytes").Float() }

// String is the slug, or Image(id=1) for one without.
func (i *Image) String() string {
	if slug := i.Slug(); slug != "" {
		return slug
	}
	return "Image(id=" + i.Field("id").String() + ")"
}

// Fetch asks for the present state.
func (i *Image) Fetch(ctx context.Context) (*Image, error) { return Refetch(ctx, i) }

// Update changes the name, and the further fields of more.
func (i *Image) Update(ctx context.Context, name string, more ...Body) (*Image, error) {
	return change(ctx, i, "images_update", Body{"name": name}.further(more))
}

// Delete destroys the image.
func (i *Image) Delete(ctx context.Context) error {
	_, err := i.invoke(ctx, "images_delete", nil)
	return err
}

// Transfer copies the image to a region.
func (i *Image) Transfer(ctx context.Context, region string) (*Action, error) {
	return i.Act(ctx, "transfer", Body{"region": region})
}

// Convert makes a snapshot of a backup.
func (i *Image) Convert(ctx context.Context) (*Action, error) { return i.Act(ctx, "convert", nil) }

// WaitForAction is that of [Droplet.WaitForAction].
func (i *Image) WaitForAction(ctx context.Context, options ...WaitOption) (*Image, error) {
	return waitForAction(ctx, i, options)
}

// Tag adds a tag, which must exist.
func (i *Image) Tag(ctx context.Context, name string) error { return i.Client().Tag(name).Add(ctx, i) }

// Untag takes a tag off.
func (i *Image) Untag(ctx context.Context, name string) error {
	return i.Client().Tag(name).Remove(ctx, i)
}
