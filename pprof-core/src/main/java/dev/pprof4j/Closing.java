package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Closes several things: if one cannot be closed, the others still are.
 */
final class Closing {

	private static final Logger logger = System.getLogger(Closing.class.getName());

	private Closing() {
	}

	static void all(Iterable<? extends AutoCloseable> parts) {
		parts.forEach(Closing::close);
	}

	private static void close(AutoCloseable part) {
		try {
			part.close();
		}
		catch (Exception | Error ex) {
			logger.log(Level.WARNING, "The profiler could not be closed completely", ex);
		}
	}

}
