package web_test

import "net/url"

// These tables are what the isolation test knows about routes. A route with
// something in it that is not here fails the test, which says what to add.

// side is one of two neighbours: a city with an organisation, and the ids of
// what there is in it.
type side struct {
	city, org, citySlug                      string
	activity, task, submission, upload       string
	claim, awardUUID, achievementUUID, cover string
	playlist, flow                           string
	person, invitation, role                 string // of the organisation
}

// kind is what a parameter or a field stands for: the values that a side has for it.
type kind func(side) []string

func word(w string) kind { return func(side) []string { return []string{w} } }

// parameters are those of paths, each with the part of the path before it.
func parameters() map[string]kind {
	one := func(of func(side) string) kind { return func(s side) []string { return []string{of(s)} } }
	tenant := func(s side) []string { return []string{s.org, s.city} }
	return map[string]kind{
		":lang":                       word("en"),
		"c/:slug":                     one(func(s side) string { return s.citySlug }),
		"t/:code":                     tenant,
		"logos/:code":                 tenant,
		":code/:file":                 word("logo.png"),
		"texts/:kind":                 word("terms"),
		"tenants/:code":               tenant,
		"sign-on/:code":               tenant,
		"tokens/:id":                  word("00000000000000000000000000"),
		"sessions/:id":                word("00000000000000000000000000"),
		"addresses/:secret":           word("00000000000000000000000000000000"),
		"passkeys/:id":                word("00000000000000000000000000"),
		"tenants/:id":                 tenant,
		"join/:code":                  one(func(s side) string { return s.org }),
		"people/:person":              one(func(s side) string { return s.person }),
		"members/:person":             one(func(s side) string { return s.person }),
		"invitations/:invitation":     one(func(s side) string { return s.invitation }),
		"roles/:role":                 one(func(s side) string { return s.role }),
		"cities/:id":                  one(func(s side) string { return s.city }),
		"organisations/:id":           one(func(s side) string { return s.org }),
		"activities/:id":              one(func(s side) string { return s.activity }),
		"activities/:activity":        one(func(s side) string { return s.activity }),
		"playlists/:id":               one(func(s side) string { return s.playlist }),
		"playlists/:playlist":         one(func(s side) string { return s.playlist }),
		"cover/:file":                 word("0000.jpg"),
		"covers/:id":                  one(func(s side) string { return s.activity }),
		"tasks/:id":                   one(func(s side) string { return s.task }),
		"submissions/:id":             one(func(s side) string { return s.submission }),
		"evidence/:upload":            one(func(s side) string { return s.upload }),
		"uploads/:upload":             one(func(s side) string { return s.upload }),
		"evidence/:shown":             word("00000000000000000000000000000000"),
		"pass/:pass":                  word("0000000001-00000000000000000000000000"),
		"invited/:id":                 one(func(s side) string { return s.activity }),
		"entry/:entry":                word("0000000001-00000000000000000000000000"),
		"guest/:link":                 word("0000000001-00000000000000000000000000.00000000000000000000000000000000"),
		"guests/:guest":               word("0000000001-00000000000000000000000000"),
		"passes/:id":                  word("0000000001-00000000000000000000000000"),
		"claim/:claim":                one(func(s side) string { return s.claim }),
		"portfolio/:award":            one(func(s side) string { return s.org + "-" + s.awardUUID }),
		"credentials/:uuid":           one(func(s side) string { return s.awardUUID }),
		"achievements/:uuid":          one(func(s side) string { return s.achievementUUID }),
		":id/:file":                   one(func(s side) string { return s.cover }),
		"static/:file":                word("laurel.css"),
		"frameworks/:framework":       word("laurel"),
		":framework/:skill":           word("teamwork"),
		"attachments/:upload":         one(func(s side) string { return s.upload }),
		"badges/:number":              word("1"),
		"status/:number":              word("1"),
		":id/qr.:format":              word("svg"),
		":code/audit.:format":         word("csv"),
		"sign-in/:secret":             word("00000000000000000000000000000000"),
		"invitations/:secret":         word("00000000000000000000000000000000"),
		"account/addresses/:secret":   word("00000000000000000000000000000000"),
		"cities/:city":                one(func(s side) string { return s.city }),
		"affiliations/:city":          one(func(s side) string { return s.city }),
		"organisations/:organisation": one(func(s side) string { return s.org }),
		"affiliate/:invitation":       word("0000000001-00000000000000000000000000.00000000000000000000000000000000"),
	}
}

// forms are the fields of what pages post, by the route below BASE: those that
// name a thing by its kind, and all others with a word that fits.
func forms() map[string]map[string]kind {
	tenants := func(s side) []string { return []string{s.org, s.city} }
	uploads := func(s side) []string { return []string{s.upload} }
	roles := func(s side) []string { return []string{s.role} }
	objects := func(s side) []string { return []string{"activity:" + s.activity} }
	given := map[string]kind{"role": roles, "object": objects}
	draft := map[string]kind{"title": word("Another"), "about": word("words"), "actions": word("submission.read"), "version": word("1")}
	return map[string]map[string]kind{
		"/tasks/:id":  {"text": word("words"), "keep": uploads, "drop": uploads},
		"/pass/:pass": {},
		"/tenants/:code/activities/:activity/passes": {"task": func(s side) []string { return []string{s.task} }, "do": word("mark"),
			"email": word("somebody@example.org"), "hours": word("1")},
		"/tenants/:code/activities/:activity/flows": {"flow": func(s side) []string { return []string{s.flow} }},
		"/tenants/:code/activities/:activity/participants": {"person": func(s side) []string { return []string{s.person} },
			"do": word("remove"), "words": word("words")},
		"/tenants/:code/activities/:activity/invitations": {"do": word("withdraw"), "emails": word("somebody@example.org"),
			"language": word("en"), "hours": word("24"), "invitation": func(s side) []string { return []string{s.invitation} }},
		"/invited/:id":                            {"answer": word("accept")},
		"/entry/:entry":                           {},
		"/tasks/:id/draft":                        {"text": word("words"), "link": word("https://example.org")},
		"/tasks/:id/uploads":                      {},
		"/tasks/:id/uploads/:upload":              {},
		"/submissions/:id/evidence":               {"text": word("words"), "keep": uploads, "drop": uploads},
		"/submissions/:id/shown":                  {"show": word("1")},
		"/activities/:id/join":                    {},
		"/activities/:id/badges/:number":          {},
		"/activities/:id/leave":                   {},
		"/submissions/:id/comment":                {"comment": word("words"), "attempt": word("1")},
		"/submissions/:id/guests":                 {"name": word("Maria"), "email": word("somebody@example.org"), "days": word("7")},
		"/submissions/:id/guests/:guest/withdraw": {},
		"/guest/:link":                            {"advice": word("approve"), "comment": word("words"), "attempt": word("1")},
		"/submissions/:id/opinions":               {"advice": word("approve"), "comment": word("words"), "attempt": word("1")},
		"/account":                                {"name": word("Somebody")},
		"/account/tokens":                         {"name": word("laptop"), "days": word("30"), "scopes": word("")},
		"/account/tokens/:id":                     {},
		"/account/sessions/:id":                   {},
		"/account/sessions/others":                {},
		"/account/addresses":                      {"email": word("more@example.org")},
		"/account/addresses/prefer":               {"email": word("more@example.org")},
		"/account/addresses/remove":               {"email": word("more@example.org")},
		"/account/addresses/:secret":              {},
		"/account/addresses/:secret/merge":        {},
		"/sign-in":                                {"email": word("somebody@example.org"), "next": word("/en/portfolio")},
		"/sign-in/:secret":                        {},
		"/sign-in/code":                           {"email": word("somebody@example.org"), "code": word("123456")},
		"/sign-in/passkey":                        {"next": word("/en/portfolio")},
		"/sign-in/passkey/challenge":              {},
		"/cross":                                  {},
		"/account/passkeys":                       {"name": word("Key")},
		"/account/passkeys/challenge":             {},
		"/account/passkeys/:id/remove":            {},
		"/account/sign-on/link":                   {"tenant": tenants},
		"/account/sign-on/unlink":                 {"tenant": tenants, "identity": word("x")},
		"/tenants/:code/sign-on": {"issuer": word("https://id.example"), "client": word("c"), "label": word("L"), "state": word("on"),
			"version": word("0"), "secret": word("s")},
		"/tenants/:code/cities": {"slug": word("new-one"), "name": word("A name"), "email": word("somebody@example.org"), "language": word("en"),
			"administrator": word("somebody@example.org")},
		"/tenants/:code/settings":                                 {"name": word("A name"), "email": word("somebody@example.org"), "language": word("en"), "version": word("0")},
		"/tenants/:code/logo":                                     {"remove": word("yes")},
		"/tenants/:code/texts/:kind":                              {"text-en": word("Words."), "last": word("0"), "do": word("publish")},
		"/terms/accept":                                           {"accept": word("0000000000 terms 1"), "next": word("/en/"), "sent": word("yes")},
		"/tenants/:code/organisations/:organisation":              {"move": word("approved"), "reason": word("words"), "version": word("1")},
		"/tenants/:code/organisations/:organisation/verification": {"to": word("verified"), "why": word("words")},
		"/tenants/:code/organisations/invite":                     {"do": word("preview"), "list": word("somebody@example.org")},
		"/tenants/:code/organisations/invite/result":              {"result": word("[]")},
		"/tenants/:code/organisations/invitations/:invitation":    {"do": word("cancel")},
		"/tenants/:code/affiliations":                             {"city": func(s side) []string { return []string{s.city} }},
		"/tenants/:code/affiliations/:city/leave":                 {},
		"/tenants/:code/affiliations/:city/verification":          {},
		"/affiliate":                                    {"organisation": func(s side) []string { return []string{s.org} }},
		"/affiliate/:invitation":                        {"organisation": func(s side) []string { return []string{s.org} }},
		"/tenants/:code/people/door":                    {"door": word("closed")},
		"/tenants/:code/people/:person/request":         {"answer": word("decline"), "role": roles, "reason": word("words")},
		"/tenants/:code/people/:person/roles":           given,
		"/tenants/:code/people/:person/roles/take":      given,
		"/tenants/:code/people/:person/remove":          {},
		"/tenants/:code/leave":                          {},
		"/tenants/:code/invitations":                    {"by": word("link"), "role": roles, "object": objects, "language": word("en"), "most": word("2")},
		"/tenants/:code/invitations/:invitation/resend": {},
		"/tenants/:code/invitations/:invitation/cancel": {},
		"/tenants/:code/roles":                          draft,
		"/tenants/:code/roles/:role":                    draft,
		"/tenants/:code/roles/:role/remove":             {},
		"/invitations/:secret":                          {},
		"/join/:code":                                   {"words": word("words")},
		"/join/:code/withdraw":                          {},
		"/tenants/:code/sign-on/remove":                 {"version": word("0")},
		"/tenants/:code/activities":                     {"title": word("A title"), "kind": word("course"), "language": word("en")},
		"/tenants/:code/activities/:activity": {"title": word("Another"), "description": word("Words."), "kind": word("course"),
			"language": word("en"), "version": word("0"), "do": word("publish"), "cities": tenants, "prompt": word("What?"),
			"asks-0": word("text"), "approver-0": word("self@1")},
		"/tenants/:code/activities/:activity/archive":   {},
		"/tenants/:code/activities/:activity/restore":   {},
		"/tenants/:code/activities/:activity/duplicate": {},
		"/tenants/:code/activities/:activity/discard":   {"version": word("0")},
		"/playlists/:id/badge":                          {},
		"/tenants/:code/playlists":                      {"title": word("A title"), "language": word("en")},
		// Others' published activities may stand in a playlist, so none is named here.
		"/tenants/:code/playlists/:playlist": {"title": word("Another"), "description": word("Words."), "language": word("en"),
			"version": word("0"), "do": word("save"), "item": word("none")},
		"/tenants/:code/playlists/:playlist/archive":   {},
		"/tenants/:code/playlists/:playlist/restore":   {},
		"/tenants/:code/playlists/:playlist/duplicate": {},
		"/tenants/:code/playlists/:playlist/discard":   {"version": word("0")},
		"/tenants/:code/limits":                        {"of": tenants, "name": word("members"), "most-members": word("5"), "version": word("0")},
	}
}

// fields are those of the API's bodies, by their name in the description: what
// names a thing by its kind, and all others with a value that fits, as JSON.
func fields() map[string]kind {
	quoted := func(k kind) kind {
		return func(s side) (list []string) {
			for _, v := range k(s) {
				list = append(list, `"`+v+`"`)
			}
			return list
		}
	}
	all := map[string]kind{
		"activity": quoted(func(s side) []string { return []string{s.activity} }),
		"cover":    quoted(func(s side) []string { return []string{s.upload} }),
		"upload":   quoted(func(s side) []string { return []string{s.upload} }),
		"settings": word("{}"), "minutes": word("5"), "min": word("1"), "max": word("2"), "optional": word("false"), "minLength": word("1"), "attempt": word("1"),
		"places": word("5"), "criterion": word("1"), "required": word("false"), "needed": word("1"), "hasBadge": word("false"), "level": word("1"),
		"number": word("1"), "items[]": word("1"), "hours": word("1"),
		"tenant":       quoted(func(s side) []string { return []string{s.org, s.city} }),
		"city":         quoted(func(s side) []string { return []string{s.city} }),
		"object":       quoted(func(s side) []string { return []string{"activity:" + s.activity} }),
		"actions[]":    word(`"submission.read"`),
		"emails[]":     word(`"somebody@example.org"`),
		"person":       quoted(func(s side) []string { return []string{s.person} }),
		"activities[]": quoted(func(s side) []string { return []string{s.activity} }),
		"tags[]":       word(`"tag"`), "skills[]": word(`"laurel.listen"`),
		"scopes[]": word(`"read"`), "days": word("30"), "most": word("5"), "version": word("0"),
		"languages[]": word(`"en"`), "hosts[]": word(`"new.example"`),
		"south": word("40"), "west": word("14"), "north": word("41"), "east": word("15"),
		"latitude": word("40.5"), "longitude": word("14.5"),
		"cities[]": quoted(func(s side) []string { return []string{s.city} }),
	}
	for name, value := range map[string]string{
		"name": "A name", "description": "Words.", "language": "en", "kind": "text", "category": "technology", "title": "A title",
		"url": "https://example.org/", "badgeDescription": "Words.", "prompt": "What?", "approver": "self@1", "text": "words",
		"advice": "approve", "do": "remove", "words": "words", "answer": "accept", "comment": "words", "email": "somebody@example.org", "role": "member", "slug": "new-one",
		"decision": "suspend", "reason": "Words.",
		"colour": "#0b6e4f", "about": "words", "reach": "cities", "administrator": "somebody@example.org", "footer": "Words.", "host": "new.example",
		"accent": "#7a1f1f", "welcome": "Words.", "timeZone": "Europe/Rome", "address": "A street", "terms": "Words.", "privacy": "Words.",
		"mode": "on-site", "meeting": "https://example.org/", "booking": "https://example.org/", "starts": "2027-05-01T10:00:00Z",
		"ends": "2027-05-01T12:00:00Z", "stage": "archived", "then": "ask", "access": "public", "shelf": "own",
	} {
		all[name] = word(`"` + value + `"`)
	}
	return all
}

// special are fields that need another value in one operation than elsewhere.
func special() map[string]kind {
	return map[string]kind{
		"publishActivity kind":                     word(`"course"`),
		"publishActivity joining.mode":             word(`"places"`),
		"beginDraft joining.mode":                  word(`"places"`),
		"saveDraft content.joining.mode":           word(`"places"`),
		"publishActivity links.kind":               word(`"page"`),
		"publishActivity tasks.asks.kind":          word(`"text"`),
		"beginDraft kind":                          word(`"course"`),
		"beginDraft links.kind":                    word(`"page"`),
		"saveDraft content.kind":                   word(`"course"`),
		"saveDraft content.links.kind":             word(`"page"`),
		"saveDraft cover":                          word(`"none"`),
		"beginPlaylist items.activity":             word(`"none"`), // a neighbour's may come in
		"savePlaylistDraft content.items.activity": word(`"none"`),
		"acceptTerms accept.kind":                  word(`"terms"`),
	}
}

// forEverybody are routes whose answer about anybody's thing is for everybody, and why.
func forEverybody() map[string]string {
	return map[string]string{
		"/covers/:id/:file":                "the picture of a published activity",
		"/claim/:claim":                    "what a QR code says, which hangs on walls; it leads on to the page",
		"BASE/claim/:claim":                "leads to the task, as the QR code on a wall does",
		"/t/:code":                         "an issuer's page",
		"/t/:code/did.json":                "an issuer's keys, for who verifies",
		"/t/:code/status/:number":          "a status list, for who verifies",
		"/t/:code/credentials/:uuid":       "a credential, whose address its holder gives away",
		"/t/:code/credentials/:uuid.json":  "the same",
		"/t/:code/credentials/:uuid.png":   "the same",
		"/t/:code/credentials/:uuid.svg":   "the same",
		"/t/:code/achievements/:uuid":      "what a badge stands for",
		"/t/:code/achievements/:uuid.json": "the same",
		"/t/:code/achievements/:uuid.png":  "the same",
		"/t/:code/achievements/:uuid.svg":  "the same",
		"/t/:code/achievements/:uuid.jpg":  "the same",
		"BASE":                             "a city's catalogue",
		"BASE/activities/:id":              "a published activity",
		"BASE/playlists":                   "a city's playlists",
		"BASE/playlists/:id":               "a published playlist",
		"BASE/activities/:id/qr.:format":   "the way to a published activity",
		"BASE/join/:code":                  "whether an organisation takes requests to join",
		"BASE/tasks/:id":                   "who is signed in may do any published activity",
		"BASE/privacy":                     "what every city says",
		"BASE/terms":                       "what every city says",
		"/c/:slug":                         "the way to a city's site",
		"/logos/:code/:file":               "a tenant's logo",
		"/sign-on/:code/callback":          "a provider sends browsers here; one that did not set out from here hears that",
		"BASE/sign-on/:code":               "the way to a tenant's provider, where it has one",
		"BASE/sign-in":                     "everybody signs in",
		"/api/v1/activities/:id":           "a published activity",
		"/api/v1/tenants/:id":              "the public side of a tenant",
		"/api/v1/tenants/:id/playlists":    "what a tenant has published",
		"/api/v1/playlists/:id":            "a published playlist",
	}
}

// everybodys are routes by which everybody who is signed in may write to a
// tenant, and why. They are tried apart, since something may come of it there.
func everybodys() map[string]string {
	return map[string]string{
		"POST BASE/playlists/:id/badge":                   "any learner may ask for the badge of a published playlist, which is given to who has done all of it",
		"PUT /api/v1/playlists/:id/award":                 "the same",
		"POST BASE/activities/:id/badges/:number":         "whoever lacks nothing for a badge may take it, for themselves",
		"PUT /api/v1/activities/:id/badges/:number/award": "the same",
		"POST BASE/activities/:id/join":                   "whoever knows of an activity may join it, for themselves",
		"POST BASE/activities/:id/leave":                  "the same, and leave it",
		"PUT /api/v1/activities/:id/participation":        "the same",
		"DELETE /api/v1/activities/:id/participation":     "the same",
		"POST BASE/tasks/:id/draft":                       "any learner may write for a task of a published activity, for themselves",
		"POST BASE/tasks/:id/uploads":                     "the same, with its files",
		"POST BASE/tasks/:id":                             "any learner may hand in what a published activity asks for",
		"POST /api/v1/tasks/:id/submissions":              "the same",
		"POST /api/v1/tasks/:id/uploads":                  "the same, with its files",
	}
}

// harmless are routes that take anything and say that all is done, and why.
func harmless() map[string]string {
	return map[string]string{"POST BASE/account/sign-on/unlink": "it ends a link of one's own, and one that is not there is ended"}
}

// untried are routes that take nothing of anybody and would only end the test, and why.
func untried() map[string]string {
	return map[string]string{
		"POST BASE/sign-out":                "it ends the session that the next request needs",
		"POST BASE/account/sessions/others": "it ends the session of the next of the same person",
	}
}

// queries are asked of every page, whether it knows them or not.
func queries(s side) url.Values {
	return url.Values{"city": {s.city}, "next": {"/en/submissions/" + s.submission}, "q": {"a"}, "activity": {s.activity}, "task": {s.task}, "organisation": {s.org}, "page": {"1"}, "part": {"progress"}, "saved": {"1"}}
}
