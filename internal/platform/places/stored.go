package places

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// storedHeading is the first line of a stored table and names its form.
const storedHeading = "places 1"

// WriteTo writes what a table has beyond the embedded one: its postal codes and
// the towns that were added. The same table always gives the same bytes.
func (t *Table) WriteTo(w io.Writer) (int64, error) {
	counted := &counter{to: w}
	packed, err := gzip.NewWriterLevel(counted, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	b := bufio.NewWriter(packed)
	fmt.Fprintln(b, storedHeading)
	for _, c := range t.codes {
		fmt.Fprintf(b, "%s\t%s\t%s\t%d\t%d\n", c.digits, t.districts[c.district].ags, oneLine(c.name), c.spot.lat, c.spot.lon)
	}
	for _, w := range t.towns[len(t.towns)-t.imported:] {
		fmt.Fprintf(b, "+\t%s\t%s\t%d\t%d\n", t.districts[w.district].ags, oneLine(w.name), w.spot.lat, w.spot.lon)
	}
	if err := b.Flush(); err != nil {
		return counted.n, err
	}
	err = packed.Close()
	return counted.n, err
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

type counter struct {
	to io.Writer
	n  int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.n += int64(n)
	return n, err
}

// ReadTable reads what WriteTo wrote. It fails on anything else.
func ReadTable(r io.Reader) (*Table, error) {
	const largest = 32 << 20 // unpacked; the whole of Germany has less than 2 MB
	packed, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("stored places: %w", err)
	}
	content, err := io.ReadAll(io.LimitReader(packed, largest+1))
	if err != nil {
		return nil, fmt.Errorf("stored places: %w", err)
	}
	if len(content) > largest {
		return nil, fmt.Errorf("stored places: more than %d bytes", largest)
	}
	heading, rest, _ := strings.Cut(string(content), "\n")
	if heading != storedHeading {
		return nil, fmt.Errorf("stored places: written by another version")
	}
	t, _, err := readBase()
	if err != nil {
		return nil, err
	}
	var added []town
	for n, line := range numbered(rest) {
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("stored places: line %d has %d fields", n+1, len(f))
		}
		district, ok := t.districtNumber(f[1])
		lat, err1 := strconv.ParseInt(f[3], 10, 32)
		lon, err2 := strconv.ParseInt(f[4], 10, 32)
		if !ok || err1 != nil || err2 != nil || f[0] != "+" && (len(f[0]) != 5 || !isDigits(f[0])) {
			return nil, fmt.Errorf("stored places: line %d cannot be read", n+1)
		}
		at := spot{int32(lat), int32(lon)}
		if f[0] == "+" {
			added = append(added, town{name: f[2], whole: -1, district: district, spot: at})
			continue
		}
		if last := len(t.codes) - 1; last >= 0 && t.codes[last].digits >= f[0] {
			return nil, fmt.Errorf("stored places: line %d is out of order", n+1)
		}
		t.codes = append(t.codes, code{digits: f[0], name: f[2], district: district, spot: at})
	}
	return t.extended(added), nil
}
