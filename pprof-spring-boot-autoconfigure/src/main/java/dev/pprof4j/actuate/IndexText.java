package dev.pprof4j.actuate;

import java.util.Locale;

/**
 * The index as text.
 *
 * @param index the content
 */
record IndexText(PprofIndex index) {

	private static final String PARAMETERS = """

			parameters
			  seconds=N    profile, wall, trace: the length of the window, by default %s (trace: 1); others: what changes in N seconds; at most %s
			  last=60s     profile: the past minute, if pprof.cpu.continuous.enabled=true; in s, m or h
			  gc=1         collect garbage first
			  debug=1      as text; goroutine: debug=2 lists every thread separately
			  thread=NAME  wall: only threads whose name contains NAME
			  labels=none  without thread_id and text labels
			""";

	String text() {
		StringBuilder text = new StringBuilder("Profiles of this JVM, for go tool pprof.\n");
		for (PprofIndex.Row row : this.index.rows()) {
			PprofPath path = row.path();
			text.append("\n%s%s\n  %s\n  %s: %s%s\n".formatted(path.name(), parameters(path), path.description(),
					readiness(row), row.state().reason(), records(row)));
		}
		return text.append(PARAMETERS.formatted(this.index.limits().defaultDuration().toSeconds(),
				this.index.limits().maxDuration().toSeconds()))
			.toString();
	}

	private static String readiness(PprofIndex.Row row) {
		return switch (row.state().readiness()) {
			case READY -> "ready";
			case FALLBACK -> "fallback";
			case OFF -> "not available";
		};
	}

	private static String records(PprofIndex.Row row) {
		return row.records().isPresent() ? String.format(Locale.ROOT, " (%,d records)", row.records().getAsLong()) : "";
	}

	private static String parameters(PprofPath path) {
		return path.parameters().isEmpty() ? "" : " (" + String.join(", ", path.parameters()) + ")";
	}

}
