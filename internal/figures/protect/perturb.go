package protect

// Perturbation is the table of the cell-key method.
func Perturbation(d int, v float64, forbidden ...int) ([][]float64, error) { return nil, nil }
