package web

import "github.com/gofiber/fiber/v2"

// playlistEndpoints are about playlists, and how they are written.
func (s *site) playlistEndpoints() {
	s.api.Serve("GET /tenants/{id}/playlists", s.api.Playlists())
	s.api.Serve("GET /playlists/{id}", s.api.Playlist())
	s.api.Serve("PUT /playlists/{id}/award", s.api.ClaimPlaylist())
	s.api.Serve("GET /tenants/{id}/playlists/own", s.api.OwnPlaylists())
	s.api.Serve("POST /tenants/{id}/playlists/drafts", s.api.BeginPlaylist())
	s.api.Serve("GET /playlists/{id}/draft", s.api.PlaylistDraft())
	s.api.Serve("PUT /playlists/{id}/draft", s.api.SavePlaylist())
	s.api.Serve("DELETE /playlists/{id}/draft", s.api.DiscardPlaylist())
	s.api.Serve("POST /playlists/{id}/publications", s.api.PublishPlaylist())
	s.api.Serve("PUT /playlists/{id}/stage", s.api.MovePlaylist())
}

// playlistRoutes are about playlists, and how they are written.
func (s *site) playlistRoutes(app *fiber.App, base string) {
	app.Get(base+"/playlists", s.page(s.pages.Playlists))
	app.Get(base+"/playlists/:id", s.page(s.pages.Playlist))
	app.Post(base+"/playlists/:id/badge", s.page(s.pages.ClaimPlaylist))
	at := base + "/tenants/:code/playlists"
	app.Get(at, s.page(s.pages.OwnPlaylists))
	app.Post(at, s.page(s.pages.BeginPlaylist))
	app.Get(at+"/:playlist", s.page(s.pages.EditPlaylist))
	app.Post(at+"/:playlist", s.page(s.pages.SavePlaylist))
	app.Get(at+"/:playlist/preview", s.page(s.pages.PreviewPlaylist))
	app.Post(at+"/:playlist/archive", s.page(s.pages.ArchivePlaylist))
	app.Post(at+"/:playlist/restore", s.page(s.pages.RestorePlaylist))
	app.Post(at+"/:playlist/duplicate", s.page(s.pages.DuplicatePlaylist))
	app.Post(at+"/:playlist/discard", s.page(s.pages.DiscardPlaylist))
}
