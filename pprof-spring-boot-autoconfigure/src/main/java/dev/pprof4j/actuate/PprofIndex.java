package dev.pprof4j.actuate;

import java.time.Duration;

import dev.pprof4j.Profiler;
import dev.pprof4j.source.SourceState;

/**
 * The index: what there is to ask for, and the state of each source with its reason.
 */
final class PprofIndex {

	static final String NO_COMMAND_LINE = "The command line is not shown: set pprof.cmdline.enabled=true";

	private static final String PARAMETERS = """

			parameters
			  seconds=N    profile, trace: the length of the window, %s and 1 if not given; else: what comes in N seconds; at most %s
			  gc=1         collect garbage first
			  debug=1      as text; goroutine: debug=2 for every thread by itself
			  labels=none  without the labels that are texts""";

	private final Profiler profiler;

	private final ProfileLimits limits;

	private final boolean showsCommandLine;

	PprofIndex(Profiler profiler, ProfileLimits limits, boolean showsCommandLine) {
		this.profiler = profiler;
		this.limits = limits;
		this.showsCommandLine = showsCommandLine;
	}

	String text() {
		StringBuilder text = new StringBuilder("Profiles of this JVM, for go tool pprof.\n");
		for (PprofPath path : PprofPath.all()) {
			SourceState state = state(path);
			text.append("\n%s%s\n  %s\n  %s: %s\n".formatted(path.name(), parameters(path), path.description(),
					state.available() ? "ready" : "not available", state.reason()));
		}
		text.append(PARAMETERS.formatted(seconds(this.limits.defaultDuration()), seconds(this.limits.maxDuration())));
		return text.append('\n').toString();
	}

	private static String parameters(PprofPath path) {
		return path.parameters().isEmpty() ? "" : " (" + String.join(", ", path.parameters()) + ")";
	}

	private SourceState state(PprofPath path) {
		if (path.kind() != null) {
			return this.profiler.state(path.kind());
		}
		if (path.equals(PprofPath.TRACE)) {
			return this.profiler.traceState();
		}
		if (path.equals(PprofPath.CMDLINE) && !this.showsCommandLine) {
			return SourceState.unavailable(NO_COMMAND_LINE);
		}
		return SourceState.available("told by this process");
	}

	private static String seconds(Duration duration) {
		return Long.toString(duration.toSeconds());
	}

}
