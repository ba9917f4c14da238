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
 * A fake source of threads and waits. Each snapshot finds 3 more: 3 threads, or 3 waits
 * of a microsecond each.
 */
public final class FakeCounts implements SnapshotSource {

	public static final Frame FRAME = Frame.ofJava("com.example.Foo", "bar", "()V", "com/example/Foo.java", 7);

	private final AtomicInteger snapshots = new AtomicInteger();

	/** Resets it to its state before the first snapshot. */
	public void forget() {
		this.snapshots.set(0);
	}

	@Override
	public Set<ProfileKind> kinds() {
		return Set.of(ProfileKind.GOROUTINE, ProfileKind.BLOCK, ProfileKind.MUTEX, ProfileKind.THREADCREATE);
	}

	@Override
	public String name() {
		return "fake";
	}

	@Override
	public SourceState state() {
		return SourceState.available("fake counts");
	}

	@Override
	public void start() {
		// Nothing to start.
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		long n = 3L * this.snapshots.incrementAndGet();
		ProfileBuilder builder = new ProfileBuilder(kind, 1);
		builder.comment("fake");
		long[] values = (kind.sampleTypes().size() == 2) ? new long[] { n, 1000 * n } : new long[] { n };
		builder.add(List.of(FRAME), Labels.of(Label.of("pool", "a \"b\"")), values);
		return builder.build(Instant.EPOCH.plusSeconds(n), Duration.ZERO);
	}

	@Override
	public void close() {
		// Nothing to end.
	}

}
