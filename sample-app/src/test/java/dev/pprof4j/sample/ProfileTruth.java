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
 * What a profile says, computed in the plainest way from what the generated protobuf
 * classes read.
 *
 * @param profile the profile
 * @param type which value of the samples
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

	/** Of a function what each of its direct callers brings, where it is first called. */
	Map<String, Long> callers(String function) {
		return sums((sample) -> {
			List<String> stack = stack(sample);
			int at = stack.lastIndexOf(function);
			return (at < 0 || at == stack.size() - 1) ? List.of() : List.of(stack.get(at + 1));
		});
	}

	/** The same for what it calls. */
	Map<String, Long> callees(String function) {
		return sums((sample) -> {
			List<String> stack = stack(sample);
			int at = stack.lastIndexOf(function);
			return (at < 1) ? List.of() : List.of(stack.get(at - 1));
		});
	}

	/** Each path from the outermost function on, to a depth. */
	Map<String, Long> paths(int depth) {
		return sums((sample) -> {
			List<String> stack = stack(sample);
			return (stack.size() < depth) ? List.of()
					: List.of(String.join("/", reversed(stack.subList(stack.size() - depth, stack.size()))));
		});
	}

	/** Each path from the innermost function on. */
	Map<String, Long> invertedPaths(int depth) {
		return sums((sample) -> {
			List<String> stack = stack(sample);
			return (stack.size() < depth) ? List.of() : List.of(String.join("/", stack.subList(0, depth)));
		});
	}

	/** What samples with a label amount to, by its text. */
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

	/** The sum of each key, without those that are nothing. */
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
