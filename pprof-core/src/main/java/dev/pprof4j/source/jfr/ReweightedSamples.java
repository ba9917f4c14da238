package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.source.ProcessCpu;
import dev.pprof4j.source.ThreadClocks;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;

/**
 * The samples that Flight Recorder took before JDK 25: of a few threads at each tick,
 * whether they are on a CPU or not. They tell where a thread was, not for how long: so
 * each sample of a thread is worth its share of the CPU time that the thread has used, by
 * its own clock: CPU(thread) / samples(thread). Virtual threads share the time of those
 * that carry them.
 */
final class ReweightedSamples implements CpuEvents {

	static final String METHOD = "jdk.ExecutionSample re-weighted by the CPU time of each thread";

	/** Stands for all carriers of virtual threads. */
	private static final long CARRIERS = -1;

	private static final String JAVA = "jdk.ExecutionSample";

	private static final String NATIVE = "jdk.NativeMethodSample";

	private static final Frame NO_SAMPLES = Frame.ofMissing("no samples of this thread");

	/** Native methods that wait: a thread that is seen there uses no CPU time. */
	private static final Set<String> WAITING = Set.of("accept", "accept0", "connect0", "park", "poll", "poll0",
			"epollWait", "wait", "wait0", "read0", "receive0", "recv0", "socketRead0", "socketAccept", "take", "sleep",
			"sleep0", "sleepNanos0", "waitForProcessExit0", "waitForReferencePendingList");

	private final Duration interval;

	private final ThreadClocks clocks = new ThreadClocks();

	private final ProcessCpu process = new ProcessCpu();

	/** How often each thread was seen at a place. */
	private final Map<Long, Map<Place, Integer>> places = new HashMap<>();

	private final EndedThreads ended = new EndedThreads();

	private TimeSpans spans = TimeSpans.none();

	private long used;

	private Instant end = Instant.MAX;

	ReweightedSamples(Duration interval) {
		this.interval = interval;
	}

	@Override
	public void enable(Recording recording) {
		recording.enable(JAVA).withPeriod(this.interval).withStackTrace();
		recording.enable(NATIVE).withPeriod(this.interval).withStackTrace();
		this.ended.enable(recording);
	}

	@Override
	public void begin() {
		this.process.begin();
		this.ended.begin();
		this.clocks.begin();
	}

	@Override
	public void end(Instant end) {
		this.end = end;
		this.clocks.end();
		this.clocks.readNames();
		this.used = this.process.usedNanos();
	}

	@Override
	public void clear() {
		this.spans = TimeSpans.remembered();
		this.places.clear();
		this.ended.clear();
	}

	@Override
	public void add(RecordedEvent event, List<Frame> stack) {
		String type = event.getEventType().getName();
		if (this.ended.add(event) || event.getStartTime().isAfter(this.end)) {
			return;
		}
		if (!type.equals(JAVA) && !(type.equals(NATIVE) && !isWaiting(event))) {
			return;
		}
		RecordedThread thread = event.getValue("sampledThread");
		if (thread != null) {
			long id = ThreadLabels.isVirtual(thread) ? CARRIERS : thread.getJavaThreadId();
			this.places.computeIfAbsent(id, (key) -> new LinkedHashMap<>())
				.merge(new Place(stack, ThreadLabels.of(thread, event.getStartTime(), this.spans)), 1, Integer::sum);
		}
	}

	private static boolean isWaiting(RecordedEvent event) {
		if (event.getStackTrace() == null || event.getStackTrace().getFrames().isEmpty()) {
			return false;
		}
		RecordedMethod leaf = event.getStackTrace().getFrames().get(0).getMethod();
		return leaf != null && WAITING.contains(leaf.getName());
	}

	@Override
	public void addTo(ProfileBuilder builder) {
		long told = 0;
		Map<Long, Long> left = new HashMap<>();
		this.clocks.used()
			.forEach((id, nanos) -> left.merge(this.clocks.isCarrier(id) ? CARRIERS : id, nanos, Long::sum));
		for (Map.Entry<Long, Map<Place, Integer>> entry : this.places.entrySet()) {
			Long nanos = left.remove(entry.getKey());
			// A thread that has ended has taken its clock with it.
			told += share(builder, entry.getValue(), (nanos != null) ? nanos : this.ended.nanos(entry.getKey()));
		}
		for (Map.Entry<Long, Long> entry : left.entrySet()) {
			told += entry.getValue();
			builder.add(List.of(NO_SAMPLES), Labels.of(Label.of(LabelKeys.THREAD, name(entry.getKey()))), 0,
					entry.getValue());
		}
		if (this.used > told) {
			builder.add(List.of(NOT_JAVA), Labels.EMPTY, 0, this.used - told);
		}
	}

	private String name(long id) {
		return (id == CARRIERS) ? ThreadLabels.VIRTUAL : this.clocks.name(id);
	}

	/** To each sample the same, down to the nanosecond. */
	private static long share(ProfileBuilder builder, Map<Place, Integer> seen, long nanos) {
		long samples = seen.values().stream().mapToLong(Integer::longValue).sum();
		long left = nanos % samples;
		for (Map.Entry<Place, Integer> entry : seen.entrySet()) {
			Place place = entry.getKey();
			long times = entry.getValue();
			builder.add(place.stack(), place.labels(), times, nanos / samples * times + Math.min(left, times));
			left -= Math.min(left, times);
		}
		return nanos;
	}

	private record Place(List<Frame> stack, Labels labels) {

	}

}
