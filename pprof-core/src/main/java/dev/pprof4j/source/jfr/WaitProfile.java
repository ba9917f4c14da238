package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.Durations;
import dev.pprof4j.symbol.ThreadNames;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Waits that have ended, by stack: {@code block} has all of them, {@code mutex} those for
 * locks. A wait is counted when it ends, in full, and only if it reached the threshold.
 * The stack is that of the thread that waited; Go's {@code mutex} has the stack of the
 * thread that held the lock, which the JVM does not report.
 */
public final class WaitProfile extends EventProfile {

	private static final Set<WaitReason> LOCKS = EnumSet.of(WaitReason.MONITOR, WaitReason.LOCK);

	private static final int MAX_HOLDERS = 100;

	private static final String OTHER = "other";

	private final Set<WaitReason> reasons;

	private final Duration threshold;

	private final boolean includeIdle;

	private final BooleanSupplier agentCountsMonitors;

	private final Set<String> holders = ConcurrentHashMap.newKeySet();

	private WaitProfile(ProfileKind kind, Set<WaitReason> reasons, Duration threshold, boolean includeIdle,
			int maxStacks, BooleanSupplier agentCountsMonitors) {
		super(kind, maxStacks, Frame.ofMissing("too many stacks: pprof." + kind.path() + ".max-stacks"));
		this.reasons = reasons;
		this.threshold = threshold;
		this.includeIdle = includeIdle;
		this.agentCountsMonitors = agentCountsMonitors;
	}

	/**
	 * Creates a profile of all waits.
	 * @param threshold the shortest wait that counts
	 * @param includeIdle whether the waits of threads that have nothing to do count
	 * @param maxStacks the maximum number of distinct stacks
	 * @param agentCountsMonitors whether waits of virtual threads for monitors are
	 * counted elsewhere
	 * @return the empty profile
	 */
	public static WaitProfile block(Duration threshold, boolean includeIdle, int maxStacks,
			BooleanSupplier agentCountsMonitors) {
		return new WaitProfile(ProfileKind.BLOCK, EnumSet.allOf(WaitReason.class), threshold, includeIdle, maxStacks,
				agentCountsMonitors);
	}

	/**
	 * Creates a profile of waits for monitors and locks.
	 * @param threshold the shortest wait that counts
	 * @param maxStacks the maximum number of distinct stacks
	 * @param agentCountsMonitors whether waits of virtual threads for monitors are
	 * counted elsewhere
	 * @return the empty profile
	 */
	public static WaitProfile mutex(Duration threshold, int maxStacks, BooleanSupplier agentCountsMonitors) {
		return new WaitProfile(ProfileKind.MUTEX, LOCKS, threshold, true, maxStacks, agentCountsMonitors);
	}

	@Override
	Map<String, Duration> events() {
		Map<String, Duration> events = new HashMap<>();
		for (WaitReason reason : this.reasons) {
			events.put(reason.event(), this.threshold);
		}
		return events;
	}

	@Override
	void begin() {
		// Waits that began before are not reported: a wait counts only if both its start
		// and its end are seen.
	}

	/**
	 * Other recordings in the JVM may have lower thresholds, and we get their events,
	 * too.
	 */
	@Override
	void add(RecordedEvent event, EventStack stack) {
		Optional<Wait> found = Wait.of(event).filter(this::counts);
		if (found.isEmpty() || (stack.idle() && !this.includeIdle)) {
			return;
		}
		Wait wait = found.get();
		add(stack.frames(), labels(wait, stack), 1, wait.duration().toNanos());
	}

	private boolean counts(Wait wait) {
		boolean elsewhere = wait.reason() == WaitReason.MONITOR && wait.virtual()
				&& this.agentCountsMonitors.getAsBoolean();
		return !elsewhere && this.reasons.contains(wait.reason()) && wait.duration().compareTo(this.threshold) >= 0;
	}

	private Labels labels(Wait wait, EventStack stack) {
		List<Label> labels = new ArrayList<>();
		labels.add(Label.of(LabelKeys.REASON, wait.reason().label()));
		labels.add(Label.of(LabelKeys.CLASS, wait.className()));
		if (kind() == ProfileKind.MUTEX) {
			labels.add(Label.of("holder", holder(wait)));
		}
		if (kind() == ProfileKind.BLOCK && stack.idle()) {
			labels.add(Label.of("idle", "true"));
		}
		return new Labels(labels);
	}

	/**
	 * Uses the pool, because each thread name would add stacks, and limits the number of
	 * pools.
	 */
	private String holder(Wait wait) {
		String pool = ThreadNames.pool(wait.holder());
		if (!pool.isEmpty() && this.holders.size() < MAX_HOLDERS) {
			this.holders.add(pool);
		}
		return (pool.isEmpty() || this.holders.contains(pool)) ? pool : OTHER;
	}

	@Override
	List<String> comments() {
		List<String> comments = new ArrayList<>();
		comments.add("Waits shorter than %s are not counted: pprof.%s.threshold"
			.formatted(Durations.inMillis(this.threshold), kind().path()));
		if (!this.includeIdle) {
			comments.add("Threads that wait for their next task are left out, unless pprof.block.include-idle=true");
		}
		return comments;
	}

}
