package search

// relax makes any of the words suffice, and keeps what filters. It tells whether that
// makes a difference.
func (s *search) relax() bool {
	return false
}

// suggest is what may have been meant.
func (s *search) suggest() string { return "" }
