package plot

import "image/color"

// Colours of the palette of Okabe and Ito, which colour-blind people can tell
// apart.
var (
	orange     = color.RGBA{0xE6, 0x9F, 0x00, 0xFF}
	skyBlue    = color.RGBA{0x56, 0xB4, 0xE9, 0xFF}
	green      = color.RGBA{0x00, 0x9E, 0x73, 0xFF}
	yellow     = color.RGBA{0xF0, 0xE4, 0x42, 0xFF}
	blue       = color.RGBA{0x00, 0x72, 0xB2, 0xFF}
	vermillion = color.RGBA{0xD5, 0x5E, 0x00, 0xFF}
	purple     = color.RGBA{0xCC, 0x79, 0xA7, 0xFF}
)

// Inks and papers.
var (
	white = color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	ink   = color.RGBA{0x22, 0x22, 0x22, 0xFF}
	faint = color.RGBA{0x5F, 0x5F, 0x5F, 0xFF} // still 6:1 on white
	rule  = color.RGBA{0xD0, 0xD0, 0xD0, 0xFF}
	none  = color.RGBA{0xEC, 0xEC, 0xEC, 0xFF} // a place without DataIds
	rest  = color.RGBA{0x99, 0x99, 0x99, 0xFF} // what is left over
)

// viridis has six steps of that colour map, from light to dark, so that more
// is darker on white paper.
var viridis = [numClasses]color.RGBA{
	{0xFD, 0xE7, 0x25, 0xFF},
	{0x7A, 0xD1, 0x51, 0xFF},
	{0x22, 0xA8, 0x84, 0xFF},
	{0x2A, 0x78, 0x8E, 0xFF},
	{0x41, 0x44, 0x87, 0xFF},
	{0x44, 0x01, 0x54, 0xFF},
}

// shade gives the colour of one of so many classes, spread over the map.
func shade(class, of int) color.RGBA {
	if of == 1 {
		return viridis[len(viridis)/2]
	}
	return viridis[class*(len(viridis)-1)/(of-1)]
}

// over gives black or white, whichever can be read on a colour.
func over(c color.RGBA) color.RGBA {
	if 299*int(c.R)+587*int(c.G)+114*int(c.B) > 130*1000 {
		return ink
	}
	return white
}
