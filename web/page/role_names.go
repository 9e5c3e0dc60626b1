package page

import (
	"slices"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// roleNames knows what the roles of one tenant are called, and perhaps on what they
// can be given.
type roleNames struct {
	*desk
	own     []tenants.Role
	objects []registry.Object
}

func (d *desk) roleNames() (n roleNames, err error) {
	n.desk = d
	n.own, err = d.deps.Registry.Roles(d.ctx, d.tenant.ID)
	return n, err
}

// rolesAndPlaces also knows on what roles can be given.
func (d *desk) rolesAndPlaces() (n roleNames, err error) {
	if n, err = d.roleNames(); err != nil || d.tenant.Kind != tenants.Organisation {
		return n, err
	}
	n.objects, err = d.deps.Registry.Objects(d.ctx, d.tenant.ID)
	return n, err
}

// all lists the names of the roles that can be given in the tenant.
func (n roleNames) all() []string {
	list := tenants.RolesIn(n.tenant.Kind)
	for _, o := range n.own {
		list = append(list, o.Name)
	}
	return list
}

// options are the roles to choose from.
func (n roleNames) options() []option {
	var list []option
	for _, name := range n.all() {
		list = append(list, option{name, n.title(name)})
	}
	return list
}

// usual is the role that is chosen where nobody has chosen yet: the one that
// allows least.
func (n roleNames) usual() string {
	builtIn := tenants.RolesIn(n.tenant.Kind)
	return builtIn[len(builtIn)-1]
}

// title is what a role is called: a tenant's own bears the name that it was given.
func (n roleNames) title(name string) string {
	if i := slices.IndexFunc(n.own, func(o tenants.Role) bool { return o.Name == name }); i >= 0 {
		return n.own[i].Title
	}
	if word, ok := n.known("role-name", name); ok {
		return word
	}
	return n.say("page.roles.gone")
}

// node is the same in the language that it is in.
func (n roleNames) node(name string) g.Node {
	if tenants.IsOwn(name) {
		return h.Span(h.Lang(n.tenant.Language), g.Text(n.title(name)))
	}
	return h.Span(g.Text(n.title(name)))
}

// places are on what a role can be given: the whole tenant, then its parts.
func (n roleNames) places() []option {
	list := []option{{"", n.say("page.people.whole")}}
	for _, o := range n.objects {
		list = append(list, option{o.Name, n.part(o)})
	}
	return list
}

func (n roleNames) part(o registry.Object) string {
	key := "page.people.on-activity"
	if strings.HasPrefix(o.Name, "playlist:") {
		key = "page.people.on-playlist"
	}
	return n.fill(key, laurel.Args{"Title": o.Title})
}

// place is where a role holds, in words.
func (n roleNames) place(object string) string {
	if object == "" {
		return n.say("page.people.whole")
	}
	if i := slices.IndexFunc(n.objects, func(o registry.Object) bool { return o.Name == object }); i >= 0 {
		return n.part(n.objects[i])
	}
	return n.say("page.people.part-gone")
}
