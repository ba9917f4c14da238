package dev.pprof4j.source.jfr;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;

/**
 * Estimates what was allocated where, from windows of time in which the JVM reports each
 * new thread-local allocation buffer (TLAB) and each object allocated outside one. A
 * window stands for everything that was allocated since the last one: its rows are scaled
 * to those bytes. The estimates only grow. Safe to share between threads.
 */
final class SampledAllocations {

	private static final Allocation OVERFLOW = new Allocation(
			List.of(Frame.ofMissing("too many stacks: pprof.heap.max-stacks")), "", 0);

	private final Map<Allocation, double[]> sums = new HashMap<>();

	private final Map<Allocation, double[]> window = new HashMap<>();

	private final int maxRows;

	private double windowBytes;

	/**
	 * Creates an empty estimate.
	 * @param maxRows the maximum number of distinct combinations of place, class and size
	 */
	SampledAllocations(int maxRows) {
		this.maxRows = maxRows;
	}

	/**
	 * Adds what one event stands for.
	 * @param allocation the object
	 * @param bytes the size of the buffer that it started, or its own
	 */
	synchronized void add(Allocation allocation, long bytes) {
		double[] sum = this.window.computeIfAbsent(bounded(this.window, allocation.rounded()), (key) -> new double[2]);
		sum[0] += (double) bytes / Math.max(1, allocation.objectBytes());
		sum[1] += bytes;
		this.windowBytes += bytes;
	}

	/**
	 * Ends a window.
	 * @param allocatedBytes what was actually allocated since the last one ended
	 * @return whether anything was seen; if not, those bytes belong to the next window
	 */
	synchronized boolean endWindow(long allocatedBytes) {
		if (this.windowBytes == 0) {
			return false;
		}
		double scale = allocatedBytes / this.windowBytes;
		this.window.forEach((allocation, seen) -> {
			double[] sum = this.sums.computeIfAbsent(bounded(this.sums, allocation), (key) -> new double[2]);
			sum[0] += scale * seen[0];
			sum[1] += scale * seen[1];
		});
		this.window.clear();
		this.windowBytes = 0;
		return true;
	}

	private Allocation bounded(Map<Allocation, double[]> rows, Allocation allocation) {
		return (rows.size() < this.maxRows || rows.containsKey(allocation)) ? allocation : OVERFLOW;
	}

	synchronized void addTo(ProfileBuilder builder) {
		this.sums.forEach((allocation, sum) -> builder.add(allocation.stack(), allocation.labels(), (long) sum[0],
				(long) sum[1], 0, 0));
	}

	/**
	 * An object allocated in one place.
	 *
	 * @param stack where it was allocated
	 * @param className the class of the object
	 * @param objectBytes its size
	 */
	record Allocation(List<Frame> stack, String className, long objectBytes) {

		/**
		 * Rounds sizes above 64 bytes to within an eighth, so that arrays take only a few
		 * rows.
		 */
		Allocation rounded() {
			long step = Long.highestOneBit(Math.max(64, this.objectBytes)) / 8;
			return new Allocation(this.stack, this.className, (this.objectBytes + step - 1) / step * step);
		}

		Labels labels() {
			return Labels.of(Label.of(LabelKeys.BYTES, this.objectBytes, "bytes"),
					Label.of(LabelKeys.CLASS, this.className));
		}

	}

}
