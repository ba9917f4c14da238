// Writes a CPU profile with labels, and a heap profile, as Go itself writes them:
//
//	go run -trimpath sample-app/src/test/go/profiles/main.go sample-app/src/test/resources/profiles
package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

var kept [][]byte

var sink uint64

func burn(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		for i := uint64(0); i < 100000; i++ {
			sink = mix(sink, i)
		}
	}
}

// mix is inlined: its frames share a location with those of burn.
func mix(a, b uint64) uint64 {
	return a*31 + b ^ a>>7
}

//go:noinline
func keep(n int) {
	for i := 0; i < n; i++ {
		kept = append(kept, make([]byte, 1<<20))
	}
}

//go:noinline
func fall(n int) {
	if n > 0 {
		fall(n - 1)
		return
	}
	burn(300 * time.Millisecond)
}

func create(name string) *os.File {
	file, err := os.Create(filepath.Join(os.Args[1], name))
	if err != nil {
		panic(err)
	}
	return file
}

func main() {
	cpu := create("go-cpu.pb.gz")
	defer cpu.Close()
	pprof.StartCPUProfile(cpu)
	for _, route := range []string{"/orders", "/orders/{id}"} {
		pprof.Do(context.Background(), pprof.Labels("route", route, "tenant", "a \"b\""), func(context.Context) {
			burn(400 * time.Millisecond)
			fall(5)
		})
	}
	burn(200 * time.Millisecond)
	pprof.StopCPUProfile()
	keep(20)
	runtime.GC()
	heap := create("go-heap.pb.gz")
	defer heap.Close()
	pprof.Lookup("heap").WriteTo(heap, 0)
}
