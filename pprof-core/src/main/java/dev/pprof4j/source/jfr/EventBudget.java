package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import dev.pprof4j.source.Durations;

/**
 * Limits how many waits of a type are recorded: each costs the application time, and the
 * threads of a busy pool rest thousands of times a second. If there are too many, the
 * shortest are left out: the threshold doubles each second until few enough remain, and
 * halves again after a while with few waits. Safe to share between threads.
 */
final class EventBudget {

	/**
	 * A hundredth of a CPU, if each wait costs ten microseconds. Counting one takes three
	 * (measured as {@code pprof.cpu.time} over {@code pprof.events}); what it costs the
	 * thread that waited, which records its stack, is an estimate.
	 */
	static final long PER_SECOND = 1000;

	/** How long there must be few events before the threshold is halved. */
	private static final Duration CALM = Duration.ofSeconds(10);

	private static final int MAX_DOUBLINGS = 8;

	/** The threshold that is doubled first if every wait counts. */
	private static final Duration SMALLEST = Duration.ofMillis(1);

	private final String what;

	private final Duration wanted;

	private int doublings;

	private Duration calm = Duration.ZERO;

	private int mostDoublings;

	private Duration raised = Duration.ZERO;

	/**
	 * Creates a budget that is not used up.
	 * @param what the kind of waits, for readers of the profile
	 * @param wanted the threshold while there are few enough
	 */
	EventBudget(String what, Duration wanted) {
		this.what = what;
		this.wanted = wanted;
	}

	/**
	 * Called about once a second.
	 * @param events how many there were that reach the threshold
	 * @param elapsed the time in which they occurred
	 * @return whether this changes the threshold
	 */
	synchronized boolean settle(long events, Duration elapsed) {
		int before = this.doublings;
		double perSecond = events * 1e9 / elapsed.toNanos();
		if (before > 0) {
			this.raised = this.raised.plus(elapsed);
		}
		this.calm = (perSecond <= PER_SECOND / 4.0) ? this.calm.plus(elapsed) : Duration.ZERO;
		if (perSecond > PER_SECOND && before < MAX_DOUBLINGS) {
			this.doublings++;
			this.mostDoublings = Math.max(this.mostDoublings, this.doublings);
		}
		else if (before > 0 && this.calm.compareTo(CALM) >= 0) {
			this.doublings--;
			this.calm = Duration.ZERO;
		}
		return this.doublings != before;
	}

	/** The threshold from now on. */
	synchronized Duration threshold() {
		return threshold(this.doublings);
	}

	private Duration threshold(int doublings) {
		if (doublings == 0) {
			return this.wanted;
		}
		Duration first = (this.wanted.compareTo(SMALLEST) > 0) ? this.wanted : SMALLEST;
		return first.multipliedBy(1L << doublings);
	}

	/**
	 * What may be missing so far.
	 * @param threshold the shortest wait that is wanted at all
	 */
	synchronized Optional<String> comment(Duration threshold) {
		Duration highest = threshold(this.mostDoublings);
		if (this.mostDoublings == 0 || highest.compareTo(threshold) <= 0) {
			return Optional.empty();
		}
		return Optional.of(String.format(Locale.ROOT,
				"At times since the start there were more than %,d waits '%s' a second: in %,d s some shorter than %s may be missing",
				PER_SECOND, this.what, this.raised.toSeconds(), Durations.inMillis(highest)));
	}

}
