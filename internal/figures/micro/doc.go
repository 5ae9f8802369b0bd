// Package micro makes open microdata of three years: synthetic rows, and the noisy
// tables out of which they come. The rows look like records and give roughly their
// tables, and no row is a person.
//
// The way there has one door. On the protected side the lines of a window are counted
// in the tables that the design names (design.toml), and every cell gets discrete
// Gaussian noise (Measure). Everything after that sees the noisy tables and nothing
// else (Synthesize takes no line), so it can lose accuracy but no privacy: the tables
// are made to agree, a log-linear model is fitted to them, rows are drawn from it and
// annealed. Whoever holds the published tables makes the same rows, byte for byte, on
// any machine.
//
// Its rules:
//   - Columns, categories and pairs come from the design, never from the lines. A
//     category is there whether or not anybody is in it.
//   - Noise comes from crypto/rand and is exact; see Sampler.
//   - What is promised, and to whom, is worked out before anything is counted, and
//     published with the rows; see Promise and Keep. Each window spends it once: who
//     publishes a window again with new noise spends it twice.
//   - How safe it is, is said by the bound that follows from the noise, and beside it by
//     attacks that were tried (Attack). How near a row is to its nearest line says
//     nothing about safety and is not measured here.
//
// Sources: Bun and Steinke 2016 (arXiv:1605.02065); Canonne, Kamath and Steinke 2020
// (arXiv:2004.00010); McKenna, Sheldon and Miklau 2019 (arXiv:1901.09136); Dong, Roth
// and Su 2022 (arXiv:1905.02383). docs/figures-microdata.md tells researchers what to
// expect.
package micro
