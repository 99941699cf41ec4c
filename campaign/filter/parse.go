package filter

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrSyntax says that a text is no filter. The message says where: the first byte of the text is column 1.
var ErrSyntax = errors.New("not a filter")

// MaxLength is the largest length of a filter, in bytes, and MaxDepth how deep it nests.
const (
	MaxLength = 64 << 10
	MaxDepth  = 100
)

// A Field is something that a filter can ask about.
type Field struct {
	Name   string
	Number bool // its values are whole numbers
}

// Parse reads a filter over fields. An empty text is the nil Expr. It returns an error that wraps [ErrSyntax] and tells the
// column otherwise.
func Parse(text string, fields []Field) (Expr, error) {
	if len(text) > MaxLength {
		return nil, fmt.Errorf("%w: it is longer than %d bytes", ErrSyntax, MaxLength)
	}
	p := &parser{text: text, fields: fields}
	p.advance()
	if p.kind == end {
		return nil, nil
	}
	e, err := p.expression(0)
	if err == nil && p.kind != end {
		err = p.unexpected("and, or, or the end")
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

// kind is that of a token.
type kind int

const (
	end     kind = iota
	word         // without quotes
	quoted       // its token is what is between the quotes
	symbol       // an operator, a parenthesis or a comma
	invalid      // its token is what is wrong
)

// parser reads a text token by token.
type parser struct {
	text   string
	fields []Field
	at     int // where the token begins
	next   int // where the next may begin
	kind   kind
	token  string
}

func (p *parser) fail(at int, format string, args ...any) error {
	return fmt.Errorf("%w: column %d: %s", ErrSyntax, at+1, fmt.Sprintf(format, args...))
}

// unexpected says that the token is not what was wanted.
func (p *parser) unexpected(wanted string) error {
	switch p.kind {
	case end:
		return p.fail(p.at, "it ends where %s was expected", wanted)
	case invalid:
		return p.fail(p.at, "%s", p.token)
	}
	return p.fail(p.at, "%.60q stands where %s was expected", p.token, wanted)
}

func (p *parser) expression(depth int) (Expr, error) {
	left, err := p.term(depth)
	for err == nil && p.isWord("or") {
		p.advance()
		var right Expr
		right, err = p.term(depth)
		left = Or{left, right}
	}
	return left, err
}

func (p *parser) term(depth int) (Expr, error) {
	left, err := p.factor(depth)
	for err == nil && p.isWord("and") {
		p.advance()
		var right Expr
		right, err = p.factor(depth)
		left = And{left, right}
	}
	return left, err
}

func (p *parser) factor(depth int) (Expr, error) {
	if depth > MaxDepth {
		return nil, p.fail(p.at, "it nests deeper than %d", MaxDepth)
	}
	switch {
	case p.isWord("not"):
		p.advance()
		e, err := p.factor(depth + 1)
		return Not{e}, err
	case p.is("("):
		p.advance()
		e, err := p.expression(depth + 1)
		if err != nil {
			return nil, err
		}
		if !p.is(")") {
			return nil, p.unexpected("a closing parenthesis")
		}
		p.advance()
		return e, nil
	}
	return p.condition()
}

func (p *parser) condition() (Expr, error) {
	field, err := p.field()
	if err != nil {
		return nil, err
	}
	negate := p.isWord("not")
	if negate {
		p.advance()
	}
	if p.isWord("in") {
		p.advance()
		values, err := p.values(field)
		if negate {
			return Not{In{field.Name, values}}, err
		}
		return In{field.Name, values}, err
	}
	op := Op(p.token)
	if negate || p.kind != symbol || !slices.Contains([]Op{Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Contains}, op) {
		return nil, p.unexpected("= != < <= > >= ~ or in")
	}
	if op == Contains && field.Number {
		return nil, p.fail(p.at, "%s is a number, and ~ is for text", field.Name)
	}
	p.advance()
	value, err := p.value(field)
	return Compare{field.Name, op, value}, err
}

func (p *parser) field() (Field, error) {
	if p.kind == word {
		for _, f := range p.fields {
			if f.Name == p.token {
				p.advance()
				return f, nil
			}
		}
	}
	var names []string
	for _, f := range p.fields {
		names = append(names, f.Name)
	}
	return Field{}, p.unexpected("a field (" + strings.Join(names, ", ") + ")")
}

func (p *parser) values(f Field) ([]any, error) {
	if !p.is("(") {
		return nil, p.unexpected("an opening parenthesis")
	}
	var values []any
	for {
		p.advance()
		v, err := p.value(f)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
		if p.is(")") {
			p.advance()
			return values, nil
		}
		if !p.is(",") {
			return nil, p.unexpected("a comma or a closing parenthesis")
		}
	}
}

func (p *parser) value(f Field) (any, error) {
	if p.kind != word && p.kind != quoted {
		return nil, p.unexpected("a value")
	}
	text, at := p.token, p.at
	p.advance()
	if !f.Number {
		return text, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, p.fail(at, "%s is a whole number, not %.60q", f.Name, text)
	}
	return n, nil
}

func (p *parser) is(token string) bool { return p.kind == symbol && p.token == token }

func (p *parser) isWord(w string) bool { return p.kind == word && strings.EqualFold(p.token, w) }

// advance reads the next token.
func (p *parser) advance() {
	for p.next < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.next]) >= 0 {
		p.next++
	}
	p.at = p.next
	rest := p.text[p.at:]
	if rest == "" {
		p.kind, p.token = end, ""
		return
	}
	for _, s := range []string{"!=", "<=", ">=", "=", "<", ">", "~", "(", ")", ","} {
		if strings.HasPrefix(rest, s) {
			p.kind, p.token, p.next = symbol, s, p.at+len(s)
			return
		}
	}
	if rest[0] == '\'' || rest[0] == '"' {
		p.advanceQuoted(rest)
		return
	}
	n := 0
	for n < len(rest) && isWordByte(rest[n]) {
		n++
	}
	if n == 0 {
		r, _ := utf8.DecodeRuneInString(rest)
		p.kind, p.token = invalid, fmt.Sprintf("%q belongs to nothing: put text in quotes", r)
		return
	}
	p.kind, p.token, p.next = word, rest[:n], p.at+n
}

func (p *parser) advanceQuoted(rest string) {
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] != rest[0]:
			b.WriteByte(rest[i])
		case i+1 < len(rest) && rest[i+1] == rest[0]:
			b.WriteByte(rest[i])
			i++
		default:
			p.kind, p.token, p.next = quoted, b.String(), p.at+i+1
			return
		}
	}
	p.kind, p.token = invalid, "the quote is not closed"
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("._+:/@*-", c) >= 0 || c >= utf8.RuneSelf
}
