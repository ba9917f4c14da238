package dev.pprof4j.source.agent;

import java.nio.file.Path;

import dev.pprof4j.source.ProfilingException;

/**
 * The native agent for tests that compare the CPU time of threads that have ended.
 */
public final class LoadedAgent {

	private LoadedAgent() {
	}

	/**
	 * Loads it, whichever tests run before. Where there is none, the samples of these
	 * threads count as they are, which is exact only on a quiet machine.
	 * @param tempDir where the library is unpacked
	 */
	public static void load(Path tempDir) {
		try {
			new AgentLibrary(null, tempDir).load();
		}
		catch (ProfilingException.Unavailable ex) {
			System.getLogger(LoadedAgent.class.getName()).log(System.Logger.Level.WARNING, "No native agent", ex);
		}
	}

}
