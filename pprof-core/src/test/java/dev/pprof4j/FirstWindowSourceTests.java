package dev.pprof4j;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FirstWindowSource}.
 */
class FirstWindowSourceTests {

	private final FakeSource best = new FakeSource("best");

	private final FakeSource other = new FakeSource("other");

	private final FirstWindowSource first = new FirstWindowSource(() -> List.of(this.best, this.other));

	@Test
	void theBestShouldDoItAlone() {
		assertThat(comments()).containsExactly("best");
		assertThat(this.first.state()).isEqualTo(SourceState.available("best"));
		assertThat(this.first.kind()).isEqualTo(ProfileKind.WALL);
	}

	@Test
	void theNextShouldStandInForAsLongAsItMust() {
		this.best.failure = new ProfilingException.Unavailable("it is broken");
		assertThat(comments()).containsExactly("other", "it is broken");
		assertThat(this.first.state()).isEqualTo(SourceState.fallback("other, because it is broken"));
		this.best.failure = null;
		assertThat(comments()).containsExactly("best");
		assertThat(this.first.state()).isEqualTo(SourceState.available("best"));
	}

	@Test
	void whereNoneCanBeStartedAllReasonsShouldBeTold() {
		this.best.failure = new ProfilingException.Unavailable("it is broken");
		this.other.failure = new ProfilingException.Unavailable("it is missing");
		assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(this.first::start)
			.withMessage("it is broken; it is missing");
		assertThat(this.first.state()).isEqualTo(SourceState.unavailable("it is broken; it is missing"));
	}

	@Test
	void theOrderMayChange() {
		List<WindowSource> order = new ArrayList<>(List.of(this.best, this.other));
		FirstWindowSource changing = new FirstWindowSource(() -> order);
		this.best.failure = new ProfilingException.Unavailable("it is broken");
		changing.start().close();
		assertThat(changing.state()).isEqualTo(SourceState.fallback("other, because it is broken"));
		Collections.reverse(order);
		assertThat(changing.state()).isEqualTo(SourceState.available("other"));
	}

	@Test
	void whatGoesOnShouldNotEndForOneThatCannotBegin() {
		this.best.failure = new ProfilingException.Unavailable("it is broken");
		Recording previous = this.first.start();
		Recording next = this.first.startAfter(previous);
		assertThat(this.other.events).containsExactly("start", "start after the last");
		this.best.failure = null;
		assertThat(this.first.startAfter(next).stop().comments()).containsExactly("best");
		assertThat(this.other.events).containsExactly("start", "start after the last", "end");
		assertThat(this.best.events).containsExactly("start");
	}

	@Test
	void whatIsInUseShouldNotBeReplaced() {
		this.best.failure = new ProfilingException.Conflict("it is in use");
		assertThatExceptionOfType(ProfilingException.Conflict.class).isThrownBy(this.first::start)
			.withMessage("it is in use");
	}

	private List<String> comments() {
		try (Recording recording = this.first.start()) {
			return recording.stop().comments();
		}
	}

	/**
	 * A source that reports its name.
	 */
	private static final class FakeSource implements WindowSource {

		private final String name;

		private final List<String> events = new ArrayList<>();

		private @Nullable ProfilingException failure;

		private FakeSource(String name) {
			this.name = name;
		}

		@Override
		public ProfileKind kind() {
			return ProfileKind.WALL;
		}

		@Override
		public String name() {
			return "fake";
		}

		@Override
		public SourceState state() {
			return SourceState.available(this.name);
		}

		@Override
		public Recording start() {
			if (this.failure != null) {
				throw this.failure;
			}
			this.events.add("start");
			return recording();
		}

		@Override
		public Recording startAfter(Recording previous) {
			if (this.failure != null) {
				throw this.failure;
			}
			this.events.add("start after the last");
			return recording();
		}

		private Recording recording() {
			String comment = this.name;
			List<String> reported = this.events;
			return new Recording() {

				@Override
				public void end() {
					reported.add("end");
				}

				@Override
				public Profile stop() {
					ProfileBuilder builder = new ProfileBuilder(ProfileKind.WALL, 1);
					builder.comment(comment);
					return builder.build(Instant.EPOCH, Duration.ZERO);
				}

				@Override
				public long bytes() {
					return 0;
				}

				@Override
				public boolean mustEnd() {
					return false;
				}

				@Override
				public void close() {
					// Nothing to end.
				}

			};
		}

	}

}
