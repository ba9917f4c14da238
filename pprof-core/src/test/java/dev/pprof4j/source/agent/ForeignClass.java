package dev.pprof4j.source.agent;

import java.nio.file.Path;

/**
 * Loads the agent where the shared class is present, but has no native methods yet.
 */
final class ForeignClass {

	private ForeignClass() {
	}

	public static void main(String[] args) {
		System.out.println("there: " + (Agent.findClass() != null) + ", usable: " + (Agent.find() != null));
		Agent agent = new AgentLibrary(null, Path.of(args[0])).load();
		System.out.println("threads: " + (agent.platformThreads().length > 0));
	}

}
