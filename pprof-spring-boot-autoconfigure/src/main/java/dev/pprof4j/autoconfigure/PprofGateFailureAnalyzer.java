package dev.pprof4j.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains {@link PprofGateClosedException} on the console.
 */
final class PprofGateFailureAnalyzer extends AbstractFailureAnalyzer<PprofGateClosedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PprofGateClosedException cause) {
		return new FailureAnalysis(
				"The endpoint 'pprof' is exposed and 'pprof.management-port=fail' is set, but it cannot be served: "
						+ cause.getMessage(),
				"Set 'management.server.port' to a port of its own, or change 'pprof.management-port'.", cause);
	}

}
