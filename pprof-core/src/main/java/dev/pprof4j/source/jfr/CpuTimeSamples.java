package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.source.ProcessCpu;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;

/**
 * The events of JEP 509, from JDK 25 on: a timer on each thread's own CPU clock, whole
 * stacks of virtual threads among them. A sample is worth the time that it says it stands
 * for; samples that the JVM has lost are worth the shortest of these.
 */
final class CpuTimeSamples implements CpuEvents {

	static final int FIRST_VERSION = 25;

	private static final String SAMPLE = "jdk.CPUTimeSample";

	private static final String LOST = "jdk.CPUTimeSamplesLost";

	/** Below so many intervals of CPU time, no sample at all is no surprise. */
	private static final int SURPRISING = 50;

	private final Duration interval;

	private final ProcessCpu process = new ProcessCpu();

	private final Map<Key, long[]> sums = new HashMap<>();

	private TimeSpans spans = TimeSpans.none();

	private long told;

	private boolean suspicious;

	private long used;

	private Instant end = Instant.MAX;

	/** Of the samples, while they are read: other recordings may want more of them. */
	private long shortestPeriod;

	/** Samples of which the JVM knows nothing but how many there were. */
	private long lost;

	CpuTimeSamples(Duration interval) {
		this.interval = interval;
	}

	@Override
	public void enable(Recording recording) {
		recording.enable(SAMPLE).withStackTrace().with("throttle", this.interval.toNanos() + "ns");
		recording.enable(LOST);
	}

	@Override
	public void begin() {
		this.process.begin();
	}

	@Override
	public void end(Instant end) {
		this.end = end;
		this.used = this.process.usedNanos();
	}

	@Override
	public void clear() {
		this.spans = TimeSpans.remembered();
		this.sums.clear();
		this.told = 0;
		this.lost = 0;
		this.shortestPeriod = this.interval.toNanos();
	}

	@Override
	public void add(RecordedEvent event, List<Frame> stack) {
		if (event.getStartTime().isAfter(this.end)) {
			return;
		}
		switch (event.getEventType().getName()) {
			case SAMPLE -> {
				long period = event.getDuration("samplingPeriod").toNanos();
				this.shortestPeriod = Math.min(this.shortestPeriod, period);
				add(event, event.getBoolean("failed") ? List.of(Frame.NO_STACK) : stack, period);
			}
			case LOST -> this.lost += event.getLong("lostSamples");
			default -> {
				// a recording has some events that tell of itself
			}
		}
	}

	private void add(RecordedEvent event, List<Frame> stack, long nanos) {
		long[] sum = this.sums.computeIfAbsent(
				new Key(stack, ThreadLabels.of(event.getThread("eventThread"), event.getStartTime(), this.spans)),
				(key) -> new long[2]);
		sum[0]++;
		sum[1] += nanos;
		this.told += nanos;
	}

	/** Whether the process has used CPU time, and nothing was told when it was read. */
	boolean areSuspicious() {
		return this.suspicious;
	}

	@Override
	public void addTo(ProfileBuilder builder) {
		this.sums.forEach((key, sum) -> builder.add(key.stack(), key.labels(), sum[0], sum[1]));
		long lostNanos = this.lost * this.shortestPeriod;
		if (this.lost > 0) {
			builder.add(List.of(Frame.LOST), Labels.EMPTY, this.lost, lostNanos);
		}
		this.suspicious = this.told == 0 && this.lost == 0 && this.used > SURPRISING * this.interval.toNanos();
		long rest = this.used - this.told - lostNanos;
		if (rest > this.interval.toNanos()) {
			builder.add(List.of(NOT_JAVA), Labels.EMPTY, rest / this.interval.toNanos(), rest);
		}
	}

	private record Key(List<Frame> stack, Labels labels) {

	}

}
