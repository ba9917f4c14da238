package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Uses the events of JEP 509, on JDK 25 and later: samples driven by a timer on each
 * thread's own CPU clock, including whole stacks of virtual threads. Each sample states
 * the CPU time that it represents. Because some of the time has no sample, the samples of
 * a thread, and those of all virtual threads together, are weighted to match the clocks.
 * A sample that the JVM has lost counts as the shortest time of the others, as far as the
 * clocks leave that much.
 */
final class CpuTimeSamples implements CpuEvents {

	static final int FIRST_VERSION = 25;

	private static final String SAMPLE = "jdk.CPUTimeSample";

	private static final String LOST = "jdk.CPUTimeSamplesLost";

	/** More CPU time than a thread uses before the recording has ended. */
	private static final String NEVER = "1000 s";

	/** A signal arrives as soon as its thread has a CPU. */
	private static final Duration UNTIL_QUIET = Duration.ofMillis(50);

	/**
	 * Below this many intervals of CPU time, the absence of samples is not suspicious.
	 */
	private static final int SURPRISING = 50;

	private final Duration interval;

	private final SampledStacks stacks = new SampledStacks();

	private boolean heard;

	private boolean suspicious;

	/**
	 * The shortest period of a sample read so far, which may be below our interval:
	 * another recording may ask for more samples.
	 */
	private long shortestPeriod;

	/** Samples of which the JVM knows only how many there were. */
	private long lost;

	CpuTimeSamples(Duration interval) {
		this.interval = interval;
	}

	@Override
	public void enable(Recording recording) {
		recording.enable(SAMPLE).withStackTrace().with("throttle", this.interval.toNanos() + "ns");
		recording.enable(LOST);
	}

	/**
	 * Sets the threads' timers so that they do not expire any more, and lets their last
	 * signals arrive. With the last recording, the JVM deletes the timers and frees the
	 * memory that their signals use, and a signal that arrives just then may end it
	 * (JDK-8392187).
	 */
	@Override
	public void quiet(Recording recording) {
		recording.enable(SAMPLE).with("throttle", NEVER);
		boolean interrupted = false;
		long end = System.nanoTime() + UNTIL_QUIET.toNanos();
		for (long left = UNTIL_QUIET.toNanos(); left > 0; left = end - System.nanoTime()) {
			try {
				TimeUnit.NANOSECONDS.sleep(left);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void begin() {
		this.stacks.begin();
		this.lost = 0;
		this.shortestPeriod = this.interval.toNanos();
	}

	@Override
	public void clear() {
		this.stacks.clear();
	}

	@Override
	public boolean include(RecordedEvent event) {
		String type = event.getEventType().getName();
		return type.equals(SAMPLE) || type.equals(LOST);
	}

	@Override
	public void add(RecordedEvent event, List<Frame> stack) {
		this.heard = true;
		if (event.getEventType().getName().equals(LOST)) {
			this.lost += event.getLong("lostSamples");
			return;
		}
		long period = Math.max(1, event.getDuration("samplingPeriod").toNanos());
		this.shortestPeriod = Math.min(this.shortestPeriod, period);
		this.stacks.add(event.getThread("eventThread"), event.getStartTime(),
				event.getBoolean("failed") ? List.of(Frame.NO_STACK) : stack, period);
	}

	/** Whether reading has found no sample. */
	boolean areSilent() {
		return !this.heard;
	}

	/** Whether there was no sample although the process has used CPU time. */
	boolean areSuspicious() {
		return this.suspicious;
	}

	@Override
	public void addTo(ProfileBuilder builder, WindowClocks clocks) {
		Map<Long, Long> sampled = new HashMap<>();
		this.stacks.threads().forEach((thread) -> sampled.put(thread, this.stacks.weight(thread)));
		Map<Long, Long> nanos = weighed(sampled, clocks);
		long used = clocks.processNanos();
		long attributed = this.stacks.addTo(builder, nanos, clocks);
		if (this.lost > 0) {
			// The clocks already account for some of them.
			long lostNanos = Math.max(0, this.lost * this.shortestPeriod - Math.max(0, attributed - sum(sampled)));
			lostNanos = Math.min(lostNanos, Math.max(0, used - attributed));
			builder.add(List.of(Frame.LOST), Labels.EMPTY, this.lost, lostNanos);
			attributed += lostNanos;
		}
		this.suspicious = areSilent() && used > SURPRISING * this.interval.toNanos();
		if (used - attributed > this.interval.toNanos()) {
			long rest = used - attributed;
			builder.add(List.of(NOT_JAVA), Labels.EMPTY, 0, rest);
		}
	}

	/** Replaces sampled time by that of the clocks, where these show enough. */
	private Map<Long, Long> weighed(Map<Long, Long> sampled, WindowClocks clocks) {
		if (!clocks.areOfAll()) {
			return sampled;
		}
		Map<Long, Long> nanos = new HashMap<>(sampled);
		clocks.threadNanos(sampled.keySet()).forEach((thread, used) -> {
			if (used >= clocks.enough()) {
				nanos.merge(thread, used, clocks.mayBeMore(thread) ? Math::max : (sample, clock) -> clock);
			}
		});
		return nanos;
	}

	private static long sum(Map<Long, Long> nanos) {
		return nanos.values().stream().mapToLong(Long::longValue).sum();
	}

}
