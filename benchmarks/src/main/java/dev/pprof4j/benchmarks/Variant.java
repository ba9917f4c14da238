package dev.pprof4j.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/**
 * A way to run the sample application.
 *
 * @param profiles the profiles that are requested in turn, again and again
 * @param jvm the options of the JVM
 * @param arguments the arguments of the application
 */
record Variant(List<String> profiles, List<String> jvm, List<String> arguments) {

	static final String HEAP = "--pprof.heap.enabled=";

	static final String LABELS = "--pprof.labels.http=";

	static final String BLOCK = "--pprof.block.enabled=";

	static final String MUTEX = "--pprof.mutex.enabled=";

	static final String CREATED = "--pprof.threadcreate.enabled=";

	/** What the starter does before a profile is requested. */
	private static final List<String> SWITCHES = List.of(HEAP, LABELS, BLOCK, MUTEX, CREATED,
			"--pprof.mutex.virtual-threads=", "--pprof.cpu.preload=");

	static Variant starterOff() {
		return of("--pprof.enabled=false");
	}

	static Variant of(String... arguments) {
		return new Variant(List.of(), List.of(), List.of(arguments));
	}

	/** The starter with these parts, and without the others. */
	static Variant ofParts(String... parts) {
		List<String> on = List.of(parts);
		return of(SWITCHES.stream().map((part) -> part + on.contains(part)).toArray(String[]::new));
	}

	Variant asked(String... profiles) {
		return new Variant(List.of(profiles), this.jvm, this.arguments);
	}

	Variant with(String... options) {
		List<String> all = Stream.concat(this.jvm.stream(), Stream.of(options)).toList();
		return new Variant(this.profiles, all, this.arguments);
	}

}
