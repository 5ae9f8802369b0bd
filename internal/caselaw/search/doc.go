// Package search is the index over decisions, and the language in which they are
// searched for.
//
// Every word of a decision is kept as it is written, as its stem, and as the parts of a
// compound: the layers are added to each other, so that the very word always ranks above
// its kin. Provisions and decisions that are cited are kept by their keys, with every
// prefix. A score follows from the decisions alone, and never from the order in which
// they came or from how they lie on the disk, so that every server answers alike.
//
// The index is a cache in a folder: what it cannot read it throws away, and Fresh then
// asks the caller to fill it anew. It is kept by bleve's scorch, which writes, merges and
// survives a crash; what lies in its segments is the package postings, since bleve's own
// were slower to search and to build.
package search
