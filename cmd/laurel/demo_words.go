package main

import (
	"encoding/json"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// What the demo says. The words are ours; the facts are those of a page of a
// learning city: one organisation's activity on the site of a region, with
// English content under an interface of the reader's choice.

const operatorEmail = "olga@laurel.example"

func demoPeople() []devPerson {
	return []devPerson{
		{Name: "Ada Romano", Email: "ada@campania.example", Role: "learner", next: "/en/c/campania"},
		{Name: "Milda Petraitė", Email: "milda@lane.example", Role: "peer", next: "/en/reviews"},
		{Name: "Tomas Kazlauskas", Email: "tomas@lane.example", Role: "organiser", next: "/en/reviews"},
		{Name: "Rūta Jankauskienė", Email: "ruta@lane.example", Role: "administrator", next: "/en/tenants"},
		{Name: "Giulia Esposito", Email: "giulia@campania.example", Role: "city-administrator", next: "/en/c/campania"},
		{Name: "Olga Brandt", Email: operatorEmail, Role: "operator", next: "/en/"},
	}
}

func campaniaCity() tenants.Tenant {
	return tenants.Tenant{Slug: "campania", Name: "Campania", Language: "en", Email: "help@campania.example", Colour: "#0b6e4f",
		Description: "What people learn in Campania, in courses and in everyday life, made visible with badges.",
		Footer:      "Campania learns is run by the region together with its organisations, on the open platform Laurel. Part of the costs is borne by public funds for lifelong learning."}
}

func seestadtCity() tenants.Tenant {
	return tenants.Tenant{Slug: "seestadt", Name: "Seestadt", Language: "de", Email: "hilfe@seestadt.example", Colour: "#1d4e89",
		Description: "Lernen in Seestadt: Angebote von Vereinen, Schulen und der Bibliothek am Hafen.",
		Footer:      "Ein Angebot der Stadt Seestadt auf der offenen Plattform Laurel."}
}

func laneOrganisation() tenants.Tenant {
	return tenants.Tenant{Slug: "lane", Name: "Lithuanian Association of Non-formal Education", Language: "en", Email: "badges@lane.example",
		URL:         "https://lane.example",
		Description: "An association of people and organisations who teach and learn outside of schools, and who want that learning to be seen."}
}

func libraryOrganisation() tenants.Tenant {
	return tenants.Tenant{Slug: "bibliothek-am-hafen", Name: "Bibliothek am Hafen", Language: "de", Email: "badges@bibliothek.example",
		URL: "https://bibliothek.example", Description: "Lesen, hören, ausprobieren: die Stadtbibliothek von Seestadt."}
}

func openBadgeDraft() workflow.Draft {
	return workflow.Draft{
		Title: "What is an Open Badge?", Language: "en", Kind: workflow.Online, Category: "technology-and-computers", Minutes: 20,
		Tags:   []string{"information-and-communication-technologies", "offer learning support", "assessment process"},
		Skills: []laurel.SkillID{"laurel.show-learning", "laurel.reflect-on-experience", "laurel.use-digital-tools"},
		Description: `Certificates used to be something that others kept about us. That is changing: **recognition now belongs to the one who has learned**, who collects it, looks after it and decides who gets to see it.

Not only exams count. A weekend with a youth group, a talk that was given for the first time, a neighbour's computer that works again: such moments are small, and over a whole life they add up to a great deal. A badge can speak of **taking part**, of **what was learned**, of **how somebody acts**, or of **what a team has done together**. Whoever makes a badge says what has to be done for it, in words that everybody can read.

### How it works here

- When an organiser creates an activity, its badge comes into being by itself, design included: it bears the activity's name, and its picture is made from the cover.
- Unless something else is set, scanning the activity's QR code is all it takes to earn it.
- With *Edit*, organisers change that: they can ask for evidence, such as a reflection, a photo or a video, and choose who approves it.

### Watch, read, look

Begin with the film, go on with the two pages, and leaf through the booklets to see how other programmes design their badges.`,
		Links: []workflow.Link{
			{Kind: "video", Title: "Open badges in five minutes", URL: "https://video.lane.example/open-badges"},
			{Kind: "page", Title: "The Open Badges standard at a glance", URL: "https://www.imsglobal.org/activity/digital-badges"},
			{Kind: "page", Title: "Why small experiences deserve recognition", URL: "https://lane.example/recognition"},
			{Kind: "booklet", Title: "Badges of youth programmes: a booklet of examples", URL: "https://lane.example/booklets/youth"},
			{Kind: "booklet", Title: "Badges of volunteers: a booklet of examples", URL: "https://lane.example/booklets/volunteers"},
		},
		BadgeDescription: "Whoever holds this badge has watched a playlist of short films about open badges, and has thought about what they learned from it.",
		Tasks: []workflow.TaskDraft{{
			Prompt: "What did you not know before about open digital badges? Write it down in a few sentences.",
			Asks:   []workflow.Ask{{Kind: approval.Text, MinLength: 10}},
			Steps:  []workflow.Step{{Approver: "self@1"}},
		}},
	}
}

func photoWalkDraft() workflow.Draft {
	return workflow.Draft{
		Title: "Neighbourhood photo walk", Language: "en", Kind: workflow.Event, Category: "culture-and-arts", Minutes: 90,
		Tags:   []string{"photography", "local history"},
		Skills: []laurel.SkillID{"laurel.explore-neighbourhood", "laurel.show-in-pictures", "laurel.value-heritage"},
		Description: `We walk through a part of the city that we believe we know, and look for what we have always passed by.

Bring any camera; a phone is enough. At the end each of us chooses **one picture** and says why it is the one.`,
		Tasks: []workflow.TaskDraft{{
			Prompt: "Show the picture that you chose. Another member looks at it and says whether it tells something about the place.",
			Asks:   []workflow.Ask{{Kind: approval.Photo}},
			Steps:  []workflow.Step{{Approver: "peer@1", Settings: json.RawMessage(`{"approvals":1}`)}},
		}},
	}
}

func workshopDraft() workflow.Draft {
	return workflow.Draft{
		Title: "Plan a workshop", Language: "en", Kind: workflow.Course, Category: "education-and-training", Minutes: 240,
		Tags:   []string{"assessment process", "facilitation"},
		Skills: []laurel.SkillID{"laurel.guide-groups", "laurel.plan-projects", "laurel.help-others-learn"},
		Description: `A good workshop begins long before the first guest arrives. In four hours we go through aims, people, room, time and what to do when nothing goes to plan.

Afterwards you write the plan of a workshop of your own. **One of our trainers reads it** and may ask you to go on working on it.`,
		Tasks: []workflow.TaskDraft{{
			Prompt: "Write the plan of your workshop: for whom it is, what people can do afterwards, and what happens when.",
			Asks:   []workflow.Ask{{Kind: approval.Text, MinLength: 80}},
			Steps:  []workflow.Step{{Approver: "organiser@2"}},
		}},
		Level: 1,
		Badges: []workflow.BadgeDraft{{
			Name: "Hold a workshop", Level: 2,
			Description: "Whoever holds this badge has planned a workshop, has held it, and has thought about how it went.",
			Requires:    workflow.Requirement{Badges: []workflow.Required{{BadgeKey: workflow.BadgeKey{Number: 1}}}},
			Tasks: []workflow.TaskDraft{{
				Prompt: "Hold the workshop that you planned. Show a picture of the room, and tell what went otherwise than planned.",
				Asks:   []workflow.Ask{{Kind: approval.Photo}, {Kind: approval.Text, MinLength: 80}},
				Steps: []workflow.Step{{Approver: "peer@1", Settings: json.RawMessage(`{"approvals":1}`)}, {Approver: "organiser@2", Settings: json.RawMessage(
					`{"criteria":[{"title":"The aim was clear to the guests","levels":3,"minimum":2},{"title":"Time and room fitted the plan","levels":3,"minimum":1},` +
						`{"title":"Says what to do otherwise next time","levels":1,"minimum":1}]}`)}},
			}},
		}},
	}
}

func bookDraft() workflow.Draft {
	return workflow.Draft{
		Title: "Ein Buch empfehlen", Language: "de", Kind: workflow.Volunteering, Category: "culture-and-arts", Minutes: 30,
		Tags:        []string{"Lesen", "Schreiben"},
		Skills:      []laurel.SkillID{"laurel.write-clearly"},
		Description: "Welches Buch sollten alle in Seestadt lesen? Schreiben Sie eine Empfehlung, die wir in der Bibliothek aushängen.",
		Tasks: []workflow.TaskDraft{{
			Prompt: "Schreiben Sie Ihre Empfehlung: worum geht es, und für wen ist das Buch das richtige?",
			Asks:   []workflow.Ask{{Kind: approval.Text, MinLength: 40}},
			Steps:  []workflow.Step{{Approver: "self@1"}},
		}},
	}
}

// stepsDraft is a playlist of what is needed, and of what can be chosen from, some of
// it another organisation's.
func stepsDraft(badge, workshop, walk, book laurel.ActivityID) workflow.PlaylistDraft {
	return workflow.PlaylistDraft{
		Title: "First steps with Open Badges", Language: "en", Badge: true, Needed: 1,
		Description: "Get to know badges, plan something of your own, and **earn a badge in another field**: with a camera, or with a book.",
		Items: []workflow.PlaylistItem{{Activity: badge}, {Activity: workshop}, {Activity: walk, Optional: true},
			{Activity: book, Optional: true}},
	}
}
