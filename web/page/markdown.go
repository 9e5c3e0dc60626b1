package page

import (
	"bytes"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	g "maragu.dev/gomponents"
)

// markdown makes HTML of what people write, and nothing that does anything.
type markdown struct {
	read  goldmark.Markdown
	clean *bluemonday.Policy
}

func newMarkdown() markdown {
	clean := bluemonday.NewPolicy()
	clean.AllowStandardURLs()
	clean.AllowURLSchemes("https", "http", "mailto")
	clean.AllowElements("p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li",
		"table", "thead", "tbody", "tr", "th", "td")
	clean.AllowAttrs("href").OnElements("a")
	clean.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	clean.RequireNoFollowOnLinks(true)
	clean.RequireNoReferrerOnLinks(true)
	return markdown{clean: clean, read: goldmark.New(
		goldmark.WithExtensions(extension.Strikethrough, extension.Table, extension.Linkify),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(below{}, 500))),
	)}
}

// node is the text as a node of a page.
func (m markdown) node(source string) g.Node {
	var b bytes.Buffer
	if err := m.read.Convert([]byte(source), &b); err != nil {
		return g.Text(source)
	}
	return g.Raw(string(m.clean.SanitizeBytes(b.Bytes()))) // sanitised a moment ago
}

// below moves headings to the third level and lower, whichever the author began
// with, and makes links of pictures: a stranger's server would learn who reads.
type below struct{}

func (below) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var pictures []*ast.Image
	var headings []*ast.Heading
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // fails only where the function does
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, n)
		case *ast.Image:
			pictures = append(pictures, n)
		}
		return ast.WalkContinue, nil
	})
	highest := 6
	for _, heading := range headings {
		highest = min(highest, heading.Level)
	}
	for _, heading := range headings {
		heading.Level = min(heading.Level-highest+3, 6)
	}
	for _, picture := range pictures {
		link := ast.NewLink()
		link.Destination = picture.Destination
		words := picture.Text(reader.Source()) //nolint:staticcheck // the words of a picture are plain
		if len(words) == 0 {
			words = picture.Destination
		}
		link.AppendChild(link, ast.NewString(words))
		picture.Parent().ReplaceChild(picture.Parent(), picture, link)
	}
}
