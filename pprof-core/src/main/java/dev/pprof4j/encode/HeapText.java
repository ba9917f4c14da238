package dev.pprof4j.encode;

import java.util.Comparator;
import java.util.List;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.Sample;

/**
 * Writes heap profiles as Go does for people ({@code debug=1}): the largest in use first.
 * As in Go, the numbers are those of the samples, not the estimates derived from them;
 * {@code go tool pprof} reads the text and computes the estimates. Used for one profile.
 */
final class HeapText {

	private static final Comparator<Row> IN_USE_FIRST = Comparator.comparingLong(Row::inUseBytes)
		.thenComparingLong(Row::allocatedBytes)
		.reversed();

	private final TextLines text;

	private HeapText(TextLines text) {
		this.text = text;
	}

	static void write(Profile profile, TextLines text) {
		new HeapText(text).write(profile);
	}

	private void write(Profile profile) {
		List<Row> rows = profile.samples()
			.stream()
			.map((sample) -> Row.of(sample, profile.period()))
			.sorted(IN_USE_FIRST)
			.toList();
		this.text.append("heap profile: ");
		numbers(rows.stream().reduce(Row.NONE, Row::plus));
		// Go writes twice the sampling interval here, and its reader halves it.
		this.text.append(" @ heap/").append(2 * profile.period()).append('\n');
		rows.forEach(this::row);
		this.text.append("\n# runtime.MemStats\n").append(MemStats.now().text());
		this.text.comments(profile.comments());
	}

	private void row(Row row) {
		numbers(row);
		this.text.stack(row.stack(), Labels.EMPTY);
	}

	private void numbers(Row row) {
		this.text.append(row.inUseObjects()).append(": ").append(row.inUseBytes()).append(" [");
		this.text.append(row.allocatedObjects()).append(": ").append(row.allocatedBytes()).append("]");
	}

	/**
	 * One row: the samples behind the estimates of a profile.
	 */
	private record Row(List<Frame> stack, long inUseObjects, long inUseBytes, long allocatedObjects,
			long allocatedBytes) {

		private static final Row NONE = new Row(List.of(), 0, 0, 0, 0);

		static Row of(Sample sample, long intervalBytes) {
			List<Long> values = sample.values();
			long size = size(sample);
			if (size == 0) { // not sampled by size: there is nothing to convert back
				return new Row(sample.stack(), values.get(2), values.get(3), values.get(0), values.get(1));
			}
			double scale = 1 / -Math.expm1((double) -size / intervalBytes);
			long inUse = samples(values.get(2), scale);
			long allocated = samples(values.get(0), scale);
			return new Row(sample.stack(), inUse, inUse * size, allocated, allocated * size);
		}

		/**
		 * The label is the size of the objects or, if a place has many sizes, that size
		 * rounded up.
		 */
		private static long size(Sample sample) {
			long label = sample.labels()
				.all()
				.stream()
				.filter((candidate) -> candidate.key().equals(LabelKeys.BYTES))
				.mapToLong(Label::number)
				.findFirst()
				.orElse(0);
			long objects = sample.values().get(0);
			return (objects > 0) ? Math.min(label, sample.values().get(1) / objects) : label;
		}

		/**
		 * The estimates are rounded down to whole numbers, so rounding up recovers the
		 * original count.
		 */
		private static long samples(long objects, double scale) {
			return (long) Math.ceil(objects / scale - 1e-9);
		}

		Row plus(Row other) {
			return new Row(this.stack, this.inUseObjects + other.inUseObjects, this.inUseBytes + other.inUseBytes,
					this.allocatedObjects + other.allocatedObjects, this.allocatedBytes + other.allocatedBytes);
		}

	}

}
