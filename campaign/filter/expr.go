package filter

// An Expr is a condition on a row: an [And], [Or], [Not], [Compare] or [In]. A nil Expr holds for every row.
type Expr interface{ expr() }

// And holds where both do.
type And struct{ Left, Right Expr }

// Or holds where one of both does.
type Or struct{ Left, Right Expr }

// Not holds where the other does not.
type Not struct{ Expr Expr }

// Compare holds where a field compares to a value: a string or an int64, as the field is.
type Compare struct {
	Field string
	Op    Op
	Value any
}

// In holds where a field has one of the values.
type In struct {
	Field  string
	Values []any
}

func (And) expr()     {}
func (Or) expr()      {}
func (Not) expr()     {}
func (Compare) expr() {}
func (In) expr()      {}

// An Op compares.
type Op string

// The operators. Contains is for text, and takes upper and lower case of ASCII letters as equal.
const (
	Equal        Op = "="
	NotEqual     Op = "!="
	Less         Op = "<"
	LessEqual    Op = "<="
	Greater      Op = ">"
	GreaterEqual Op = ">="
	Contains     Op = "~"
)
