package expr

import (
	"strings"
	"unicode/utf8"
)

// Limits of an expression.
const (
	MaxLength = 16 << 20 // bytes of text
	MaxDepth  = 200      // parentheses inside one another
)

// Kind is the type of a dimension's values.
type Kind uint8

// The kinds of dimensions.
const (
	String Kind = iota
	Int
)

// Parse reads an expression. It asks typeOf for the kind of each dimension that
// the text names; false says that there is no such dimension. The error is a
// [*SyntaxError].
func Parse(text string, typeOf func(dimension string) (Kind, bool)) (*Expr, error) {
	if len(text) > MaxLength {
		return nil, errorAt(text, MaxLength, "the expression has %d bytes, more than %d: put its values in a list and intersect with that", len(text), MaxLength)
	}
	if !utf8.ValidString(text) {
		return nil, errorAt(text, invalidAt(text), "the expression is not valid UTF-8")
	}
	p := &parser{lex: lexer{text: text}, typeOf: typeOf}
	p.advance()
	root, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokEnd {
		return nil, p.unexpected("AND, OR or the end")
	}
	return &Expr{root: root}, nil
}

// parser is a recursive descent over the grammar of the package comment, with
// one token of lookahead. Only parentheses recurse.
type parser struct {
	lex    lexer
	tok    token
	depth  int
	typeOf func(string) (Kind, bool)
}

// dimension is a name that the group has.
type dimension struct {
	name string
	kind Kind
}

func (p *parser) advance() { p.tok = p.lex.next() }

func (p *parser) or() (node, error) {
	terms, err := p.chain(tokOr, p.and)
	if err != nil {
		return nil, err
	}
	return newOr(terms), nil
}

func (p *parser) and() (node, error) {
	terms, err := p.chain(tokAnd, p.not)
	if err != nil {
		return nil, err
	}
	return newAnd(terms), nil
}

// chain reads one or more terms with a word between them.
func (p *parser) chain(word tokenKind, term func() (node, error)) ([]node, error) {
	var terms []node
	for {
		n, err := term()
		if err != nil {
			return nil, err
		}
		terms = append(terms, n)
		if p.tok.kind != word {
			return terms, nil
		}
		p.advance()
	}
}

func (p *parser) not() (node, error) {
	negative := false
	for p.tok.kind == tokNot {
		negative = !negative
		p.advance()
	}
	n, err := p.primary()
	if err != nil || !negative {
		return n, err
	}
	return negate(n), nil
}

func (p *parser) primary() (node, error) {
	switch p.tok.kind {
	case tokOpen:
		return p.parentheses()
	case tokName:
		return p.condition()
	case tokInt, tokString:
		return p.mirrored()
	default:
		return nil, p.unexpected("a condition such as visit = 5")
	}
}

func (p *parser) parentheses() (node, error) {
	if p.depth == MaxDepth {
		return nil, p.fail(p.tok, "more than %d parentheses inside one another", MaxDepth)
	}
	p.depth++
	p.advance()
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokClose {
		return nil, p.unexpected("AND, OR or )")
	}
	p.depth--
	p.advance()
	return n, nil
}

// condition reads a condition that begins with a dimension.
func (p *parser) condition() (node, error) {
	d, err := p.dimension()
	if err != nil {
		return nil, err
	}
	switch p.tok.kind {
	case tokCompare:
		op := p.tok.op
		p.advance()
		value, err := p.literal(d)
		if err != nil {
			return nil, err
		}
		return p.comparison(d, op, value)
	case tokIn:
		p.advance()
		return p.items(d)
	case tokNot:
		p.advance()
		if p.tok.kind != tokIn {
			return nil, p.unexpected("IN after NOT")
		}
		p.advance()
		n, err := p.items(d)
		if err != nil {
			return nil, err
		}
		return negate(n), nil
	default:
		return nil, p.unexpected("=, !=, <, <=, >, >=, IN or NOT IN after " + d.name)
	}
}

// mirrored reads a comparison with the literal on the left.
func (p *parser) mirrored() (node, error) {
	value := p.tok
	p.advance()
	if p.tok.kind != tokCompare {
		return nil, p.unexpected("a comparison with a dimension")
	}
	op := p.tok.op.mirror()
	p.advance()
	if p.tok.kind != tokName {
		return nil, p.unexpected("a dimension")
	}
	d, err := p.dimension()
	if err != nil {
		return nil, err
	}
	if err := p.checkKind(d, value); err != nil {
		return nil, err
	}
	return p.comparison(d, op, value)
}

// comparison makes the condition "d op value".
func (p *parser) comparison(d dimension, op compareOp, value token) (node, error) {
	if p.tok.kind == tokCompare {
		return nil, p.fail(p.tok, "comparisons cannot be chained: join two with AND, such as 1 < visit AND visit < 5")
	}
	if d.kind == Int {
		return compareInt(d.name, op, value.num), nil
	}
	return compareString(d.name, op, value.str), nil
}

// items reads the list of an IN.
func (p *parser) items(d dimension) (node, error) {
	if p.tok.kind != tokOpen {
		return nil, p.unexpected("( after IN")
	}
	ints, strs := &intIn{dimension: d.name}, &stringIn{dimension: d.name}
	for {
		p.advance() // over the parenthesis or the comma
		value, err := p.literal(d)
		if err != nil {
			return nil, err
		}
		if d.kind == String {
			strs.values = append(strs.values, value.str)
		} else if err := p.intItem(ints, value.num); err != nil {
			return nil, err
		}
		if p.tok.kind == tokClose {
			break
		}
		if p.tok.kind != tokComma {
			return nil, p.unexpected(", or )")
		}
	}
	p.advance()
	if d.kind == String {
		strs.normalise()
		return strs, nil
	}
	ints.normalise()
	return ints, nil
}

// intItem adds the item that begins with first, a value or a range, to n.
func (p *parser) intItem(n *intIn, first int64) error {
	last, step := first, int64(1)
	if p.tok.kind == tokDots {
		p.advance()
		if p.tok.kind != tokInt {
			return p.unexpected("the last integer of the range")
		}
		last = p.tok.num
		p.advance()
		if p.tok.kind == tokColon {
			p.advance()
			if p.tok.kind != tokInt {
				return p.unexpected("the step of the range")
			}
			if p.tok.num == 0 {
				return p.fail(p.tok, "the step of a range is 1 or more")
			}
			step = p.tok.num
			p.advance()
		}
	}
	n.add(first, last, step)
	return nil
}

// dimension reads the name of a dimension or of its primary key.
func (p *parser) dimension() (dimension, error) {
	word := p.word(p.tok)
	name, field, dotted := strings.Cut(word, ".")
	kind, ok := p.typeOf(name)
	if !ok {
		return dimension{}, p.fail(p.tok, "%q is not a dimension of the list", clip(name))
	}
	key := "name"
	if kind == Int {
		key = "id"
	}
	if dotted && field != key {
		return dimension{}, p.fail(p.tok, "%q is not a dimension: a list holds only dimension values, here %s.%s", clip(word), clip(name), key)
	}
	p.advance()
	return dimension{name: name, kind: kind}, nil
}

// literal reads a value for d.
func (p *parser) literal(d dimension) (token, error) {
	value := p.tok
	if err := p.checkKind(d, value); err != nil {
		return token{}, err
	}
	p.advance()
	return value, nil
}

// checkKind returns an error if t is not a literal of the kind of d.
func (p *parser) checkKind(d dimension, t token) error {
	switch {
	case t.kind == tokInt && d.kind == String:
		return p.fail(t, "%s is a string: write '%s'", d.name, clip(p.word(t)))
	case t.kind == tokString && d.kind == Int:
		return p.fail(t, "%s is an integer: write it without quotes", d.name)
	case t.kind == tokInt, t.kind == tokString:
		return nil
	case t.kind == tokName:
		if name, _, _ := strings.Cut(p.word(t), "."); p.isDimension(name) {
			return p.fail(t, "a dimension cannot be compared with another (%s): write a value", clip(name))
		}
		if d.kind == String {
			return p.fail(t, "a string is in quotes: write '%s'", clip(p.word(t)))
		}
	}
	if d.kind == Int {
		return p.unexpected("an integer for " + d.name)
	}
	return p.unexpected("a string in quotes for " + d.name)
}

func (p *parser) isDimension(name string) bool {
	_, ok := p.typeOf(name)
	return ok
}

// word returns the text of a token.
func (p *parser) word(t token) string { return p.lex.text[t.pos:t.end] }

// unexpected is the error for a current token that is not what fits here.
func (p *parser) unexpected(want string) error {
	switch p.tok.kind {
	case tokBad:
		return p.fail(p.tok, "%s", p.tok.str)
	case tokEnd:
		return p.fail(p.tok, "expected %s, found the end of the expression", want)
	default:
		return p.fail(p.tok, "expected %s, found %q", want, clip(p.word(p.tok)))
	}
}

// fail is the error for a token.
func (p *parser) fail(t token, format string, args ...any) error {
	return errorAt(p.lex.text, t.pos, format, args...)
}

// invalidAt returns the offset of the first byte of s that is not part of valid
// UTF-8; s is known to have one.
func invalidAt(s string) int {
	for i := 0; ; {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n < 2 {
			return i
		}
		i += n
	}
}
