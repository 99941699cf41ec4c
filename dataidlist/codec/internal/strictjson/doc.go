// Package strictjson reads JSON (RFC 8259) from a stream, token by token, and refuses everything that two readers could
// understand differently: an object with the same key twice, text that is not UTF-8, a lone surrogate escape. It keeps each
// number as it was written, so that an int64 loses no digit.
//
// [New] makes a [Scanner]. [Scanner.Next] returns one [Token] at a time; most callers read with [Scanner.Object],
// [Scanner.Array], [Scanner.ReadInt64] and [Scanner.ReadString] and finish with [Scanner.End]. A file of JSON Lines is read
// with Options.Lines and [Scanner.Values].
//
// # Guarantees
//
//   - What the package accepts is valid JSON, and valid JSON is refused only for one of the reasons above or for a limit.
//   - The result does not depend on the sizes of the reads.
//   - Every error is an [*Error] with the offset in bytes and the line where the input is wrong. A limit wraps [ErrLimit].
//   - The bytes of a token or a key are valid until the next call; nothing is allocated for a token.
//   - A byte order mark is skipped at the very start of the input, and nowhere else.
//
// # Limits
//
// Memory holds one token or what [Scanner.Ahead] was asked for, the kinds of the open objects and arrays, and the keys of the
// open objects; [Options] has the bounds. The size of the input is not limited.
package strictjson
