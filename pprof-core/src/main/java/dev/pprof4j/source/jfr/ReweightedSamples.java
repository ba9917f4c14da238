package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.sun.management.ThreadMXBean;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.source.VirtualThreads;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
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

	private static final String JAVA = "jdk.ExecutionSample";

	private static final String NATIVE = "jdk.NativeMethodSample";

	private static final Frame NO_SAMPLES = Frame.ofMissing("no samples of this thread");

	/** Native methods that wait: a thread that is seen there uses no CPU time. */
	private static final Set<String> WAITING = Set.of("accept", "accept0", "connect0", "park", "poll", "poll0",
			"epollWait", "wait", "wait0", "read0", "receive0", "recv0", "socketRead0", "socketAccept", "take", "sleep",
			"sleep0", "sleepNanos0", "waitForProcessExit0", "waitForReferencePendingList");

	/** Stands for all virtual threads. */
	private static final long VIRTUAL = -1;

	private final Duration interval;

	private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private final ProcessCpu process = new ProcessCpu();

	private final Map<Long, List<Place>> places = new HashMap<>();

	private Map<Long, Long> before = Map.of();

	private Map<Long, Long> after = Map.of();

	private final EndedThreads ended = new EndedThreads();

	private long used;

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
		this.before = cpuTimes();
	}

	@Override
	public void end() {
		this.after = cpuTimes();
		this.used = this.process.usedNanos();
	}

	/** Of carriers the sum. */
	private Map<Long, Long> cpuTimes() {
		Set<Long> carriers = new HashSet<>();
		VirtualThreads.carriers().forEach((thread) -> carriers.add(thread.getId()));
		long[] ids = this.threads.getAllThreadIds();
		long[] nanos = this.threads.getThreadCpuTime(ids);
		Map<Long, Long> times = new HashMap<>();
		for (int i = 0; i < ids.length; i++) {
			if (nanos[i] >= 0) {
				times.merge(carriers.contains(ids[i]) ? VIRTUAL : ids[i], nanos[i], Long::sum);
			}
		}
		return times;
	}

	@Override
	public void add(RecordedEvent event, List<Frame> stack) {
		String type = event.getEventType().getName();
		if (this.ended.add(event)) {
			return;
		}
		if (!type.equals(JAVA) && !(type.equals(NATIVE) && !isWaiting(event))) {
			return;
		}
		RecordedThread thread = event.getValue("sampledThread");
		if (thread != null) {
			long id = ThreadLabels.isVirtual(thread) ? VIRTUAL : thread.getJavaThreadId();
			this.places.computeIfAbsent(id, (key) -> new ArrayList<>()).add(new Place(stack, ThreadLabels.of(thread)));
		}
	}

	private static boolean isWaiting(RecordedEvent event) {
		return event.getStackTrace() != null && !event.getStackTrace().getFrames().isEmpty()
				&& WAITING.contains(event.getStackTrace().getFrames().get(0).getMethod().getName());
	}

	@Override
	public void addTo(ProfileBuilder builder) {
		long told = 0;
		Map<Long, Long> left = new HashMap<>(this.after);
		this.ended.findLooks(this.after.keySet());
		for (Map.Entry<Long, List<Place>> entry : this.places.entrySet()) {
			List<Place> seen = entry.getValue();
			Long total = left.remove(entry.getKey());
			// A thread that has ended has taken its clock with it.
			long nanos = (total != null) ? total - this.before.getOrDefault(entry.getKey(), 0L)
					: this.ended.nanos(entry.getKey());
			told += nanos;
			for (int i = 0; i < seen.size(); i++) {
				long share = nanos * (i + 1) / seen.size() - nanos * i / seen.size();
				builder.add(seen.get(i).stack(), seen.get(i).labels(), 1, share);
			}
		}
		for (Map.Entry<Long, Long> entry : left.entrySet()) {
			long nanos = entry.getValue() - this.before.getOrDefault(entry.getKey(), 0L);
			if (nanos > 0) {
				told += nanos;
				builder.add(List.of(NO_SAMPLES), label(entry.getKey()), 0, nanos);
			}
		}
		if (this.used > told) {
			builder.add(List.of(NOT_JAVA), Labels.EMPTY, 0, this.used - told);
		}
	}

	private Labels label(long id) {
		ThreadInfo info = (id == VIRTUAL) ? null : this.threads.getThreadInfo(id);
		return Labels.of(Label.of("thread", (info != null) ? info.getThreadName() : "virtual"));
	}

	private record Place(List<Frame> stack, Labels labels) {

	}

}
