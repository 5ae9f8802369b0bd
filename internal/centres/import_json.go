package centres

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"verbund/internal/core"
)

// jsonFormat names verbund's own JSON and its version.
const jsonFormat = "verbund-directory/1"

// jsonEntry is one entry of a JSON file. The public edition has no Internal.
type jsonEntry struct {
	Centre
	Internal *Internal `json:"internal"`
	line     int
}

// readJSON reads {"format": "verbund-directory/1", "centres": […]}, one entry
// after the other. An entry that cannot be understood is refused; anything else
// about the file that is not as it should be is an error.
func readJSON(data []byte) (reading, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	in := &jsonReader{data: data, Decoder: json.NewDecoder(bytes.NewReader(data)), line: 1}
	in.DisallowUnknownFields()
	var read reading
	if err := in.expect(json.Delim('{')); err != nil {
		return read, err
	}
	format := ""
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return read, in.fault(err)
		}
		switch key {
		case "format":
			if err := in.Decode(&format); err != nil {
				return read, in.fault(err)
			}
			if format != jsonFormat {
				return read, &core.Error{Kind: core.Unprocessable, Key: "centres.import.json_format", Args: []any{"value", core.Clip(format, 40), "format", jsonFormat}}
			}
		case "centres":
			if err := in.entries(&read); err != nil {
				return read, err
			}
		default:
			name, _ := key.(string)
			read.refused = append(read.refused, Remark{in.at(), core.Clip(name, 40), "centres.import.unknown_field", []any{"value", core.Clip(name, 40)}})
			return read, &core.Error{Kind: core.Unprocessable, Key: "centres.import.columns"}
		}
	}
	if err := in.expect(json.Delim('}')); err != nil {
		return read, err
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return read, in.fault(err)
	}
	if format == "" {
		return read, &core.Error{Kind: core.Unprocessable, Key: "centres.import.json_format", Args: []any{"value", "", "format", jsonFormat}}
	}
	return read, nil
}

// jsonReader is a decoder that knows in which line it is.
type jsonReader struct {
	*json.Decoder
	data    []byte
	line    int
	counted int64
}

// at returns the line of what comes next.
func (in *jsonReader) at() int {
	end := in.InputOffset()
	for end < int64(len(in.data)) && strings.IndexByte(", \t\r\n", in.data[end]) >= 0 {
		end++
	}
	in.line += bytes.Count(in.data[in.counted:end], []byte("\n"))
	in.counted = end
	return in.line
}

func (in *jsonReader) expect(want json.Token) error {
	if got, err := in.Token(); err != nil || got != want {
		return in.fault(err)
	}
	return nil
}

// fault is the error for a file that is no JSON of ours from here on.
func (in *jsonReader) fault(cause error) error {
	return &core.Error{Kind: core.Unprocessable, Key: "centres.import.json", Args: []any{"line", in.at()}, Cause: cause}
}

func (in *jsonReader) entries(read *reading) error {
	if err := in.expect(json.Delim('[')); err != nil {
		return err
	}
	for in.More() {
		e := &jsonEntry{line: in.at()}
		err := in.Decode(e)
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return in.fault(err)
		}
		if err != nil {
			read.refused = append(read.refused, e.remark(err))
			if len(read.refused) > mostRefused {
				return hopeless()
			}
			continue
		}
		if e.ID == "" {
			town := ""
			if len(e.Offices) > 0 {
				town = plainText(e.Offices[0].Town, false)
			}
			e.ID = entryID(plainText(e.Name, false), town)
		}
		read.drafts = append(read.drafts, e)
	}
	return in.expect(json.Delim(']'))
}

// remark says why an entry could not be decoded.
func (e *jsonEntry) remark(err error) Remark {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return Remark{e.line, strings.TrimPrefix(wrong.Field, "Centre."), "centres.import.json_value", []any{"value", wrong.Value}}
	}
	if known, ok := errors.AsType[*core.Error](err); ok {
		return Remark{e.line, "", known.Key, known.Args}
	}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		name = core.Clip(strings.Trim(name, `"`), 40)
		return Remark{e.line, name, "centres.import.unknown_field", []any{"value", name}}
	}
	return Remark{e.line, "", "centres.error.unreadable", nil}
}

func (e *jsonEntry) names() (core.ID, int) { return e.ID, e.Number }

func (e *jsonEntry) place(field string) (int, string) { return e.line, field }

// merge takes the entry as it is written. Without an internal part, as in the
// public edition, the stored one stays.
func (e *jsonEntry) merge(_ *Store, stored entry) (Record, merged) {
	m := merged{by: byHand}
	r := Record{Centre: e.Centre}
	if r.Organisation == "" {
		r.Organisation = r.Name
	}
	if r.OrganisationID == "" {
		r.OrganisationID = stored.OrganisationID
		if r.Organisation != stored.Organisation || r.OrganisationID == "" {
			r.OrganisationID = organisationID(plainText(r.Organisation, false), "")
		}
	}
	if e.Internal != nil {
		r.Internal = *e.Internal
		return r, m
	}
	r.Internal = stored.Internal
	r.Internal.Addresses = nil
	for _, a := range stored.Internal.Addresses {
		if len(r.Offices) != len(stored.Offices) || !r.Offices[a.Office].Secret {
			m.refused = append(m.refused, Remark{e.line, "internal.addresses", "centres.import.withheld", nil})
			break
		}
		r.Internal.Addresses = append(r.Internal.Addresses, a)
	}
	return r, m
}
