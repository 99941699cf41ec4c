// Package plot draws what is in a list of DataIds: how many of each night, of
// each detector, of each place on the sky, for which reasons, and what an
// apply kept and removed.
//
// [New] and [Compare] count and give a [Figure], a column of panels, one for
// each [Kind]. A figure is written as SVG or PNG, as text for a terminal, or
// as JSON with the counts themselves.
//
// # Counting
//
// A list is counted by its runs (values.go) and never expanded: the ten years
// of LSST are 397 million DataIds and 2.1 million runs. Memory follows what is
// drawn, which is bounded: nights, detectors, cells of the sky, bins.
//
// What cannot be placed is not guessed. The nights of Rubin's instruments are
// part of their visit numbers (see [dataidlist.DayObs]); other numbers have no
// night here. Focal planes are known of LSSTCam, its
// simulation and LSSTComCam, and other detectors stand in a plain grid in order
// of their numbers. Tracts are known
// of the skymaps in rings.go, and others are counted by their number. Each
// panel says so where it is the case.
//
// # Drawing
//
// Panels know their place on a page (page.go), which hides the canvas of
// gonum.org/v1/plot, and their form in a terminal (terminal.go). Colours are
// safe for colour-blind people (colour.go): counts have a few classes from light
// to dark, and what is compared has hues of the palette of Okabe and Ito.
//
// # Guarantees
//
// The same list gives the same bytes. An SVG has a title and a description for
// those who do not see it, no script, and nothing that is loaded from
// elsewhere: text of the list is escaped.
package plot
