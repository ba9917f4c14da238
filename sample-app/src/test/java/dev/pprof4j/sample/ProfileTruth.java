package dev.pprof4j.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.proto.Sample;

/**
 * The figures of a profile, computed in the plainest way from what the generated protobuf
 * classes read.
 *
 * @param profile the profile
 * @param type the index of the sample type
 */
record ProfileTruth(ParsedProfile profile, int type) {

	private List<String> stack(Sample sample) {
		return this.profile.stack(sample);
	}

	private long value(Sample sample) {
		return sample.getValue(this.type);
	}

	private Stream<Sample> samples() {
		return this.profile.proto().getSampleList().stream();
	}

	long total() {
		return samples().mapToLong(this::value).sum();
	}

	Map<String, Long> flat() {
		return sums((sample) -> List.of(stack(sample).get(0)));
	}

	Map<String, Long> cumulative() {
		return sums((sample) -> List.copyOf(new HashSet<>(stack(sample))));
	}

	/** Sums by direct caller of a function, at its outermost call. */
	Map<String, Long> callers(String function) {
		return sums((sample) -> {
			List<String> stack = stack(sample);
			int at = stack.lastIndexOf(function);
			return (at < 0 || at == stack.size() - 1) ? List.of() : List.of(stack.get(at + 1));
		});
	}

	/** Sums by direct callee of a function, at its outermost call. */
	Map<String, Long> callees(String function) {
		return sums((sample) -> {
			List<String> stack = stack(sample);
			int at = stack.lastIndexOf(function);
			return (at < 1) ? List.of() : List.of(stack.get(at - 1));
		});
	}

	/** Sums by path of this depth, from the outermost function inwards. */
	Map<String, Long> paths(int depth) {
		return sums((sample) -> {
			List<String> stack = stack(sample);
			return (stack.size() < depth) ? List.of()
					: List.of(String.join("/", reversed(stack.subList(stack.size() - depth, stack.size()))));
		});
	}

	/** Sums by path of this depth, from the innermost function outwards. */
	Map<String, Long> invertedPaths(int depth) {
		return sums((sample) -> {
			List<String> stack = stack(sample);
			return (stack.size() < depth) ? List.of() : List.of(String.join("/", stack.subList(0, depth)));
		});
	}

	/** Sums by text of a label. */
	Map<String, Long> byLabel(String key) {
		return sums((sample) -> {
			Object value = this.profile.labels(sample).get(key);
			return List.of((value != null) ? key + ": " + value : "no " + key);
		});
	}

	long with(String part) {
		return samples().filter((sample) -> stack(sample).stream().anyMatch((name) -> name.contains(part)))
			.mapToLong(this::value)
			.sum();
	}

	/** Returns the sum of each key, without those that are zero. */
	private Map<String, Long> sums(Function<Sample, List<String>> keys) {
		ToLongFunction<Sample> value = this::value;
		Map<String, Long> sums = new TreeMap<>();
		samples().forEach(
				(sample) -> keys.apply(sample).forEach((key) -> sums.merge(key, value.applyAsLong(sample), Long::sum)));
		sums.values().removeIf((sum) -> sum == 0);
		return sums;
	}

	private static List<String> reversed(List<String> names) {
		List<String> reversed = new ArrayList<>(names);
		Collections.reverse(reversed);
		return reversed;
	}

}
