package dev.pprof4j.actuate;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import dev.pprof4j.Profiler;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.SourceState;

/**
 * The index: what can be requested, and the state of each source with the reason for it.
 * A snapshot of one moment, which {@link IndexFormat} renders.
 *
 * @param application the name of the application
 * @param pid the number of the process
 * @param jdk the version of the Java runtime and its vendor
 * @param uptime how long the JVM has been running
 * @param limits how long a profile may take
 * @param past whether past CPU time is kept
 * @param rows the profiles, and the other paths
 */
record PprofIndex(String application, long pid, String jdk, Duration uptime, ProfileLimits limits, SourceState past,
		List<Row> rows) {

	static PprofIndex of(Profiler profiler, EndpointOptions options) {
		List<Row> rows = PprofPath.all()
			.stream()
			.map((path) -> new Row(path, state(path, profiler, options), records(path, profiler)))
			.toList();
		return new PprofIndex(options.application(), ProcessHandle.current().pid(),
				Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
				Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()), options.limits(),
				profiler.status().past(), rows);
	}

	private static SourceState state(PprofPath path, Profiler profiler, EndpointOptions options) {
		String reasonWhyOff = options.reasonWhyOff(path);
		if (reasonWhyOff != null) {
			return SourceState.unavailable(reasonWhyOff);
		}
		if (path.kind() != null) {
			return profiler.status().state(path.kind());
		}
		return path.equals(PprofPath.TRACE) ? profiler.status().traceState()
				: SourceState.available("provided by this process");
	}

	private static OptionalLong records(PprofPath path, Profiler profiler) {
		ProfileKind kind = path.kind();
		return (kind != null) ? profiler.status().records(kind) : OptionalLong.empty();
	}

	/**
	 * A path that can be requested.
	 *
	 * @param path the path
	 * @param state the state of its source
	 * @param records the number of records, if known
	 */
	record Row(PprofPath path, SourceState state, OptionalLong records) {

	}

}
