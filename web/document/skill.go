package document

import (
	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

// Framework answers GET /frameworks/:framework.json: a framework of skills as a SKOS
// concept scheme (W3C, SKOS Reference, section 4), with what stands at its top.
func (d *Documents) Framework(c *fiber.Ctx) error {
	open(c)
	f, err := d.Engine.Framework(c.UserContext(), laurel.FrameworkID(c.Params("framework")))
	if err != nil {
		return err
	}
	names := f.Framework.Names
	if len(names) == 0 {
		names = map[string]string{"en": f.Framework.Name}
	}
	top := make([]any, len(f.Top))
	for i, s := range f.Top {
		top[i] = d.concept(s, f.Below[s.ID])
	}
	return d.sendSkills(c, map[string]any{"@context": skos(), "id": f.Framework.Address(d.Site), "type": "ConceptScheme",
		"page": d.Site.Framework(f.Framework.ID), "prefLabel": names, "hasTopConcept": top})
}

// Skill answers GET /frameworks/:framework/:skill.json: a skill as a SKOS concept, in
// all its languages.
func (d *Documents) Skill(c *fiber.Ctx) error {
	open(c)
	s, err := d.Engine.Skill(c.UserContext(), laurel.SkillIn(laurel.FrameworkID(c.Params("framework")), c.Params("skill")))
	if err != nil {
		return err
	}
	doc := d.concept(s.Skill, s.Narrower)
	doc["@context"], doc["inScheme"], doc["page"] = skos(), s.Skill.Framework.Address(d.Site), d.Site.Skill(s.Skill.ID)
	about, others := map[string]string{}, map[string][]string{}
	for lang, l := range s.Skill.Labels {
		if l.Description != "" {
			about[lang] = l.Description
		}
		if len(l.Alternatives) > 0 {
			others[lang] = l.Alternatives
		}
	}
	if len(about) > 0 {
		doc["definition"] = about
	}
	if len(others) > 0 {
		doc["altLabel"] = others
	}
	if len(s.Broader) > 0 {
		doc["broader"] = d.concepts(s.Broader)
	}
	if s.Skill.Retired {
		doc["deprecated"] = true
	}
	return d.sendSkills(c, doc)
}

// concept is a skill by its name, with those that are narrower.
func (d *Documents) concept(s workflow.Skill, narrower []workflow.Skill) map[string]any {
	names := make(map[string]string, len(s.Labels))
	for lang, l := range s.Labels {
		names[lang] = l.Label
	}
	doc := map[string]any{"id": s.Address(d.Site), "type": "Concept", "prefLabel": names}
	if len(narrower) > 0 {
		doc["narrower"] = d.concepts(narrower)
	}
	return doc
}

func (d *Documents) concepts(list []workflow.Skill) []any {
	docs := make([]any, len(list))
	for i, s := range list {
		docs[i] = d.concept(s, nil)
	}
	return docs
}

func (d *Documents) sendSkills(c *fiber.Ctx, doc map[string]any) error {
	b, err := encode(doc)
	if err != nil {
		return err
	}
	return send(c, negotiate(c, "application/ld+json", fiber.MIMEApplicationJSON), freshSlow, b)
}

// skos says in JSON-LD what the words of these documents mean; nothing has to be
// fetched for it.
func skos() map[string]any {
	word := func(name, container string) map[string]any {
		w := map[string]any{"@id": "skos:" + name}
		if container != "" {
			w["@container"] = container
		}
		return w
	}
	return map[string]any{"@version": 1.1, "skos": "http://www.w3.org/2004/02/skos/core#", "id": "@id", "type": "@type",
		"Concept": "skos:Concept", "ConceptScheme": "skos:ConceptScheme",
		"prefLabel": word("prefLabel", "@language"), "altLabel": word("altLabel", "@language"), "definition": word("definition", "@language"),
		"broader": word("broader", "@set"), "narrower": word("narrower", "@set"), "hasTopConcept": word("hasTopConcept", "@set"),
		"inScheme": map[string]any{"@id": "skos:inScheme", "@type": "@id"},
		"page":     map[string]any{"@id": "http://xmlns.com/foaf/0.1/page", "@type": "@id"},
		"deprecated": map[string]any{"@id": "http://www.w3.org/2002/07/owl#deprecated",
			"@type": "http://www.w3.org/2001/XMLSchema#boolean"}}
}
