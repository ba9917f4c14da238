package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.symbol.ThreadNames;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads by the stack that started them. Threads started before the recording
 * are counted, too, without a stack, so that the total is that of the JVM; those that
 * start while the recording starts may be counted both ways. Safe to share between
 * threads.
 */
public final class ThreadStarts extends EventProfile {

	private static final String EVENT = "jdk.ThreadStart";

	private final AtomicLong counted = new AtomicLong();

	/**
	 * Creates an empty profile.
	 * @param maxStacks the maximum number of distinct stacks
	 */
	public ThreadStarts(int maxStacks) {
		super(ProfileKind.THREADCREATE, maxStacks, Frame.ofMissing("too many stacks"));
	}

	@Override
	Map<String, Duration> events() {
		return Map.of(EVENT, Duration.ZERO);
	}

	/** Called again if something else has ended the recording. */
	@Override
	void begin() {
		long missed = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount() - this.counted.get();
		add(List.of(Frame.ofMissing("started before the recording")), Labels.EMPTY, Math.max(0, missed));
		this.counted.addAndGet(Math.max(0, missed));
	}

	@Override
	void add(RecordedEvent event, EventStack stack) {
		this.counted.incrementAndGet();
		add(stack.frames(), Labels.of(Label.of(LabelKeys.POOL, ThreadNames.pool(name(event.getValue("thread"))))), 1);
	}

	private static String name(@Nullable RecordedThread thread) {
		return (thread != null) ? Objects.requireNonNullElse(thread.getJavaName(), "") : "";
	}

	@Override
	List<String> comments() {
		return List.of();
	}

}
