package app_test

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
	"verbund/internal/platform/web"
	"verbund/internal/testkit"
)

// treatment is what becomes of what somebody types into a field.
type treatment string

// The treatments.
const (
	secret treatment = "is kept nowhere as it is"
	sought treatment = "is looked for among what is sealed, and kept nowhere"
	sealed treatment = "is kept sealed"
	known  treatment = "is known to the office by design"
	shown  treatment = "is public, or on its way to being it"
)

// typedFields are all fields inside into which somebody types, by the route that
// takes the form. A new field that has no line here fails the test, and one that
// is secret, sought or sealed must be typed into on the journey of claim C1.
var typedFields = []struct {
	route  string
	as     treatment
	fields string
}{
	{"/account/sign-in", known, "name"},
	{"/account/sign-in", secret, "password"},
	{"/account/second", secret, "code"},
	{"/account/second/new", secret, "code"},
	{"/account/second/change", secret, "password"},
	{"/account/recovery", secret, "password"},
	{"/account/recover", known, "name"},
	{"/account/recover", secret, "code new repeat"},
	{"/account/invitation/{token}", known, "sign-in"},
	{"/account/invitation/{token}", secret, "new repeat"},
	{"/account/profile", known, "name sign-in email"},
	{"/account/password", secret, "password new repeat"},
	{"/account/kit", secret, "password"},
	{"/account/kit/check", secret, "code"},
	{"/account/passkeys", known, "name"},
	{"/account/passkeys/add", known, "name"},

	{"/account/people/new", known, "name email begins ends"},
	{"/account/people/{id}/duties", known, "begins ends"},
	{"/account/people/{id}/duties/{duty}", known, "begins-ID ends-ID"},
	{"/account/people/{id}/link", secret, "reset-password"},
	{"/account/people/{id}/retire", secret, "retire-password"},
	{"/account/organisations/new", known, "name as_of country email land source town website"},
	{"/account/organisations/{id}", known, "name as_of country email land source town website"},
	{"/account/organisations/{id}/centres", known, "house first-name first-email second-name second-email"},
	{"/account/organisations/{id}/centres/{centre}", known, "house"},

	{"/account/centre/kit", secret, "password"},
	{"/account/centre/kit/try", secret, "envelope-A envelope-B envelope-C"},
	{"/account/centre/recover", secret, "envelope-one envelope-two password"},
	{"/account/colleagues/new", known, "name email begins ends"},
	{"/account/colleagues/{id}/duties/{duty}", known, "ends-ID"},
	{"/account/colleagues/{id}/end", secret, "password"},
	{"/account/keys/{person}", secret, "password"},

	{"/casework/cases/{id}/documents", sealed, "title day note file"},
	{"/casework/cases/{id}/documents/{entry}", sealed, "title day note"},
	{"/casework/cases/{id}/documents/{entry}/pages", sealed, "file"},
	{"/casework/cases/{id}/documents/{entry}/erase", secret, "password"},
	{"/casework/cases/{id}/texts/{text}", sealed, "value-client_name value-client_birth_date value-client_nationality value-client_post value-alias value-centre_name value-centre_address value-centre_phone value-centre_mail value-counsellor_name value-supervisor value-data_officer value-organisation value-place value-today value-authority value-authority_address value-file_number value-since value-period_from value-period_until value-decision_date value-appointment_date value-appointment_time value-support_name value-language value-matters value-claimed value-enclosures value-to value-parts value-withheld value-valid_until value-kept_years value-employer value-employer_address value-work_from value-work_until value-work_hours value-amount value-amount_paid value-pay_until value-account"},
	{"/casework/cases/{id}/letters/{letter}", sealed, "title text"},
	{"/casework/settings", sealed, "organisation centre address phone mail place supervisor officer years"},
	{"/casework/settings/texts/{text}", sealed, "title body"},

	{"/contact", sealed, "text file"},
	{"/contact", secret, "typed code"},
	{"/contact", sought, "place"},
	{"/contact/inbox/{box}/standing", sealed, "note"},
	{"/contact/inbox/{box}/answer", sealed, "text"},
	{"/contact/inbox/{box}/review", sealed, "remark"},
	{"/contact/inbox/{box}/block", sealed, "text"},
	{"/contact/inbox/blocks/edit/{block}", sealed, "title text"},
	{"/contact/inbox/setup", known, "hours within languages name-de address-de name-de-simple address-de-simple name-en address-en name-fr address-fr name-ro address-ro name-bg address-bg name-hu address-hu name-ar address-ar name-ru address-ru name-uk address-uk name-es address-es name-zh-Hans address-zh-Hans name-vi address-vi"}, // which everybody sees

	{"/figures/publications/text", shown, "text"}, // tried, and not kept
	{"/figures/deliver/file", known, "file"},
	{"/figures/deliver/row", known, "nationality recruited_in exploited_in"},

	{"/handbook/new", sealed, "title tags text name organisation address phones email languages remark"},
	{"/handbook/{id}/edit", sealed, "title tags text name organisation address phones email languages remark"},
	{"/handbook/{id}/files", sealed, "file"},
	{"/handbook/search", sought, "q"},
	{"/handbook/{id}/erase", secret, "password"},
	{"/handbook/{id}/files/{file}/erase", secret, "password"},
	{"/handbook/export", secret, "passphrase repeat password"},
	{"/handbook/export", known, "recipient"}, // a public key, which is not kept
	{"/handbook/import", secret, "passphrase password"},
	{"/handbook/import", sealed, "file"},

	// Beside the questions of the data set, which isAsked knows.
	{"/casework/new", sealed, "alias"},
	{"/casework/cases/{id}/head", sealed, "alias tags"},
	{"/casework/shift", sealed, "text"},
	{"/casework/houses", sealed, "name beds"},
	{"/casework/houses/{house}", sealed, "name beds"},
	{"/casework/requests", sealed, "day persons children needed language note"},
	{"/casework/requests/{request}", sealed, "day persons children needed language note"},
	{"/casework/cases/{id}/family", sought, "alias"},
	{"/casework/cases/{id}/together/{sheet}", sealed, "day minutes text place language with-whom plan since until where note"},
	{"/casework/figures/file", secret, "password"},
	{"/casework/release/deliver", secret, "password"},
	{"/casework/reports", sealed, "name where-nationality where-spoken from to"},
	{"/casework/reports/{report}/edit", sealed, "name where-nationality where-spoken from to"},
	{"/casework/reports/{report}/file", secret, "password"},
	{"/casework/cases/{id}/close", sealed, "day note"},
	{"/casework/cases/{id}/reopen", sealed, "why"},
	{"/casework/cases/{id}/erasure", sealed, "reason"},
	{"/casework/cases/{id}/erasure/withdraw", sealed, "stop"},
	{"/casework/cases/{id}/erasure/confirm", secret, "password"},
	{"/casework/cases/{id}/hold", sealed, "hold until"},
	{"/casework/retention", sealed, "years-court years-minor years-standard years-statistics-only"},
	{"/casework/cases/{id}/restrict", sealed, "reason"},
	{"/casework/cases/{id}/supervision", sealed, "text"},
	{"/casework/cases/{id}/supervision/{note}/erase", secret, "password"},
	{"/casework/cases/{id}/referrals", sealed, "outside"},
	{"/casework/cases/{id}/referrals/{referral}/choose", sealed, "note expires"},
	{"/casework/cases/{id}/referrals/{referral}/ask", sealed, "reason"},
	{"/casework/inbox/{message}/accept", sealed, "alias"},
	{"/casework/inbox/{message}/decline", sealed, "reason"},
	{"/casework/import", sealed, "file"},
	{"/casework/import/{run}/plan", sealed, "v-ID"},
	{"/casework/cases/{id}/access", secret, "passphrase repeat password"},
	{"/casework/export", secret, "password"},

	// ---- search ----
	{"/casework/search", sought, "q"},
	{"/casework/cases", sought, "from until"},
	{"/casework/views", sealed, "name"},
}

// treatmentOf is what becomes of a field, such as "/account/kit password";
// nothing for one that has no line. Entries of the directory, notices and decisions are
// there to be read by everybody; what their forms withhold is a claim of their room.
func treatmentOf(field string) treatment {
	route, name, _ := strings.Cut(field, " ")
	for _, line := range typedFields {
		if line.route == route && slices.Contains(strings.Fields(line.fields), name) {
			return line.as
		}
	}
	if set, err := dataset.Load(); err == nil && isAsked(set, route, name) {
		return sealed
	}
	if strings.HasPrefix(route, "/centres/") || strings.HasPrefix(route, "/caselaw/") || route == "/notices" {
		return shown
	}
	return ""
}

// patternOf is the route that takes a form.
func patternOf(routes []web.Route, action string) string {
	best := ""
	for _, r := range routes {
		if r.Method != http.MethodPost {
			continue
		}
		fits := regexp.MustCompile("^" + regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(regexp.QuoteMeta(r.Path), "[^/]+") + "$")
		if fits.MatchString(action) && (best == "" || strings.Count(r.Path, "{") < strings.Count(best, "{")) {
			best = r.Path
		}
	}
	return best
}

// ownID is the id in the names of fields that stand once for each duty or link.
var ownID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// fieldsOf notes which fields of a page somebody can type into.
func fieldsOf(routes []web.Route, page *testkit.Page, into map[string]bool) {
	for _, f := range page.Forms() {
		for _, e := range f.Typed() {
			if pattern := patternOf(routes, f.Action); pattern != "" {
				into[pattern+" "+ownID.ReplaceAllString(e.Attribute("name"), "ID")] = true
			}
		}
	}
}

func TestC1EveryFieldInsideHasATreatment(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Demo: true, People: true})
	ahorn, _ := placesOf(t, n)
	found := map[string]bool{}
	routes := n.App.Site.Routes()
	for _, name := range []string{"office", "lead", "counsellor", "newcomer"} {
		b := n.SignIn(t, name)
		for _, route := range routes {
			line, ok := innerRoutes[nameOf(route)]
			if !ok || route.Method != http.MethodGet {
				continue
			}
			fieldsOf(routes, b.Opens(ahorn.in(line.at)), found)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(found)) {
		if treatmentOf(k) == "" {
			t.Errorf("the field %s has no treatment", k)
		}
	}
}
