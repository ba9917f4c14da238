package dev.pprof4j.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The results of several methods for several things, over the true values, in rounds. The
 * methods that are compared take turns.
 */
final class Ratios {

	private final Map<String, Map<String, List<Double>>> methods = new LinkedHashMap<>();

	void add(String method, String thing, double ratio) {
		this.methods.computeIfAbsent(method, (name) -> new LinkedHashMap<>())
			.computeIfAbsent(thing, (name) -> new ArrayList<>())
			.add(ratio);
	}

	void print() {
		this.methods.forEach((method, things) -> {
			System.out.println(method);
			things.forEach(
					(thing, ratios) -> System.out.printf(Locale.ROOT, "  %-14s %s%n", thing, new Statistics(ratios)));
		});
	}

}
