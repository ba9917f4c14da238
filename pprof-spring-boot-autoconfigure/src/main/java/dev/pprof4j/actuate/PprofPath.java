package dev.pprof4j.actuate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.pprof4j.profile.ProfileKind;
import org.jspecify.annotations.Nullable;

/**
 * The table of what there is below the endpoint: a row for each profile, and for what is
 * none. Routing, the index and the documentation follow it.
 *
 * @param name the segment of the path
 * @param description what it shows, in half a sentence
 * @param parameters the parameters that mean something to it
 * @param kind the profile, or {@code null} if it is none
 */
record PprofPath(String name, String description, List<String> parameters, @Nullable ProfileKind kind) {

	static final PprofPath TRACE = new PprofPath(PprofEndpoint.TRACE,
			"A recording of JDK Flight Recorder, for JDK Mission Control and jfr, over 'seconds'", List.of("seconds"),
			null);

	static final PprofPath CMDLINE = new PprofPath("cmdline",
			"The command line of the process, separated by NUL, with the values of secrets masked", List.of(), null);

	static final PprofPath SYMBOL = new PprofPath("symbol",
			"The names behind the addresses of the texts: symbol?0x1+0x2", List.of(), null);

	private static final List<PprofPath> ALL = Stream
		.concat(Arrays.stream(ProfileKind.values()).map(PprofPath::of), Stream.of(TRACE, CMDLINE, SYMBOL))
		.toList();

	/** All rows, in the order in which people see them. */
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
			case CPU -> List.of("seconds", ProfileQuery.LAST, "labels");
			case WALL -> List.of("seconds", ProfileQuery.THREAD, "labels");
			case HEAP -> List.of("gc", "seconds", "debug", "labels");
			default -> List.of("seconds", "debug", "labels");
		};
		return new PprofPath(kind.path(), kind.description(), parameters, kind);
	}

}
