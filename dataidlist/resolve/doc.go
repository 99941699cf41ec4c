// Package resolve finds the primary keys of DataIds for which others are known:
// the exposure with an obs_id, or with a day_obs and a seq_num; the detector
// with a full_name; the visits that an exposure belongs to.
//
// # Model
//
// Dimension records are tables, and all that is known of a table is the names of
// its columns. A column that is a dimension of the universe holds primary keys;
// any other one is a field, such as obs_id or, where several elements have it,
// visit.seq_num. The dimensions of a table that none of its others requires or
// implies are what its records are about: exposure, for columns instrument,
// exposure, obs_id and day_obs; exposure and visit, for instrument, exposure and
// visit. So no key is built in, and the tables of any universe serve.
//
// To resolve is to join. [Records] collects the tables that matter for the
// columns of an input. [Records.Plan] finds steps that lead from these columns
// to primary keys: first one for each element of which the input has fields,
// with all columns as key that both have; then, along tables about several
// dimensions, those that lead to the dimensions asked for. Where tables leave a
// choice it is an error that names them. [Plan.Resolve] then takes rows, many at
// a time and column by column, and looks up each step in a hash table of the
// records.
//
// A row for which there is no record fails, and so does one with several that
// lead to different keys, unless the plan is to take them all: all exposures of
// a visit. Nothing is guessed and nothing is dropped.
//
// # Limits
//
// Memory holds the columns of the records that the input has too, or that are
// needed for primary keys, and eight bytes a record. The values of a column are
// all ints of 0 to 2^63−1, or all texts.
package resolve
