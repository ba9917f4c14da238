package dev.pprof4j.source.jfr;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * The stacks where threads were seen in a window. The CPU time of a thread is attributed
 * among its stacks in proportion to their weights. Used for one window, by one thread.
 */
final class SampledStacks {

	private final Map<Long, Map<Key, Sum>> threads = new HashMap<>();

	private TimeSpans spans = TimeSpans.none();

	/** Starts without stacks, and reads which labels there are. */
	void begin() {
		clear();
		this.spans = TimeSpans.remembered();
	}

	/** Forgets everything. */
	void clear() {
		this.spans = TimeSpans.none();
		this.threads.clear();
	}

	/**
	 * Adds a sample.
	 * @param weight what the sample stands for, in any unit that is the same for all
	 * samples
	 */
	void add(@Nullable RecordedThread thread, Instant time, List<Frame> stack, long weight) {
		this.threads.computeIfAbsent(WindowClocks.number(thread), (key) -> new LinkedHashMap<>())
			.computeIfAbsent(new Key(stack, ThreadLabels.of(thread, time, this.spans)), (key) -> new Sum())
			.add(weight);
	}

	/** The threads, by their numbers in {@link WindowClocks}. */
	Set<Long> threads() {
		return this.threads.keySet();
	}

	/** The weight of all samples of a thread. */
	long weight(long thread) {
		return stacks(thread).values().stream().mapToLong((sum) -> sum.weight).sum();
	}

	private Map<Key, Sum> stacks(long thread) {
		return this.threads.getOrDefault(thread, Map.of());
	}

	/**
	 * Divides the CPU time of threads among their stacks, down to the nanosecond.
	 * @param threadNanos the CPU time by thread, including threads that were not seen
	 * @return the time of all threads
	 */
	long addTo(ProfileBuilder builder, Map<Long, Long> threadNanos, WindowClocks clocks) {
		long attributed = 0;
		for (Map.Entry<Long, Long> thread : threadNanos.entrySet()) {
			long nanos = thread.getValue();
			Map<Key, Sum> stacks = stacks(thread.getKey());
			if (!stacks.isEmpty()) {
				distribute(nanos, stacks, builder);
			}
			else if (nanos > 0) {
				builder.add(List.of(Frame.NO_SAMPLES), clocks.labels(thread.getKey()), 0, nanos);
			}
			attributed += nanos;
		}
		return attributed;
	}

	private static void distribute(long nanos, Map<Key, Sum> stacks, ProfileBuilder builder) {
		double weight = stacks.values().stream().mapToDouble((sum) -> sum.weight).sum();
		long before = 0;
		long seen = 0;
		for (Map.Entry<Key, Sum> entry : stacks.entrySet()) {
			Key key = entry.getKey();
			Sum sum = entry.getValue();
			seen += sum.weight;
			long until = Math.round(nanos * (seen / weight));
			builder.add(key.stack(), key.labels(), sum.samples, until - before);
			before = until;
		}
	}

	private record Key(List<Frame> stack, Labels labels) {

	}

	private static final class Sum {

		private long samples;

		private long weight;

		private void add(long weight) {
			this.samples++;
			this.weight += weight;
		}

	}

}
