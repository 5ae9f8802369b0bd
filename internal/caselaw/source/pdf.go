package source

import (
	"errors"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/platform/pdf"
)

// fromPDF reads a decision from a PDF. What the file says about itself outside of its
// pages is not looked at: titles and authors there are leftovers of templates.
func fromPDF(file []byte) (decision.Found, error) {
	pages, err := pdf.Text(file, pdf.Limits{})
	switch {
	case errors.Is(err, pdf.ErrEncrypted):
		return decision.Found{}, withCause(unprocessable("caselaw.source.pdf-locked"), err)
	case errors.Is(err, pdf.ErrLarge):
		return decision.Found{}, withCause(tooLarge("caselaw.source.pdf-large"), err)
	case err != nil:
		return decision.Found{}, withCause(unprocessable("caselaw.source.pdf-broken"), err)
	}
	text := strings.Join(pages, "\f")
	if strings.TrimSpace(strings.ReplaceAll(text, "\f", "")) == "" {
		return decision.Found{}, unprocessable("caselaw.source.pdf-scan")
	}
	found, err := fromPlain(text)
	found.PDF = file
	return found, err
}
