package bundle

// WriteFiles is writeTar, for tests of what was read.
var WriteFiles = writeTar
