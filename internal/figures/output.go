package figures

import (
	"io"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/report"
	"verbund/internal/figures/table"
	"verbund/internal/platform/text"
)

// Formats are those in which an edition is written, as a list for people.
const Formats = "csv, csvw, html, json, xlsx, rapporteur, eu"

// Writes tells whether an edition can be written in a format.
func Writes(format string) bool { return slices.Contains(strings.Split(Formats, ", "), format) }

// Licence is that of the published figures.
const Licence = "https://creativecommons.org/licenses/by/4.0/"

// writer writes in a language with the words of the code book and plan of a snapshot.
func writer(labels table.Labels) (*report.Writer, error) { return report.New(labels) }

// Write writes an edition of a snapshot in a format, with the words of a language. The
// same edition gives the same bytes on every machine.
func (room *Room) Write(w io.Writer, format string, e edition.Edition, snap *Snapshot, t *text.Printer) error {
	labels := table.Labels{Book: snap.Book, Plan: snap.Plan, Lang: t.Lang(), Country: t.CountryName}
	to, err := writer(labels)
	if err != nil {
		return err
	}
	if format == "html" {
		return writePaper(w, words{room.Texts.For(to.Lang), to, report.Decimals(e.Kind)}, snap.Network, e)
	}
	return writeFile(w, to, format, &e, report.Origin{Publisher: snap.Network, Licence: Licence})
}

// writeFile writes one of the files. An unknown format is NotFound.
func writeFile(w io.Writer, to *report.Writer, format string, e *edition.Edition, o report.Origin) error {
	switch format {
	case "csv":
		return to.CSV(w, e)
	case "csvw":
		return to.CSVW(w, e, o, yearWords(e.Year)+".csv")
	case "json":
		return to.JSON(w, e, o)
	case "xlsx":
		return to.XLSX(w, e, o)
	case "rapporteur":
		return to.Rapporteur(w, e, o)
	case "eu":
		return to.EU(w, e)
	}
	return &core.Error{Kind: core.NotFound, Key: "figures.error.no-format"}
}
