package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.symbol.ThreadNames;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads by the stack that started them. Those that were started before are
 * counted too, without a stack, so that the sum is that of the JVM.
 */
public final class ThreadStarts extends EventProfile {

	private static final String EVENT = "jdk.ThreadStart";

	/**
	 * An empty profile.
	 * @param maxStacks how many stacks are told apart
	 */
	public ThreadStarts(int maxStacks) {
		super(ProfileKind.THREADCREATE, maxStacks, Frame.ofMissing("too many stacks"));
	}

	@Override
	Map<String, Duration> events() {
		return Map.of(EVENT, Duration.ZERO);
	}

	@Override
	void begin() {
		long started = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
		add(List.of(Frame.ofMissing("started before the recording")), Labels.EMPTY, started);
	}

	@Override
	void add(RecordedEvent event, EventStack stack) {
		add(stack.frames(), Labels.of(Label.of("pool", ThreadNames.pool(name(event.getValue("thread"))))), 1);
	}

	private static String name(@Nullable RecordedThread thread) {
		return (thread != null) ? Objects.requireNonNullElse(thread.getJavaName(), "") : "";
	}

	@Override
	List<String> comments() {
		return List.of();
	}

}
