package dev.pprof4j.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a separate JVM of the version that runs the tests, for what can be
 * done only once per process, such as loading a native library.
 */
public final class ChildJvm {

	/** For a JVM that ends before code of the second compiler could pay off. */
	public static final String QUICK_START = "-XX:TieredStopAtLevel=1";

	private final List<String> options = new ArrayList<>();

	private Duration timeout = Duration.ofMinutes(3);

	/**
	 * Adds a JVM option.
	 * @param option the option
	 * @return this
	 */
	public ChildJvm with(String option) {
		this.options.add(option);
		return this;
	}

	/**
	 * Adds JVM options.
	 * @param options the options
	 * @return this
	 */
	public ChildJvm with(List<String> options) {
		this.options.addAll(options);
		return this;
	}

	/**
	 * Sets how long the JVM may run.
	 * @param timeout the time, 3 minutes by default
	 * @return this
	 */
	public ChildJvm within(Duration timeout) {
		this.timeout = timeout;
		return this;
	}

	/**
	 * Runs a class until it ends, and fails if it ends with an error.
	 * @param main the class
	 * @param arguments its arguments
	 * @return what it printed
	 */
	public String run(Class<?> main, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(this.options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		try {
			Path log = Files.createTempFile("child-jvm", ".txt");
			try {
				return run(new ProcessBuilder(command).redirectErrorStream(true), log);
			}
			finally {
				Files.delete(log);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	private String run(ProcessBuilder builder, Path log) throws IOException, InterruptedException {
		Process process = builder.redirectOutput(log.toFile()).start();
		boolean ended = false;
		try {
			ended = process.waitFor(this.timeout.toSeconds(), TimeUnit.SECONDS);
		}
		finally {
			process.destroyForcibly();
		}
		String output = Files.readString(log, StandardCharsets.UTF_8);
		if (!ended || process.exitValue() != 0) {
			throw new AssertionError("The JVM failed or did not end: " + output);
		}
		return output;
	}

}
