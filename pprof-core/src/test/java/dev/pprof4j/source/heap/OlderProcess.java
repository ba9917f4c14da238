package dev.pprof4j.source.heap;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import dev.pprof4j.source.agent.AgentLibrary;

/**
 * Starts the sampler in a process that has not always been a JVM.
 */
final class OlderProcess {

	private OlderProcess() {
	}

	/**
	 * Prints whether the sampler has run since the start, if the limit is the time that
	 * the JVM took to start it, and if it is a millisecond more.
	 * @param args a folder
	 */
	public static void main(String[] args) {
		AgentLibrary library = new AgentLibrary(null, Path.of(args[0]));
		try (HeapSampling sampling = HeapSampling.start(library, 512 * 1024, 1000)) {
			Instant process = ProcessHandle.current().info().startInstant().orElseThrow();
			Instant jvm = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
			Duration taken = Duration.between(jvm, sampling.agent().armedSince());
			System.out.println("older: " + process.isBefore(jvm.minusMillis(1)));
			System.out.println("as long: " + HeapSampling.hasRunSinceTheStart(taken));
			System.out.println("longer: " + HeapSampling.hasRunSinceTheStart(taken.plusMillis(1)));
			System.out.println("by default: " + HeapSampling.hasRunSinceTheStart());
		}
		System.out.println("stopped: " + HeapSampling.hasRunSinceTheStart());
	}

}
