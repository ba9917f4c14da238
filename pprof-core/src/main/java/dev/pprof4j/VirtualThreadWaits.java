package dev.pprof4j;

import java.util.OptionalLong;
import java.util.Set;

import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.agent.ContendedMonitors.Contention;
import dev.pprof4j.source.agent.ContendedMonitors.Contentions;
import dev.pprof4j.source.VirtualThreads;

/**
 * Adds to the waits that Flight Recorder tells those of virtual threads for monitors,
 * which it does not tell; and says what nobody tells. Safe to share between threads.
 */
final class VirtualThreadWaits implements SnapshotSource {

	private static final Set<ProfileKind> WAITS = Set.of(ProfileKind.BLOCK, ProfileKind.MUTEX);

	private static final String UNTOLD = "The JVM does not tell what virtual threads wait for in java.util.concurrent and in Object.wait: see the profile 'goroutine'";

	private static final String FOLLOWED_UP = "Virtual threads have waited for monitors %d times since the start, too often to walk all their stacks: %d of these waits, drawn by lot, stand for all";

	private final SnapshotSource source;

	private final MonitorTimer timer;

	/**
	 * From how long on waits for monitors count, where {@code block} has another rule.
	 */
	private final String difference;

	/**
	 * Waits with those of virtual threads for monitors.
	 * @param source the source of all other waits
	 * @param timer times these, and is closed with this
	 * @param difference what whoever reads {@code block} should know of their threshold;
	 * empty if it is that of {@code block}
	 */
	VirtualThreadWaits(SnapshotSource source, MonitorTimer timer, String difference) {
		this.source = source;
		this.timer = timer;
		this.difference = difference;
	}

	@Override
	public Set<ProfileKind> kinds() {
		return this.source.kinds();
	}

	@Override
	public String name() {
		return this.source.name();
	}

	@Override
	public SourceState state() {
		SourceState state = this.source.state();
		String reason = this.timer.failure();
		return reason.isEmpty() ? state : state.and("; without virtual threads' monitors: " + reason);
	}

	/** What cannot be counted is said: it is no reason to count nothing. */
	@Override
	public void start() {
		this.source.start();
		this.timer.start();
	}

	/** Those of virtual threads for monitors are not among them. */
	@Override
	public OptionalLong records(ProfileKind kind) {
		return this.source.records(kind);
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		start();
		Profile told = this.source.snapshot(kind, afterGc);
		if (!WAITS.contains(kind)) {
			return told;
		}
		// What was counted stays, even when the last virtual thread has long ended.
		Contentions contentions = this.timer.read();
		if (contentions.places().isEmpty() && !VirtualThreads.areInUse()) {
			return told;
		}
		Profile profile = with(told, contentions).withComment(UNTOLD);
		if (contentions.followedUp() < contentions.waits()) {
			profile = profile.withComment(FOLLOWED_UP.formatted(contentions.waits(), contentions.followedUp()));
		}
		if (kind == ProfileKind.BLOCK && !this.difference.isEmpty()) {
			profile = profile.withComment(this.difference);
		}
		String reason = this.timer.failure();
		return reason.isEmpty() ? profile
				: profile.withComment("What virtual threads wait for monitors is not told either: " + reason);
	}

	private static Profile with(Profile told, Contentions contentions) {
		ProfileBuilder builder = new ProfileBuilder(told.kind(), told.period());
		told.remarks().forEach(builder::remark);
		builder.add(told);
		for (Contention contention : contentions.places()) {
			builder.add(contention.stack(), labels(contention), contention.contentions(), contention.delayNanos());
		}
		return builder.build(told.start(), told.duration());
	}

	private static Labels labels(Contention contention) {
		Label reason = Label.of(LabelKeys.REASON, "monitor");
		return contention.className().isEmpty() ? Labels.of(reason)
				: Labels.of(reason, Label.of(LabelKeys.CLASS, contention.className()));
	}

	@Override
	public void close() {
		this.source.close();
		this.timer.close();
	}

}
