package centres

import "verbund/internal/core"

// The documents of the Human Services Data Specification (HSDS) 3.0, with the
// names that its schemas give them. Only what we know is here; what an entry
// does not say is left out of its document. Texts are in German, the language
// in which entries are written.

type hsdsOrganization struct {
	ID          core.ID `json:"id"`
	Name        string  `json:"name"`
	Description string  `json:"description"`
	Email       string  `json:"email,omitempty"`
	Website     string  `json:"website,omitempty"`
}

type hsdsOrganizationWhole struct {
	hsdsOrganization
	Phones    []hsdsPhone    `json:"phones,omitempty"`
	Locations []hsdsLocation `json:"locations,omitempty"`
}

// hsdsBrief is a service as an organization lists it.
type hsdsBrief struct {
	ID             core.ID `json:"id"`
	OrganizationID core.ID `json:"organization_id"`
	Name           string  `json:"name"`
	Status         string  `json:"status"`
}

// hsdsMinimal is what somebody needs who only wants to know what has changed.
type hsdsMinimal struct {
	ID           core.ID `json:"id"`
	LastModified string  `json:"last_modified,omitempty"`
}

type hsdsService struct {
	hsdsBrief
	AlternateName          string           `json:"alternate_name,omitempty"`
	Description            string           `json:"description,omitempty"`
	URL                    string           `json:"url,omitempty"`
	Email                  string           `json:"email,omitempty"`
	InterpretationServices string           `json:"interpretation_services,omitempty"`
	ApplicationProcess     string           `json:"application_process,omitempty"`
	FeesDescription        string           `json:"fees_description,omitempty"`
	EligibilityDescription string           `json:"eligibility_description,omitempty"`
	AssuredDate            string           `json:"assured_date,omitempty"`
	Alert                  string           `json:"alert,omitempty"`
	LastModified           string           `json:"last_modified,omitempty"`
	Organization           hsdsOrganization `json:"organization"`
}

type hsdsServiceWhole struct {
	hsdsService
	Phones       []hsdsPhone     `json:"phones,omitempty"`
	Schedules    []hsdsSchedule  `json:"schedules,omitempty"`
	ServiceAreas []hsdsArea      `json:"service_areas,omitempty"`
	Languages    []hsdsLanguage  `json:"languages,omitempty"`
	Contacts     []hsdsContact   `json:"contacts,omitempty"`
	Attributes   []hsdsAttribute `json:"attributes,omitempty"`
	Metadata     []hsdsMetadata  `json:"metadata,omitempty"`
}

// hsdsPlace links a service with a location: a service_at_location.
type hsdsPlace struct {
	ID         core.ID `json:"id"`
	ServiceID  core.ID `json:"service_id"`
	LocationID core.ID `json:"location_id"`
}

type hsdsPlaceWhole struct {
	hsdsPlace
	Schedules []hsdsSchedule `json:"schedules,omitempty"`
	Location  hsdsLocation   `json:"location"`
}

type hsdsLocationBrief struct {
	ID                     core.ID  `json:"id"`
	LocationType           string   `json:"location_type"`
	OrganizationID         core.ID  `json:"organization_id"`
	Name                   string   `json:"name"`
	Description            string   `json:"description,omitempty"`
	Latitude               *float64 `json:"latitude,omitempty"`
	Longitude              *float64 `json:"longitude,omitempty"`
	ExternalIdentifier     string   `json:"external_identifier,omitempty"`
	ExternalIdentifierType string   `json:"external_identifier_type,omitempty"`
}

type hsdsLocation struct {
	hsdsLocationBrief
	Addresses     []hsdsAddress       `json:"addresses,omitempty"`
	Accessibility []hsdsAccessibility `json:"accessibility,omitempty"`
	Schedules     []hsdsSchedule      `json:"schedules,omitempty"`
}

type hsdsAddress struct {
	ID            core.ID `json:"id"`
	LocationID    core.ID `json:"location_id"`
	Address1      string  `json:"address_1"`
	City          string  `json:"city"`
	Region        string  `json:"region,omitempty"`
	StateProvince string  `json:"state_province"`
	PostalCode    string  `json:"postal_code"`
	Country       string  `json:"country"`
	AddressType   string  `json:"address_type"`
}

type hsdsAccessibility struct {
	ID          core.ID         `json:"id"`
	LocationID  core.ID         `json:"location_id"`
	Description string          `json:"description"`
	Attributes  []hsdsAttribute `json:"attributes,omitempty"`
}

type hsdsPhone struct {
	ID             core.ID `json:"id"`
	OrganizationID core.ID `json:"organization_id,omitempty"`
	ServiceID      core.ID `json:"service_id,omitempty"`
	Number         string  `json:"number"`
	Extension      int     `json:"extension,omitempty"`
	Type           string  `json:"type"`
	Description    string  `json:"description,omitempty"`
}

type hsdsContact struct {
	ID        core.ID `json:"id"`
	ServiceID core.ID `json:"service_id"`
	Name      string  `json:"name"`
	Email     string  `json:"email"`
}

type hsdsLanguage struct {
	ID        core.ID `json:"id"`
	ServiceID core.ID `json:"service_id"`
	Name      string  `json:"name"`
	Code      string  `json:"code"`
}

type hsdsArea struct {
	ID          core.ID `json:"id"`
	ServiceID   core.ID `json:"service_id"`
	Name        string  `json:"name"`
	Description string  `json:"description"`
	Extent      string  `json:"extent"`
	ExtentType  string  `json:"extent_type"`
}

type hsdsSchedule struct {
	ID                  core.ID `json:"id"`
	ServiceID           core.ID `json:"service_id,omitempty"`
	LocationID          core.ID `json:"location_id,omitempty"`
	ServiceAtLocationID core.ID `json:"service_at_location_id,omitempty"`
	ValidFrom           string  `json:"valid_from,omitempty"`
	ValidTo             string  `json:"valid_to,omitempty"`
	DTStart             string  `json:"dtstart,omitempty"`
	Until               string  `json:"until,omitempty"`
	WkSt                string  `json:"wkst,omitempty"`
	Freq                string  `json:"freq,omitempty"`
	Interval            int     `json:"interval,omitempty"`
	ByDay               string  `json:"byday,omitempty"`
	Description         string  `json:"description,omitempty"`
	OpensAt             string  `json:"opens_at,omitempty"`
	ClosesAt            string  `json:"closes_at,omitempty"`
	AttendingType       string  `json:"attending_type,omitempty"`
	Notes               string  `json:"notes,omitempty"`
}

type hsdsAttribute struct {
	ID             core.ID   `json:"id"`
	LinkID         core.ID   `json:"link_id"`
	TaxonomyTermID core.ID   `json:"taxonomy_term_id"`
	LinkType       string    `json:"link_type"`
	LinkEntity     string    `json:"link_entity"`
	TaxonomyTerm   *hsdsTerm `json:"taxonomy_term"`
}

type hsdsTaxonomy struct {
	ID          core.ID `json:"id"`
	Name        string  `json:"name"`
	Description string  `json:"description"`
	Version     string  `json:"version"`
}

type hsdsTerm struct {
	ID             core.ID       `json:"id"`
	Code           string        `json:"code"`
	Name           string        `json:"name"`
	Description    string        `json:"description"`
	Taxonomy       string        `json:"taxonomy"`
	TaxonomyDetail *hsdsTaxonomy `json:"taxonomy_detail,omitempty"`
	Language       string        `json:"language"`
	TaxonomyID     core.ID       `json:"taxonomy_id"`
}

type hsdsMetadata struct {
	ID               core.ID `json:"id"`
	ResourceID       core.ID `json:"resource_id"`
	ResourceType     string  `json:"resource_type"`
	LastActionDate   string  `json:"last_action_date"`
	LastActionType   string  `json:"last_action_type"`
	FieldName        string  `json:"field_name"`
	PreviousValue    string  `json:"previous_value"`
	ReplacementValue string  `json:"replacement_value"`
	UpdatedBy        string  `json:"updated_by"`
}
