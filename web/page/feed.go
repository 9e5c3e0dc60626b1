package page

import (
	"encoding/xml"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel/workflow/engine"
)

// rss is a feed by RSS 2.0 (https://www.rssboard.org/rss-specification).
type rss struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language"`
	Self        atomLink  `xml:"atom:link"` // as the RSS Advisory Board's profile recommends
	TTL         int       `xml:"ttl"`       // minutes
	Items       []rssItem `xml:"item"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
}

type rssItem struct {
	Title       string  `xml:"title"`
	Link        string  `xml:"link"`
	Description string  `xml:"description"`
	Category    string  `xml:"category,omitempty"`
	GUID        rssGUID `xml:"guid"`
	PubDate     string  `xml:"pubDate"` // RFC 822, with a year of four digits
}

type rssGUID struct {
	IsPermaLink bool   `xml:"isPermaLink,attr"`
	ID          string `xml:",chardata"`
}

const rssType = "application/rss+xml; charset=utf-8"

// ActivitiesFeed answers GET BASE/activities.rss with what the same search finds
// as a page: its first entries, in its order.
func (p *Pages) ActivitiesFeed(c *fiber.Ctx) error {
	l, err := p.lookup(c)
	if err != nil {
		return err
	}
	if err := l.feed(aFeed); err != nil {
		return err
	}
	origin := p.deps.Front.Origin(c)
	feed := rss{Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Channel: rssChannel{
		Title: l.siteName() + " · " + l.say("page.city.title"), Link: origin + l.as(""), Description: l.say("page.catalogue.feed-about"),
		Language: l.lang, TTL: feedLife / 60, Self: atomLink{Href: origin + l.as(".rss"), Rel: "self", Type: "application/rss+xml"}}}
	for _, found := range l.found.List {
		feed.Channel.Items = append(feed.Channel.Items, l.item(found, origin))
	}
	b, err := xml.Marshal(feed)
	if err != nil {
		return err
	}
	return sendFeed(c, rssType, append([]byte(xml.Header), b...))
}

// feed looks for what is asked for, from the beginning of the list.
func (l *lookup) feed(most int) (err error) {
	if l.fault != nil {
		return l.fault
	}
	l.search.Limit, l.search.After = most, nil
	l.found, err = l.deps.Engine.SearchCatalogue(l.ctx, l.cities, l.search)
	return err
}

func (l *lookup) item(found engine.Listing, origin string) rssItem {
	category, _ := l.known("category", found.Category)
	return rssItem{Title: found.Title, Link: origin + l.pageOf(found), Description: found.Summary, Category: category,
		GUID: rssGUID{ID: string(found.Activity)}, PubDate: found.ListedAt.Format(time.RFC1123Z)}
}

// pageOf is the path of an entry's page on its city's site.
func (l *lookup) pageOf(found engine.Listing) string {
	base := l.base
	if l.city.ID == "" {
		base = l.inCity(cityOf(found.City, l.cities).Slug)
	}
	return base + catalogue + "/" + string(found.Activity)
}

// sendFeed answers with what programs fetch again and again; it is the same for
// everybody who asks for it.
func sendFeed(c *fiber.Ctx, mediaType string, b []byte) error {
	c.Set(fiber.HeaderContentType, mediaType)
	c.Set(fiber.HeaderCacheControl, feedCacheFor)
	return c.Send(b)
}
