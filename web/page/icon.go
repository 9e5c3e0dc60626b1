package page

import (
	g "maragu.dev/gomponents"
)

// mark is our wreath. The first on a page is the drawing itself, in layout.go.
func mark() g.Node {
	return g.Raw(`<svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false"><use href="#mark"/></svg>`)
}

// icon is a small picture beside words, which say the same: 24 by 24, drawn
// with a line in the colour of the words.
func icon(name string) g.Node {
	return g.Raw(`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.8" ` +
		`stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">` + thing(name) + `</svg>`) // our own
}

func thing(name string) string {
	switch name {
	case "compass":
		return `<circle cx="12" cy="12" r="9"/><path d="m15.5 8.5-2.2 4.8-4.8 2.2 2.2-4.8z"/>`
	case "medal":
		return `<circle cx="12" cy="9" r="6"/><path d="m8.5 14-1.5 7 5-2.7L17 21l-1.5-7"/>`
	case "check":
		return `<path d="M4 5h16v11H9l-5 4z"/><path d="m9 10.5 2.2 2.2L15.5 8.5"/>`
	case "person":
		return `<circle cx="12" cy="8" r="4"/><path d="M4.5 20c1.3-3.7 4-5.5 7.5-5.5s6.2 1.8 7.5 5.5"/>`
	case "clock":
		return `<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>`
	case "house":
		return `<path d="M4 20h16M6 20V9l6-4.5L18 9v11M10 20v-5h4v5"/>`
	case "shapes":
		return `<circle cx="8" cy="16" r="4.5"/><path d="M13.5 13.5h7v7h-7zM12 3l4 6.5H8z"/>`
	case "globe":
		return `<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c2.8 2.6 4 5.6 4 9s-1.2 6.4-4 9c-2.8-2.6-4-5.6-4-9s1.2-6.4 4-9z"/>`
	case "book":
		return `<path d="M12 6.5C10 5 7 4.5 4 5v13c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V5c-3-.5-6 0-8 1.5zm0 0v13"/>`
	case "page":
		return `<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>`
	case "shield":
		return `<path d="M12 3 5 5.5V11c0 4.5 2.7 8 7 10 4.3-2 7-5.5 7-10V5.5z"/><path d="m9 11.5 2.2 2.2L15.2 9.7"/>`
	case "camera":
		return `<path d="M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4z"/><circle cx="12" cy="13" r="3.5"/>`
	case "letter":
		return `<path d="M3.5 6h17v12h-17zM4 6.5l8 6.5 8-6.5"/>`
	case "pencil":
		return `<path d="m4 20 1-4.5L16 4.5l3.5 3.5L8.5 19z"/>`
	}
	return sign(name)
}

func sign(name string) string {
	switch name {
	case "enter":
		return `<path d="M13 4h6v16h-6M4 12h11m-4-4 4 4-4 4"/>`
	case "leave":
		return `<path d="M11 4H5v16h6M9 12h11m-4-4 4 4-4 4"/>`
	case "list":
		return `<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01"/>`
	case "calendar":
		return `<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4"/>`
	case "pin":
		return `<path d="M12 21c4.5-5 6.5-8.3 6.5-11.2a6.5 6.5 0 0 0-13 0C5.5 12.7 7.5 16 12 21z"/><circle cx="12" cy="9.8" r="2.3"/>`
	case "play":
		return `<circle cx="12" cy="12" r="9"/><path d="m10 8.5 5.5 3.5-5.5 3.5z"/>`
	case "download":
		return `<path d="M12 4v11m-4.5-4 4.5 4 4.5-4M5 20h14"/>`
	case "back":
		return `<path d="M20 12H5m5-5-5 5 5 5"/>`
	case "onward":
		return `<path d="M4 12h15m-5-5 5 5-5 5"/>`
	case "key":
		return `<circle cx="8" cy="15" r="4.5"/><path d="M11.2 11.8 19.5 3.5m-4 4 3 3"/>`
	case "cross":
		return `<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6m0-6-6 6"/>`
	}
	return `<path d="M5 12.5 10 17.5 19.5 7"/>` // a tick
}
