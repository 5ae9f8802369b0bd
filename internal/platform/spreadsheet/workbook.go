package spreadsheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"

	"github.com/xuri/excelize/v2"
)

// Bounds of a workbook that is read. It is unpacked in memory, so that nothing of it
// lies in a temporary folder.
const (
	MostPacked   = 20 << 20  // bytes of the file
	mostUnpacked = 256 << 20 // bytes of what is in it
)

// ErrTooLarge says that a workbook is larger than MostPacked, or than what may be
// unpacked.
var ErrTooLarge = errors.New("spreadsheet: the workbook is too large")

// Workbook is how a workbook begins: it is a ZIP archive.
const Workbook = "PK\x03\x04"

// ReadWorkbook reads the first sheet of an XLSX workbook. Cells are as a person sees
// them, short dates as YYYY-MM-DD. It fails with ErrTooLarge, and with ErrNoText
// where the file is no workbook.
func ReadWorkbook(r io.Reader) (*Rows, error) {
	packed, err := io.ReadAll(io.LimitReader(r, MostPacked+1))
	if err != nil {
		return nil, err
	}
	if len(packed) > MostPacked {
		return nil, ErrTooLarge
	}
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, errors.Join(ErrNoText, err)
	}
	unpacked := uint64(0)
	for _, part := range archive.File {
		if unpacked += min(part.UncompressedSize64, mostUnpacked+1); unpacked > mostUnpacked {
			return nil, ErrTooLarge
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(packed), excelize.Options{
		UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostUnpacked, ShortDatePattern: "yyyy-mm-dd",
	})
	if err != nil {
		return nil, errors.Join(ErrNoText, err)
	}
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.Join(ErrNoText, f.Close())
	}
	from, err := f.Rows(sheets[0])
	if err != nil {
		return nil, errors.Join(ErrNoText, err, f.Close())
	}
	line := 0
	next := func() (Row, error) {
		if !from.Next() {
			if err := from.Error(); err != nil {
				return Row{}, err
			}
			return Row{}, io.EOF
		}
		line++
		row := Row{Line: line}
		cells, err := from.Columns()
		if err != nil {
			return Row{}, err
		}
		size := 0
		for _, c := range cells {
			size += len(c)
		}
		if row.Cells = cells; size > LongestRow {
			row.Cells, row.Fault = nil, Long
		}
		return row, nil
	}
	return &Rows{next, func() bool { return false }, func() error { return errors.Join(from.Close(), f.Close()) }}, nil
}
