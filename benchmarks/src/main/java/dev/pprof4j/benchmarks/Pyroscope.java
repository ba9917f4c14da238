package dev.pprof4j.benchmarks;

/**
 * Grafana's Pyroscope agent.
 *
 * @param jar its file
 * @param sink where it pushes to
 */
record Pyroscope(String jar, Sink sink) {

	Variant agent(String... options) {
		return Variant.starterOff()
			.with("-javaagent:" + this.jar, "-Dpyroscope.server.address=" + this.sink.address(),
					"-Dpyroscope.application.name=sample", "-Dpyroscope.format=jfr", "-Dpyroscope.log.level=error")
			.with(options);
	}

}
