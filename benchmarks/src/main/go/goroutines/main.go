// Starts goroutines that wait in stacks of a given depth, and serves net/http/pprof on
// the loopback interface. Prints its address, and ends when its input ends.
//
//	goroutines COUNT DEPTH
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

var forever = make(chan struct{})

var longest int64

//go:noinline
func down(depth int, ready *sync.WaitGroup) {
	if depth > 1 {
		down(depth-1, ready)
		return
	}
	ready.Done()
	<-forever
}

// spin does nothing but read the clock, and keeps the largest gap.
func spin() {
	for last := time.Now(); ; {
		now := time.Now()
		if gap := now.Sub(last).Nanoseconds(); gap > atomic.LoadInt64(&longest) {
			atomic.StoreInt64(&longest, gap)
		}
		last = now
	}
}

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	depth, _ := strconv.Atoi(os.Args[2])
	var ready sync.WaitGroup
	ready.Add(count)
	for i := 0; i < count; i++ {
		go down(depth, &ready)
	}
	ready.Wait()
	go spin()
	http.HandleFunc("/gap", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, atomic.SwapInt64(&longest, 0))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	go http.Serve(listener, nil)
	io.Copy(io.Discard, os.Stdin)
}
