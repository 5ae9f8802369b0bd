package vault

import (
	"fmt"
	"io"
	"log/slog"
)

// hidden is what is printed of everything that holds a key, however it is
// printed. The keys themselves lie behind pointers, which fmt does not follow
// where it cannot call these methods.
const hidden = "(…)"

func hide(f fmt.State, name string) { io.WriteString(f, "vault."+name+hidden) }

// Format prints no secret.
func (h Holder) Format(f fmt.State, _ rune) { hide(f, "Holder") }

// String prints no secret.
func (h Holder) String() string { return "vault.Holder" + hidden }

// GoString prints no secret.
func (h Holder) GoString() string { return h.String() }

// LogValue logs no secret.
func (h Holder) LogValue() slog.Value { return slog.StringValue(h.String()) }

// MarshalJSON writes no secret.
func (h Holder) MarshalJSON() ([]byte, error) { return []byte(`"` + h.String() + `"`), nil }

// Format prints no secret.
func (a Access) Format(f fmt.State, _ rune) { hide(f, "Access") }

// String prints no secret.
func (a Access) String() string { return "vault.Access" + hidden }

// GoString prints no secret.
func (a Access) GoString() string { return a.String() }

// LogValue logs no secret.
func (a Access) LogValue() slog.Value { return slog.StringValue(a.String()) }

// MarshalJSON writes no secret.
func (a Access) MarshalJSON() ([]byte, error) { return []byte(`"` + a.String() + `"`), nil }

// Format prints no secret.
func (f Folder) Format(s fmt.State, _ rune) { hide(s, "Folder") }

// String prints no secret.
func (f Folder) String() string { return "vault.Folder" + hidden }

// GoString prints no secret.
func (f Folder) GoString() string { return f.String() }

// LogValue logs no secret.
func (f Folder) LogValue() slog.Value { return slog.StringValue(f.String()) }

// MarshalJSON writes no secret.
func (f Folder) MarshalJSON() ([]byte, error) { return []byte(`"` + f.String() + `"`), nil }

// Format prints no secret.
func (e Enrolment) Format(f fmt.State, _ rune) { hide(f, "Enrolment") }

// String prints no secret.
func (e Enrolment) String() string { return "vault.Enrolment" + hidden }

// GoString prints no secret.
func (e Enrolment) GoString() string { return e.String() }

// LogValue logs no secret.
func (e Enrolment) LogValue() slog.Value { return slog.StringValue(e.String()) }

// MarshalJSON writes no secret.
func (e Enrolment) MarshalJSON() ([]byte, error) { return []byte(`"` + e.String() + `"`), nil }

// Format prints no secret.
func (v *Vault) Format(f fmt.State, _ rune) { hide(f, "Vault") }

// String prints no secret.
func (v *Vault) String() string { return "vault.Vault" + hidden }

// LogValue logs no secret.
func (v *Vault) LogValue() slog.Value { return slog.StringValue(v.String()) }

// MarshalJSON writes no secret.
func (v *Vault) MarshalJSON() ([]byte, error) { return []byte(`"` + v.String() + `"`), nil }

// Format prints no secret.
func (k key) Format(f fmt.State, _ rune) { hide(f, "key") }

// String prints no secret.
func (k key) String() string { return "vault.key" + hidden }

// MarshalJSON writes no secret.
func (k key) MarshalJSON() ([]byte, error) { return []byte(`"` + k.String() + `"`), nil }
