package strictjson_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
)

// visitDetector is a DataId of a detector image.
type visitDetector struct{ visit, detector int64 }

// readDataID reads one object such as {"visit":1,"detector":2}.
func readDataID(s *strictjson.Scanner) (id visitDetector, err error) {
	for key, err := range s.Object() {
		if err != nil {
			return id, err
		}
		switch string(key) {
		case "visit":
			id.visit, err = s.ReadInt64()
		case "detector":
			id.detector, err = s.ReadInt64()
		default:
			err = s.Errorf("unknown dimension %q", key)
		}
		if err != nil {
			return id, err
		}
	}
	return id, nil
}

// An array of DataIds.
func Example() {
	s := strictjson.New(strings.NewReader(`[{"visit":2025062900604,"detector":94}, {"visit":5,"detector":6}]`), strictjson.Options{})
	for _, err := range s.Array() {
		if err != nil {
			fmt.Println(err)
			return
		}
		id, err := readDataID(s)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(id.visit, id.detector)
	}
	fmt.Println(s.End())
	// Output:
	// 2025062900604 94
	// 5 6
	// <nil>
}

// An envelope with metadata, which is small and decoded with encoding/json, and an array of any length.
func ExampleScanner_Raw() {
	const document = `{"format": "example/1", "metadata": {"title": "bad amplifiers"}, "dataIds": [{"visit":1,"detector":2}]}`
	read := func(s *strictjson.Scanner) error {
		for key, err := range s.Object() {
			if err != nil {
				return err
			}
			switch string(key) {
			case "format":
				format, err := s.ReadString()
				if err != nil {
					return err
				}
				if string(format) != "example/1" {
					return s.Errorf("unknown format %q", format)
				}
			case "metadata":
				raw, err := s.Raw(1 << 16)
				if err != nil {
					return err
				}
				var metadata struct{ Title string }
				if err := json.Unmarshal(raw, &metadata); err != nil {
					return err
				}
				fmt.Println(metadata.Title)
			case "dataIds":
				for _, err := range s.Array() {
					if err != nil {
						return err
					}
					id, err := readDataID(s)
					if err != nil {
						return err
					}
					fmt.Println(id.visit, id.detector)
				}
			default:
				return s.Errorf("unknown key %q", key)
			}
		}
		return s.End()
	}
	fmt.Println(read(strictjson.New(strings.NewReader(document), strictjson.Options{})))
	// Output:
	// bad amplifiers
	// 1 2
	// <nil>
}

// A file of JSON Lines.
func ExampleScanner_Values() {
	lines := "{\"visit\":1,\"detector\":2}\n{\"visit\":1,\"detector\":2.0}\n"
	s := strictjson.New(strings.NewReader(lines), strictjson.Options{Lines: true})
	for line, err := range s.Values() {
		var id visitDetector
		if err == nil {
			id, err = readDataID(s)
		}
		if err != nil {
			fmt.Printf("line %d: %v\n", line, err)
			return
		}
		fmt.Println(id.visit, id.detector)
	}
	// Output:
	// 1 2
	// line 2: byte 47: 2.0 is a fraction: write 2
}

// A map of any size from a visit to ranges of detectors. The caller keeps the visits and finds duplicates itself.
func ExampleScanner_Entries() {
	s := strictjson.New(strings.NewReader(`{"7": [[1,3],[5,5]], "9": [[0,2]], "7": []}`), strictjson.Options{})
	visits := map[string]bool{}
	for visit, err := range s.Entries() {
		if err == nil && visits[string(visit)] {
			err = s.Errorf("visit %q appears twice", visit)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		visits[string(visit)] = true
		fmt.Printf("%s:", visit)
		for _, err := range s.Array() {
			if err != nil {
				fmt.Println(err)
				return
			}
			ranges, err := s.Raw(100)
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Printf(" %s", ranges)
		}
		fmt.Println()
	}
	// Output:
	// 7: [1,3] [5,5]
	// 9: [0,2]
	// byte 35: visit "7" appears twice
}
