// Package zframe writes zstd frames (RFC 8878) that are composed, not searched
// for: its caller says which bytes are literals and which are copies of bytes
// before them.
//
// A compressor reads all bytes and looks for what repeats. Who makes the bytes
// of runs knows that already: a page with the detectors of 5 500 visits, a
// mebibyte, is one focal plane of literals and one copy of all others. Its frame
// has three hundred bytes, and nothing else is ever written or read.
//
// [Writer.Begin] begins a frame, [Writer.Literals] and [Writer.Copy] add to its
// content, [Writer.End] gives the bytes. The comments cite sections of the RFC.
//
// # Format
//
// A frame has a window of 128 KiB, the size of its content, and no checksum:
// pages of Parquet have one. Blocks are raw if they have no copies. In the
// others literals are raw and sequences coded by the predefined tables. Both
// cost some bytes and no time: there are few of them, or composing is the wrong
// way and a compressor is the right one.
package zframe
