package dev.pprof4j.actuate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.pprof4j.profile.ProfileKind;
import org.jspecify.annotations.Nullable;

/**
 * The table of the paths below the endpoint: a row for each profile, and for each path
 * that is not a profile. Routing, the index and the documentation follow it.
 *
 * @param name the segment of the path
 * @param description what it shows, in half a sentence
 * @param parameters the parameters that have a meaning for it
 * @param kind the profile, or {@code null} if it is not a profile
 */
record PprofPath(String name, String description, List<String> parameters, @Nullable ProfileKind kind) {

	static final String TRACE_NAME = "trace";

	static final PprofPath TRACE = new PprofPath(TRACE_NAME,
			"A recording of JDK Flight Recorder, for JDK Mission Control and jfr, over 'seconds'",
			List.of(PprofParameters.SECONDS), null);

	static final PprofPath CMDLINE = new PprofPath("cmdline",
			"The command line of the process, separated by NUL, with the values of secrets masked", List.of(), null);

	static final PprofPath SYMBOL = new PprofPath("symbol",
			"The names behind the addresses of the texts: symbol?0x1+0x2", List.of(), null);

	private static final List<PprofPath> ALL = Stream
		.concat(Arrays.stream(ProfileKind.values()).map(PprofPath::of), Stream.of(TRACE, CMDLINE, SYMBOL))
		.toList();

	/** All rows, in the order in which they are shown. */
	static List<PprofPath> all() {
		return ALL;
	}

	/**
	 * The row for a request.
	 * @param path the path below the endpoint's
	 * @param parameters the parameters of the request
	 * @return the row
	 * @throws BadQueryException if there is none
	 */
	static PprofPath of(String[] path, PprofParameters parameters) {
		boolean plain = path.length == 1 && !parameters.hasTrailingSlash();
		return ALL.stream()
			.filter((row) -> plain && row.name.equals(path[0]))
			.findFirst()
			.orElseThrow(() -> BadQueryException.notFound("Unknown profile"));
	}

	private static PprofPath of(ProfileKind kind) {
		List<String> parameters = switch (kind) {
			case CPU -> List.of(PprofParameters.SECONDS, PprofParameters.LAST, PprofParameters.LABELS);
			case WALL -> List.of(PprofParameters.SECONDS, PprofParameters.THREAD, PprofParameters.LABELS);
			case HEAP ->
				List.of(PprofParameters.GC, PprofParameters.SECONDS, PprofParameters.DEBUG, PprofParameters.LABELS);
			default -> List.of(PprofParameters.SECONDS, PprofParameters.DEBUG, PprofParameters.LABELS);
		};
		return new PprofPath(kind.path(), kind.description(), parameters, kind);
	}

}
