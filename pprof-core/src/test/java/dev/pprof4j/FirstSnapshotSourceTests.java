package dev.pprof4j;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FirstSnapshotSource}.
 */
class FirstSnapshotSourceTests {

	private final FakeSource best = new FakeSource("best");

	private final FakeSource other = new FakeSource("other");

	private final FirstSnapshotSource first = new FirstSnapshotSource(this.best, this.other);

	@Test
	void theBestShouldDoItAlone() {
		assertThat(this.first.records(ProfileKind.HEAP)).as("before the start").isEmpty();
		assertThat(this.first.snapshot(ProfileKind.HEAP, false).comments()).containsExactly("best");
		assertThat(this.first.state()).isEqualTo(SourceState.available("best"));
		assertThat(this.first.records(ProfileKind.HEAP)).hasValue(1);
		assertThat(this.other.running).isFalse();
		this.first.close();
		assertThat(this.best.running).isFalse();
		assertThatExceptionOfType(ProfilingException.Unavailable.class)
			.isThrownBy(() -> this.first.snapshot(ProfileKind.HEAP, false))
			.withMessage("The profiler is closed");
		assertThat(this.best.running).isFalse();
	}

	@Test
	void theNextShouldStandInAndSayWhy() {
		this.best.failure = "it is broken";
		this.first.start();
		assertThat(this.first.snapshot(ProfileKind.HEAP, false).comments()).containsExactly("other", "it is broken");
		assertThat(this.first.state()).isEqualTo(SourceState.fallback("other, because it is broken"));
	}

	@Test
	void whereNoneCanBeStartedAllReasonsShouldBeTold() {
		this.best.failure = "it is broken";
		this.other.failure = "it is missing";
		assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(this.first::start)
			.withMessage("it is broken; it is missing");
		assertThat(this.first.state()).isEqualTo(SourceState.unavailable("it is broken; it is missing"));
		this.best.failure = null;
		assertThat(this.first.snapshot(ProfileKind.HEAP, false).comments()).containsExactly("best");
	}

	/** The fallback starts on a separate thread, so its failure shows only later. */
	@Test
	void aStandInThatHasFailedShouldNotBeForEver() {
		this.best.failure = "it is broken";
		this.first.start();
		this.other.state = SourceState.unavailable("it has not started");
		assertThat(this.first.snapshot(ProfileKind.HEAP, false).comments()).containsExactly("other", "it is broken");
		this.best.failure = null;
		assertThat(this.first.snapshot(ProfileKind.HEAP, false).comments()).containsExactly("best");
		assertThat(this.other.running).isFalse();
		assertThat(this.first.state()).isEqualTo(SourceState.available("best"));
	}

	private static final class FakeSource implements SnapshotSource {

		private final String name;

		private @Nullable String failure;

		private boolean running;

		private SourceState state;

		FakeSource(String name) {
			this.name = name;
			this.state = SourceState.available(name);
		}

		@Override
		public Set<ProfileKind> kinds() {
			return Set.of(ProfileKind.HEAP);
		}

		@Override
		public String name() {
			return "fake";
		}

		@Override
		public SourceState state() {
			return this.state;
		}

		@Override
		public void start() {
			if (this.failure != null) {
				throw new ProfilingException.Unavailable(this.failure);
			}
			this.running = true;
		}

		@Override
		public OptionalLong records(ProfileKind kind) {
			return this.running ? OptionalLong.of(1) : OptionalLong.empty();
		}

		@Override
		public Profile snapshot(ProfileKind kind, boolean afterGc) {
			ProfileBuilder builder = new ProfileBuilder(kind, 1);
			builder.comment(this.name);
			return builder.build(Instant.EPOCH, Duration.ZERO);
		}

		@Override
		public void close() {
			this.running = false;
		}

	}

}
