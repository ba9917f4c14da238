package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;

/**
 * Uses the samples that Flight Recorder took before JDK 25: of a few threads at each
 * tick, whether or not they are on a CPU. They show where a thread was, but not for how
 * long. So each sample counts as its share of the CPU time that the thread's own clock
 * shows: CPU(thread) / samples(thread). Virtual threads share the time of their carrier
 * threads.
 */
final class ReweightedSamples implements CpuEvents {

	static final String METHOD = "jdk.ExecutionSample re-weighted by the CPU time of each thread";

	private static final String JAVA = "jdk.ExecutionSample";

	private static final String NATIVE = "jdk.NativeMethodSample";

	/** Native methods that wait: a thread seen in one of them uses no CPU time. */
	private static final Set<String> WAITING = Set.of("accept", "accept0", "connect0", "park", "poll", "poll0",
			"epollWait", "wait", "wait0", "read0", "receive0", "recv0", "socketRead0", "socketAccept", "take", "sleep",
			"sleep0", "sleepNanos0", "waitForProcessExit0", "waitForReferencePendingList");

	private final Duration interval;

	private final SampledStacks stacks = new SampledStacks();

	ReweightedSamples(Duration interval) {
		this.interval = interval;
	}

	@Override
	public void enable(Recording recording) {
		recording.enable(JAVA).withPeriod(this.interval).withStackTrace();
		recording.enable(NATIVE).withPeriod(this.interval).withStackTrace();
	}

	@Override
	public void begin() {
		this.stacks.begin();
	}

	@Override
	public void clear() {
		this.stacks.clear();
	}

	@Override
	public boolean include(RecordedEvent event) {
		String type = event.getEventType().getName();
		return type.equals(JAVA) || (type.equals(NATIVE) && !isWaiting(event));
	}

	@Override
	public void add(RecordedEvent event, List<Frame> stack) {
		RecordedThread thread = event.getValue("sampledThread");
		if (thread != null) {
			this.stacks.add(thread, event.getStartTime(), stack, 1);
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
	public void addTo(ProfileBuilder builder, WindowClocks clocks) {
		if (!clocks.areOfAll()) {
			builder.comment("The CPU time of the whole window is spread over samples from a part of it");
		}
		Map<Long, Long> nanos = clocks.threadNanos(this.stacks.threads());
		// What the other threads have used is not known.
		this.stacks.threads().forEach((thread) -> nanos.putIfAbsent(thread, 0L));
		long attributed = this.stacks.addTo(builder, nanos, clocks);
		long rest = clocks.processNanos() - attributed;
		if (rest > 0) {
			builder.add(List.of(NOT_JAVA), Labels.EMPTY, 0, rest);
		}
	}

}
