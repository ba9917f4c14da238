package dev.pprof4j.actuate;

import java.time.Duration;

import dev.pprof4j.Profiler;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.SourceState;

/**
 * The index: what there is to ask for, and the state of each source with its reason.
 */
final class PprofIndex {

	private static final String PARAMETERS = """

			parameters
			  seconds=N    profile: length of the window, %s if not given; heap, allocs: what changes in N seconds; at most %s
			  gc=1         heap: collect garbage first
			  debug=1      heap, allocs: as text
			  labels=none  without the labels that are texts""";

	private final Profiler profiler;

	private final ProfileLimits limits;

	PprofIndex(Profiler profiler, ProfileLimits limits) {
		this.profiler = profiler;
		this.limits = limits;
	}

	String text() {
		StringBuilder text = new StringBuilder("Profiles of this JVM, for go tool pprof.\n");
		for (ProfileKind kind : ProfileKind.values()) {
			SourceState state = this.profiler.state(kind);
			text.append("\n%s\n  %s\n  %s: %s\n".formatted(kind.path(), kind.description(),
					state.available() ? "ready" : "not available", state.reason()));
		}
		text.append(PARAMETERS.formatted(seconds(this.limits.defaultDuration()), seconds(this.limits.maxDuration())));
		return text.toString();
	}

	private static String seconds(Duration duration) {
		return Long.toString(duration.toSeconds());
	}

}
