package dev.pprof4j.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code go tool pprof}, the client that this project is made for.
 */
public final class GoPprof {

	private static final long TIMEOUT_MINUTES = 2;

	private static final List<String> FETCH = List.of("Fetching profile over HTTP from ", "Please wait... (",
			"Saved profile in ");

	private final Path directory;

	private GoPprof(Path directory) {
		this.directory = directory;
	}

	/**
	 * Returns the tool. If Go is not installed, the test is skipped, or fails on a CI
	 * machine, where {@code CI} is set.
	 * @param directory where the tool may write
	 * @return the tool
	 */
	public static GoPprof in(Path directory) {
		Programs.require("go");
		return new GoPprof(directory);
	}

	/**
	 * Runs {@code go tool pprof} until it ends.
	 * @param arguments the arguments
	 * @return what it printed
	 */
	public Result run(String... arguments) {
		Path out = this.directory.resolve("out.txt");
		Path err = this.directory.resolve("err.txt");
		try {
			Process process = command(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
			try {
				assertEnds(process);
			}
			finally {
				process.destroyForcibly();
			}
			return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
					Files.readString(err, StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/**
	 * Starts {@code go tool pprof} and leaves it running, as {@code -http} does.
	 * @param arguments the arguments
	 * @return the process, for the caller to destroy
	 * @throws IOException if it cannot be started
	 */
	public Process start(String... arguments) throws IOException {
		Path log = this.directory.resolve("started.txt");
		return command(arguments).redirectErrorStream(true).redirectOutput(log.toFile()).start();
	}

	private static void assertEnds(Process process) throws InterruptedException {
		if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
			throw new AssertionError("go tool pprof did not end");
		}
	}

	private ProcessBuilder command(String... arguments) {
		List<String> command = new ArrayList<>(List.of("go", "tool", "pprof"));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile());
		builder.environment().put("PPROF_TMPDIR", this.directory.toString());
		builder.environment().put("HOME", this.directory.toString());
		return builder;
	}

	/**
	 * The result of a run.
	 *
	 * @param exitCode 0 if it succeeded
	 * @param out its standard output
	 * @param err its standard error
	 */
	public record Result(int exitCode, String out, String err) {

		/** The lines on standard error other than the three that every fetch prints. */
		public List<String> complaints() {
			return this.err.lines()
				.filter((line) -> !line.isBlank())
				.filter((line) -> FETCH.stream().noneMatch(line::startsWith))
				.toList();
		}

	}

}
