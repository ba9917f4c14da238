package dev.pprof4j.sample;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The pages. Each calls one method, which is the one to look for in a profile.
 */
@RestController
class WorkController {

	private static final int MEGABYTE = 1024 * 1024;

	private final Object lock = new Object();

	private volatile byte[] garbage = {};

	private final List<byte[]> leaked = Collections.synchronizedList(new ArrayList<>());

	private final SlowService service;

	WorkController(SlowService service) {
		this.service = service;
	}

	@GetMapping("/slow")
	Map<String, Object> slow() throws InterruptedException {
		byte[] megabyte = fillMegabyte();
		long sum = addTenMillion();
		Thread.sleep(50);
		return Map.of("bytes", megabyte.length, "sum", sum);
	}

	@GetMapping("/cpu")
	Map<String, Object> cpu(@RequestParam(defaultValue = "100") long ms) {
		return Map.of("result", burnCpu(ms));
	}

	@GetMapping("/alloc")
	Map<String, Object> alloc(@RequestParam(defaultValue = "10") int mb) {
		return Map.of("bytes", allocate(mb));
	}

	@GetMapping("/lock")
	Map<String, Object> lock(@RequestParam(defaultValue = "100") long ms) throws InterruptedException {
		holdLock(ms);
		return Map.of("heldMs", ms);
	}

	@GetMapping("/leak")
	Map<String, Object> leak(@RequestParam(defaultValue = "1") int mb) {
		leakMemory(mb);
		return Map.of("leakedMb", this.leaked.size());
	}

	@GetMapping("/io")
	Map<String, Object> io(@RequestParam(defaultValue = "100") long ms) throws IOException {
		return Map.of("bytes", askService(ms));
	}

	private static byte[] fillMegabyte() {
		byte[] bytes = new byte[MEGABYTE];
		Arrays.fill(bytes, (byte) 1);
		return bytes;
	}

	private static long addTenMillion() {
		long sum = 0;
		for (int i = 0; i < 10_000_000; i++) {
			sum += i ^ (sum << 1);
		}
		return sum;
	}

	private static long burnCpu(long ms) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
		long x = 1;
		while (System.nanoTime() < end) {
			for (int i = 0; i < 100_000; i++) {
				x = x * 31 + (x >>> 7) + i;
			}
		}
		return x;
	}

	/**
	 * Allocates garbage, 1 kB at a time, which the next allocation replaces. Without the
	 * field, the compiler would find that the arrays are unused, and allocate nothing.
	 */
	private long allocate(int mb) {
		long bytes = 0;
		for (int i = 0; i < mb * 1024; i++) {
			this.garbage = new byte[1024];
			bytes += this.garbage.length;
		}
		return bytes;
	}

	/** The second caller waits. */
	private void holdLock(long ms) throws InterruptedException {
		synchronized (this.lock) {
			Thread.sleep(ms);
		}
	}

	private void leakMemory(int mb) {
		for (int i = 0; i < mb; i++) {
			this.leaked.add(new byte[MEGABYTE]);
		}
	}

	/** Another service takes the time, while the caller waits. */
	private int askService(long ms) throws IOException {
		try (Socket socket = new Socket(this.service.address(), this.service.port())) {
			DataOutputStream out = new DataOutputStream(socket.getOutputStream());
			out.writeLong(ms);
			return socket.getInputStream().readAllBytes().length;
		}
	}

}
