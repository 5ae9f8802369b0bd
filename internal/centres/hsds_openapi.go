package centres

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/platform/ui"
)

// hsdsSchemas is where the specification publishes its schemas.
const hsdsSchemas = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/"

type object = map[string]any

// hsdsParameters describes every parameter that some list takes.
func hsdsParameters() object {
	parameter := func(schema object, description string) object {
		return object{"in": "query", "required": false, "schema": schema, "description": description}
	}
	flag, id := object{"type": "boolean", "default": false}, object{"type": "string", "format": "uuid"}
	all := object{
		"search":           parameter(object{"type": "string", "maxLength": longestPlace}, "Words that must all occur in the names, texts, towns or classifications of the record; case and diacritics do not matter."),
		"page":             parameter(object{"type": "integer", "minimum": 1, "maximum": hsdsHighestPage, "default": 1}, "Number of the page. A page behind the last one is empty."),
		"per_page":         parameter(object{"type": "integer", "minimum": 1, "maximum": hsdsMostPerPage, "default": hsdsPerPage}, "Records in a page."),
		"format":           parameter(object{"type": "string", "enum": []string{"json", "ndjson"}, "default": "json"}, "ndjson streams all records, one a line, without envelope and pages. The header Accept: application/x-ndjson does the same."),
		"taxonomy_term_id": parameter(id, "Records classified by this term. Several, with commas or repeated, must all apply."),
		"taxonomy_id":      parameter(id, "Records classified by any term of this taxonomy. For terms: terms of this taxonomy."),
		"organization_id":  parameter(id, "Records of this organization."),
		"modified_after":   parameter(object{"type": "string", "format": "date-time"}, "Records modified at or after this instant. A date is enough; without offset it is UTC."),
		"minimal":          parameter(flag, "Only id and last_modified of each service."),
		"full":             parameter(flag, "Records with all related data."),
		"full_service":     parameter(flag, "Organizations with all related data, and their services with all related data."),
		"postcode":         parameter(object{"type": "string", "pattern": "^[0-9]{5}$"}, "A German postal code. Without proximity: records whose service area holds it."),
		"proximity":        parameter(object{"type": "integer", "minimum": 0, "maximum": hsdsFarthest}, "Only with postcode: records whose location lies within so many metres of the middle of the postal code, whatever their service area."),
		"top_only":         parameter(flag, "Terms at the top of their taxonomy. Our taxonomies have one level, so these are all."),
		"parent_id":        parameter(id, "Terms below this one. Our taxonomies have one level, so there are none."),
	}
	for name, p := range all {
		p.(object)["name"] = name
	}
	return all
}

// newHSDSDescription is the OpenAPI document, made from the tables by which
// requests are answered.
func newHSDSDescription(base, network string) object {
	paths := object{
		"/": object{"get": object{
			"operationId": "getAPIMetaInformation", "summary": "Which specification this is.",
			"responses": object{"200": hsdsAnswer("Information about this API.", object{"$ref": "#/components/schemas/Base"})},
		}},
	}
	for _, p := range hsdsEndpoints() {
		name := strings.TrimPrefix(p.path, "/")
		contents := any(object{"$ref": hsdsSchemas + p.listSchema})
		answers := object{
			"200": object{"description": "A page of " + name + ".", "content": object{
				jsonType: object{"schema": object{
					"allOf":      []any{object{"$ref": "#/components/schemas/Page"}},
					"properties": object{"contents": object{"type": "array", "items": contents}},
				}},
				linesType: object{"schema": contents},
			}},
			"304": object{"description": "Nothing has changed since the answer with the tag in If-None-Match."},
			"400": hsdsAnswer("A parameter cannot be understood; error says which and what would be right.", object{"$ref": "#/components/schemas/Error"}),
		}
		list := object{"operationId": "list_" + name, "summary": "A page of " + name + ".", "parameters": references(p.takes), "responses": answers}
		post := object{"operationId": "post_" + name, "summary": "The same by POST: the parameters may stand in the address or in the body.", "parameters": references(p.takes), "responses": answers,
			"requestBody": object{"required": false, "content": object{
				"application/x-www-form-urlencoded": object{"schema": object{"type": "object"}}, jsonType: object{"schema": object{"type": "object"}},
			}}}
		whole := any(object{"$ref": hsdsSchemas + p.oneSchema})
		if p.path == "/service_at_locations" {
			whole = object{"allOf": []any{whole, object{"$ref": hsdsSchemas + "service.json"}}}
		}
		paths[p.path] = object{"get": list, "post": post}
		paths[p.path+"/{id}"] = object{
			"parameters": []any{object{"in": "path", "name": "id", "required": true, "schema": object{"type": "string", "format": "uuid"}}},
			"get": object{"operationId": "get_" + name, "summary": "One record with all related data.", "parameters": references(p.takesOne), "responses": object{
				"200": hsdsAnswer("The record.", whole),
				"304": object{"description": "Nothing has changed since the answer with the tag in If-None-Match."},
				"404": hsdsAnswer("There is no such record.", object{"$ref": "#/components/schemas/Error"}),
			}},
		}
	}
	return object{
		"openapi": "3.1.0", "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
		"info": object{
			"title": network + ": directory of counselling centres", "version": "1",
			"summary":     "Human Services Data Specification 3.0, read only.",
			"description": "What stands here also stands on the public pages. Texts are in German; descriptions of taxonomies and terms are in English. No key is needed, and nothing is kept about who asks.",
		},
		"servers": []any{object{"url": base + hsdsPath}},
		"paths":   paths,
		"components": object{"parameters": hsdsParameters(), "schemas": object{
			"Base": hsdsObjectOf(object{"version": "string", "profile": "string", "openapi_url": "string"}),
			"Page": hsdsObjectOf(object{
				"total_items": "integer", "total_pages": "integer", "page_number": "integer", "size": "integer",
				"first_page": "boolean", "last_page": "boolean", "empty": "boolean", "contents": "array",
			}),
			"Error": hsdsObjectOf(object{"status": "integer", "error": "string", "request": "string"}),
		}},
	}
}

func hsdsAnswer(description string, schema any) object {
	return object{"description": description, "content": object{jsonType: object{"schema": schema}}}
}

func hsdsObjectOf(types object) object {
	properties := object{}
	var required []string
	for _, name := range slices.Sorted(maps.Keys(types)) {
		properties[name] = object{"type": types[name]}
		required = append(required, name)
	}
	return object{"type": "object", "properties": properties, "required": required}
}

func references(parameters []string) []any {
	all := []any{}
	for _, name := range parameters {
		all = append(all, object{"$ref": "#/components/parameters/" + name})
	}
	return all
}

// hsdsDescription answers with the description of the API.
func (room *Room) hsdsDescription(w http.ResponseWriter, r *http.Request) error {
	return writeJSONDocument(w, r, newHSDSDescription(room.Address(r), room.Frame(r, ui.Page{}).Site))
}
