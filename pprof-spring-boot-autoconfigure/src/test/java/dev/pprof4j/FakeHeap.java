package dev.pprof4j;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;

/**
 * A fake heap. Each snapshot, a second after the last, finds 10 more objects of 10 bytes
 * allocated, and 3 more in use.
 */
public final class FakeHeap implements SnapshotSource {

	private final AtomicInteger snapshots = new AtomicInteger();

	private final AtomicInteger collections = new AtomicInteger();

	public int collections() {
		return this.collections.get();
	}

	/** Resets it to its state before the first snapshot. */
	public void forget() {
		this.snapshots.set(0);
		this.collections.set(0);
	}

	@Override
	public Set<ProfileKind> kinds() {
		return Set.of(ProfileKind.HEAP, ProfileKind.ALLOCS);
	}

	@Override
	public String name() {
		return "fake";
	}

	@Override
	public SourceState state() {
		return SourceState.available("a fake heap");
	}

	@Override
	public void start() {
		// Nothing to start.
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		int n = this.snapshots.incrementAndGet();
		this.collections.addAndGet(afterGc ? 1 : 0);
		ProfileBuilder builder = new ProfileBuilder(kind, 512 * 1024);
		Labels labels = Labels.of(Label.of("bytes", 10, "bytes"), Label.of("class", "byte[]"));
		builder.add(List.of(Frame.ofMissing("fake")), labels, 10L * n, 100L * n, 3L * n, 30L * n);
		return builder.build(Instant.EPOCH.plusSeconds(n), Duration.ZERO);
	}

	@Override
	public void close() {
		// Nothing to end.
	}

}
