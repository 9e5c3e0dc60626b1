package registry_test

import (
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

func TestWhoAsksToJoinIsAnsweredByWhoMayGiveTheRole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		operator, err := r.AppointOperator(t.Context(), "operator@example.org")
		must(t, err)
		city, err := r.FoundCity(as(t, operator), tenants.Tenant{Slug: "cee", Name: "C", Email: "c@example.org", Language: "en"}, "", "mayor@example.org")
		must(t, err)
		mayor := signedIn(t, r, "mayor@example.org")
		org, err := r.FoundOrganisation(as(t, mayor), city.ID, tenants.Tenant{Slug: "o", Name: "O", Email: "o@example.org", Language: "en"}, "head@example.org")
		must(t, err)
		head, dora, eve := signedIn(t, r, "head@example.org"), signedIn(t, r, "dora@example.org"), signedIn(t, r, "eve@example.org")
		wants := func(what string, err error, kind laurel.Kind) {
			t.Helper()
			if err == nil || laurel.KindOf(err) != kind {
				t.Errorf("%s: %v, want %v", what, err, kind)
			}
		}
		wants("a closed door", r.AskToJoin(as(t, dora), org.ID, ""), laurel.Forbidden)
		wants("a stranger opens it", r.SetDoor(as(t, dora), org.ID, tenants.Open), laurel.Forbidden)
		wants("a city has no door", r.SetDoor(as(t, mayor), city.ID, tenants.Open), laurel.NotFound)
		must(t, r.SetDoor(as(t, head), org.ID, tenants.Open))
		wants("a visitor", r.AskToJoin(t.Context(), org.ID, ""), laurel.Unauthenticated)
		wants("a city", r.AskToJoin(as(t, dora), city.ID, ""), laurel.NotFound)
		wants("who is there already", r.AskToJoin(as(t, head), org.ID, ""), laurel.Conflict)
		must(t, r.AskToJoin(as(t, dora), org.ID, "I can help."))
		wants("a second time", r.AskToJoin(as(t, dora), org.ID, ""), laurel.Conflict)

		member := tenants.Member{Person: dora, Role: tenants.MemberRole}
		wants("she approves it herself", r.ApproveJoin(as(t, dora), org.ID, member), laurel.Forbidden)
		if _, err := r.Applicants(as(t, mayor), org.ID); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("the city reads who asks: %v, want forbidden", err)
		}
		list, err := r.Applicants(as(t, head), org.ID)
		if err != nil || len(list) != 1 || list[0].Person.Email != "dora@example.org" || list[0].Join.Words != "I can help." {
			t.Errorf("Applicants() = %+v, %v; want dora's", list, err)
		}
		must(t, r.DeclineJoin(as(t, head), org.ID, dora, "Not now."))
		wants("declined twice", r.DeclineJoin(as(t, head), org.ID, dora, "Not now."), laurel.Conflict)
		if _, mine, err := r.Joining(as(t, dora), org.ID); err != nil || mine.State != tenants.JoinDeclined || mine.Reason != "Not now." {
			t.Errorf("she reads %+v, %v; want the reason", mine, err)
		}
		must(t, r.AskToJoin(as(t, dora), org.ID, ""))
		must(t, r.WithdrawJoin(as(t, dora), org.ID))
		wants("approved after it was withdrawn", r.ApproveJoin(as(t, head), org.ID, member), laurel.Conflict)
		must(t, r.AskToJoin(as(t, dora), org.ID, ""))
		wants("who has not asked", r.ApproveJoin(as(t, head), org.ID, tenants.Member{Person: eve, Role: tenants.MemberRole}), laurel.NotFound)
		wants("a role that there is not", r.ApproveJoin(as(t, head), org.ID, tenants.Member{Person: dora, Role: "none"}), laurel.Invalid)
		must(t, r.ApproveJoin(as(t, head), org.ID, member))
		if got := memberOf(t, r, org.ID, tenants.MemberRole); got != dora {
			t.Errorf("a member is %s, want dora", got)
		}
	})
}
