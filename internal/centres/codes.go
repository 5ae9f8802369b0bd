package centres

// The code lists of the directory. Their labels are in the catalogues, under
// centres.need, centres.form and so on; a code is never reused for something
// else.

// Need is what somebody may want help with.
type Need string

// Needs in the order in which people ask for them.
var Needs = []Need{
	"crisis",        // crisis intervention and first talk
	"counselling",   // ongoing counselling
	"housing",       // safe housing
	"medical",       // medical care and therapy
	"accompaniment", // to authorities, police and court
	"lawyers",       // finding a lawyer
	"claims",        // residence and social claims
	"compensation",  // compensation and unpaid wages
	"supplies",      // emergency supplies
	"return",        // return to the home country
	"perspectives",  // training, work, plans for life
}

// Form is a form of exploitation.
type Form string

// Forms of exploitation: Art. 2 (3) of Directive 2011/36/EU as amended by
// Directive (EU) 2024/1712, and §§ 232 to 233a StGB.
var Forms = []Form{
	"sexual",
	"labour",
	"begging",
	"criminal-acts",
	"organs",
	"marriage",
	"adoption",
	"surrogacy",
}

// Group is whom a centre counsels.
type Group string

// Groups in the order of the filter.
var Groups = []Group{
	"women",
	"men",
	"tin", // trans, inter and non-binary people
	"minors",
	"families",
}

// Access is a way to reach a centre.
type Access string

// AccessWays in the order of the filter.
var AccessWays = []Access{"phone", "chat", "web", "mail", "visit", "appointment"}

// Accessibility is what an office offers to people with disabilities.
type Accessibility string

// StepFree is what the filter "accessible" asks for.
const StepFree Accessibility = "step-free"

// Accessibilities of an office.
var Accessibilities = []Accessibility{StepFree, "toilet", "lift", "parking", "sign-language", "easy-language", "hearing-loop"}
