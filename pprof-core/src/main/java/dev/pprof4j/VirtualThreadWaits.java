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
 * Adds the waits of virtual threads for monitors, which Flight Recorder does not report,
 * to the waits that it does report, and states in the profile which waits nothing
 * reports. Safe to share between threads.
 */
final class VirtualThreadWaits implements SnapshotSource {

	private static final Set<ProfileKind> WAITS = Set.of(ProfileKind.BLOCK, ProfileKind.MUTEX);

	private static final String NOT_REPORTED = "The JVM does not report the waits of virtual threads in java.util.concurrent and Object.wait: see the profile 'goroutine'";

	private static final String FOLLOWED_UP = "Virtual threads have waited for monitors %s times since the start, too often to walk every stack: %s of these waits, chosen at random, stand for all";

	private final SnapshotSource source;

	private final MonitorTimer timer;

	/**
	 * The threshold of these waits, as a sentence, if that of {@code block} is different.
	 */
	private final String difference;

	/**
	 * Adds waits of virtual threads for monitors to a source.
	 * @param source the source of all other waits
	 * @param timer times these waits, and is closed together with this source
	 * @param difference what readers of {@code block} should know about the threshold of
	 * these waits; empty if it is the same as that of {@code block}
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
		return reason.isEmpty() ? state : state.and("; without virtual threads' waits for monitors: " + reason);
	}

	/**
	 * If these waits cannot be counted, the profile says so; everything else is still
	 * counted. If they were counted and cannot be read, there is no profile: counters
	 * must not go back.
	 */
	@Override
	public void start() {
		this.source.start();
		this.timer.start();
	}

	/** Waits of virtual threads for monitors are not included. */
	@Override
	public OptionalLong records(ProfileKind kind) {
		return this.source.records(kind);
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		start();
		Profile recorded = this.source.snapshot(kind, afterGc);
		if (!WAITS.contains(kind)) {
			return recorded;
		}
		// What was counted stays, even long after the last virtual thread has ended.
		Contentions contentions = this.timer.read();
		if (contentions.sites().isEmpty() && !VirtualThreads.areInUse()) {
			return recorded;
		}
		Profile profile = with(recorded, contentions).withComment(NOT_REPORTED);
		if (contentions.followedUp() < contentions.waits()) {
			profile = profile.withComment(FOLLOWED_UP.formatted(contentions.waits(), contentions.followedUp()));
		}
		if (kind == ProfileKind.BLOCK && !this.difference.isEmpty()) {
			profile = profile.withComment(this.difference);
		}
		String reason = this.timer.failure();
		return reason.isEmpty() ? profile
				: profile.withComment("Waits of virtual threads for monitors are not counted either: " + reason);
	}

	private static Profile with(Profile recorded, Contentions contentions) {
		ProfileBuilder builder = new ProfileBuilder(recorded.kind(), recorded.period());
		recorded.remarks().forEach(builder::remark);
		builder.add(recorded);
		for (Contention contention : contentions.sites()) {
			builder.add(contention.stack(), labels(contention), contention.contentions(), contention.delayNanos());
		}
		return builder.build(recorded.start(), recorded.duration());
	}

	private static Labels labels(Contention contention) {
		return Labels.of(Label.of(LabelKeys.REASON, "monitor"), Label.of(LabelKeys.CLASS, contention.className()));
	}

	@Override
	public void close() {
		this.source.close();
		this.timer.close();
	}

}
