package app_test

import "verbund/internal/account"

// figuresRoutes are the lines of the figures in the table of what each role gets.
var figuresRoutes = map[string]inner{
	"GET /figures":                                    {account.Figures, 200, 0, "/figures", scripted},
	"POST /figures/freeze":                            {account.Figures, 422, 0, "/figures/freeze", scripted},
	"GET /figures/snapshots/{id}":                     {account.Figures, 404, 0, "/figures/snapshots/‹none›", scripted},
	"GET /figures/snapshots/{id}/file":                {account.Figures, 404, 0, "/figures/snapshots/‹none›/file", scripted},
	"POST /figures/snapshots/{id}/propose":            {account.Figures, 404, 0, "/figures/snapshots/‹none›/propose", scripted},
	"POST /figures/snapshots/{id}/microdata":          {account.Figures, 404, 0, "/figures/snapshots/‹none›/microdata", scripted},
	"POST /figures/snapshots/{id}/exact":              {account.Figures, 404, 0, "/figures/snapshots/‹none›/exact", scripted},
	"GET /figures/proposals/{number}":                 {account.Figures, 404, 0, "/figures/proposals/999", scripted},
	"GET /figures/publications":                       {account.Publish, 200, 0, "/figures/publications", scripted},
	"GET /figures/publications/{number}":              {account.Publish, 404, 0, "/figures/publications/999", scripted},
	"POST /figures/publications/{number}/decide":      {account.Publish, 422, 0, "/figures/publications/999/decide", scripted},
	"GET /figures/publications/text":                  {account.Publish, 200, 0, "/figures/publications/text", scripted},
	"POST /figures/publications/text":                 {account.Publish, 422, 0, "/figures/publications/text", scripted},
	"GET /figures/publications/{number}/files/{name}": {account.Publish, 404, 0, "/figures/publications/999/files/rows.csv", scripted},
	"GET /figures/deliver":                            {account.Deliver, 200, 0, "/figures/deliver", scripted},
	"POST /figures/deliver/file":                      {account.Deliver, 400, 0, "/figures/deliver/file", scripted},
	"GET /figures/deliver/row":                        {account.Deliver, 200, 0, "/figures/deliver/row", scripted},
	"POST /figures/deliver/row":                       {account.Deliver, 422, 0, "/figures/deliver/row", scripted},
	"POST /figures/deliver/remove":                    {account.Deliver, 303, 0, "/figures/deliver/remove", scripted},
}
