package paging

import (
	"hash/maphash"
	"net/url"

	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/lazy"
)

// Pass is one reading of a list from its first page on: what its pages told, and
// what they brought. It belongs to whoever reads.
type Pass struct {
	pages   int             // that came
	told    int             // the total that the last of them told; -1 if it told none
	hidden  int             // elements that its pages left out
	added   int             // elements that no earlier pass had
	barren  int             // pages in a row that added nothing
	total   int             // the largest that its pages told
	shrank  bool            // a page told a smaller one
	deleted int             // what this client had deleted when it began
	visited map[string]bool // addresses of its pages
	digest  uint64          // of the last page, where elements have no ids
	longest int             // pages of the longest pass before it
}

// maxBarren is how many pages in a row may bring nothing new: more happens only
// where the pages never end.
const maxBarren = 10

// Next begins another pass at the first page, which told a total, when so much
// of the list had been deleted.
func (p *Pass) Next(start *url.URL, total, deleted int) Pass {
	return Pass{
		total: total, told: total, deleted: deleted,
		visited: map[string]bool{address.Normal(start): true}, longest: max(p.longest, p.pages),
	}
}

// Visited reports whether the page at u was among those of the pass.
func (p *Pass) Visited(u *url.URL) bool { return p.visited[address.Normal(u)] }

// Visit notes that it is.
func (p *Pass) Visit(u *url.URL) { p.visited[address.Normal(u)] = true }

// Page takes in that a page came, the total that it told, -1 for none, and how
// many of its elements nobody is shown.
func (p *Pass) Page(total, hidden int) {
	p.pages++
	p.hidden += hidden
	p.barren++ // until an element says otherwise
	// Pages that are fetched ahead may be older than those before them: then it
	// is a list that grew which seems to shrink, and elements fall between them.
	if total >= 0 && total < p.total {
		p.shrank = true
	}
	p.total, p.told = max(p.total, total), total
}

// Shown is how many elements the list has besides those that nobody is shown, as
// its last page told; negative if that is not known.
func (p *Pass) Shown() int { return p.told - p.hidden }

// Elements takes in what a page without ids holds: as long as pages differ they
// bring something.
func (p *Pass) Elements(digest uint64) {
	if digest != p.digest {
		p.barren = 0
	}
	p.digest = digest
}

// Fresh takes in an element whose id none before had, in whatever pass.
func (p *Pass) Fresh() { p.barren = 0 }

// Count counts an element that is handed out.
func (p *Pass) Count() { p.added++ }

// Endless is how many pages in a row brought nothing new where that is more
// than lists do that end; else 0.
func (p *Pass) Endless() int {
	if p.barren > max(maxBarren, p.longest+maxBarren) {
		return p.barren
	}
	return 0
}

// Moved reports whether elements may have moved to pages that were past: the
// list shrank while it was read, or something of it was deleted from here, of
// which so much is gone by now.
func (p *Pass) Moved(deleted int) bool {
	return p.pages > 1 && p.added > 0 && (p.shrank || deleted != p.deleted)
}

// Digest tells texts apart.
func Digest(texts func(yield func([]byte) bool)) uint64 {
	var h maphash.Hash
	h.SetSeed(seed())
	for text := range texts {
		h.Write(text)
	}
	return h.Sum64()
}

var seedOnce lazy.Value[maphash.Seed]

func seed() maphash.Seed { return seedOnce.Get(maphash.MakeSeed) }
