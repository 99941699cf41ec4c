package plot

import "math"

// A lonLat is a place on the sky, in radians.
type lonLat struct{ lon, lat float64 }

// hammer projects the sky onto an ellipse twice as wide as high, by the
// equal-area projection of Hammer: east is to the left, and the longitude 0 in
// the middle. Longitudes are -π to π; x is -1 to 1, y -1/2 to 1/2 from below.
func hammer(at lonLat) xy {
	z := math.Sqrt(1 + math.Cos(at.lat)*math.Cos(at.lon/2))
	return xy{-math.Cos(at.lat) * math.Sin(at.lon/2) / z, math.Sin(at.lat) / z / 2}
}

// wrapped gives a longitude as -π to π.
func wrapped(lon float64) float64 {
	return math.Remainder(lon, 2*math.Pi)
}

// outlines gives the shapes of a small region on the map: one, or two if it
// lies on both sides of the edge. A place at a pole has any longitude.
func outlines(region []lonLat) [][]xy {
	const tiny = 1e-9
	line := make([]lonLat, len(region)) // with longitudes that go on without jumps
	low, high := math.Inf(1), math.Inf(-1)
	for i, at := range region {
		lon := wrapped(at.lon)
		if i > 0 {
			lon = line[i-1].lon + wrapped(at.lon-region[i-1].lon)
		}
		line[i] = lonLat{lon, at.lat}
		low, high = min(low, lon), max(high, lon)
	}
	shapes := [][]xy{project(line, 0)}
	if high > math.Pi+tiny {
		shapes = append(shapes, project(line, -2*math.Pi))
	}
	if low < -math.Pi-tiny {
		shapes = append(shapes, project(line, 2*math.Pi))
	}
	return shapes
}

// project gives the part of a region within the map, after a shift.
func project(region []lonLat, shift float64) []xy {
	shape := make([]xy, len(region))
	for i, at := range region {
		shape[i] = hammer(lonLat{min(max(at.lon+shift, -math.Pi), math.Pi), at.lat})
	}
	return shape
}
