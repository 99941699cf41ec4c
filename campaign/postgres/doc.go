// Package postgres keeps a notebook in a PostgreSQL database: the store for many. [Open] connects to it.
//
// The database must have the encoding UTF8. The tables are made in the first schema of the search path, so one database can hold several
// notebooks, one in each schema:
//
//	postgres://campaigns@db.example.org/survey?search_path=dp2
//
// # Transactions
//
// Changes are serializable. One that loses against another is made again from the start, after it has waited for those that are being
// written, so it cannot lose twice. What was written is on disk when [campaign.Store.Update] returns, as durably as the server is
// configured. When the connection breaks or the context ends during the commit, nobody knows whether it happened: look.
//
// # Rights
//
// Triggers refuse to change or delete events, also for the owner of the tables. Someone who may drop triggers could; checkpoints that are
// signed and kept elsewhere show it.
//
// # Versions
//
// The files in migrations/ make the schema, each once and in order. A database that an older version made is brought up to date when it
// is opened; one that a newer version made is refused. There is no way back.
package postgres
