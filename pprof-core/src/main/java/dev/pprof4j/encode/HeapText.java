package dev.pprof4j.encode;

import java.util.Comparator;
import java.util.List;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.Sample;

/**
 * Heap profiles as Go writes them for people ({@code debug=1}), largest in use first. As
 * in Go the numbers are those of the samples, not what they stand for;
 * {@code go tool pprof} reads the text, and computes the latter.
 */
public final class HeapText {

	private static final Comparator<Row> IN_USE_FIRST = Comparator.comparingLong(Row::inUseBytes)
		.thenComparingLong(Row::allocatedBytes)
		.reversed();

	private HeapText() {
	}

	/**
	 * A profile as text.
	 * @param profile a profile of heap or allocations
	 * @return the text
	 */
	public static String of(Profile profile) {
		List<Row> rows = profile.samples()
			.stream()
			.map((sample) -> Row.of(sample, profile.period()))
			.sorted(IN_USE_FIRST)
			.toList();
		StringBuilder text = new StringBuilder("heap profile: ");
		// Go has twice the sampling interval here, and its reader halves it.
		text.append(rows.stream().reduce(Row.NONE, Row::plus).numbers()).append(" heap/").append(2 * profile.period());
		text.append('\n');
		rows.forEach((row) -> append(text, row));
		text.append("\n# runtime.MemStats\n").append(MemStats.now().text());
		profile.comments().forEach((comment) -> text.append("# ").append(comment).append('\n'));
		return text.toString();
	}

	private static void append(StringBuilder text, Row row) {
		text.append(row.numbers());
		for (Frame frame : row.stack()) {
			text.append(" 0x").append(Long.toHexString(frame.address()));
		}
		text.append('\n');
		for (Frame frame : row.stack()) {
			text.append("#\t0x%x\t%s+0x0\t%s:%d\n".formatted(frame.address(), frame.name(), frame.fileName(),
					frame.line()));
		}
		text.append('\n');
	}

	/**
	 * One record: the samples behind the estimates of a profile.
	 */
	private record Row(List<Frame> stack, long inUseObjects, long inUseBytes, long allocatedObjects,
			long allocatedBytes) {

		private static final Row NONE = new Row(List.of(), 0, 0, 0, 0);

		static Row of(Sample sample, long intervalBytes) {
			List<Long> values = sample.values();
			long size = sample.labels()
				.all()
				.stream()
				.filter((label) -> label.key().equals("bytes"))
				.mapToLong(Label::number)
				.findFirst()
				.orElseGet(() -> values.get(1) / Math.max(1, values.get(0)));
			double scale = 1 / -Math.expm1((double) -size / intervalBytes);
			long inUse = samples(values.get(2), scale);
			long allocated = samples(values.get(0), scale);
			return new Row(sample.stack(), inUse, inUse * size, allocated, allocated * size);
		}

		/** The estimates are cut to whole numbers, so that this finds back what was. */
		private static long samples(long objects, double scale) {
			return (long) Math.ceil(objects / scale - 1e-9);
		}

		Row plus(Row other) {
			return new Row(this.stack, this.inUseObjects + other.inUseObjects, this.inUseBytes + other.inUseBytes,
					this.allocatedObjects + other.allocatedObjects, this.allocatedBytes + other.allocatedBytes);
		}

		String numbers() {
			return "%d: %d [%d: %d] @".formatted(this.inUseObjects, this.inUseBytes, this.allocatedObjects,
					this.allocatedBytes);
		}

	}

}
