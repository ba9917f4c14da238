package dev.pprof4j.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * Programs that a test needs on the machine.
 */
public final class Programs {

	private Programs() {
	}

	/**
	 * Finds a program. If it is not installed, the test is skipped, or fails on a CI
	 * machine, where {@code CI} is set.
	 * @param names the names, of which any is sufficient
	 * @return the path of the program
	 */
	public static Path require(String... names) {
		Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
			.flatMap((folder) -> Stream.of(names).map((name) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
		requireThat(found.isPresent(), String.join(" or ", names) + " is not installed");
		return found.orElseThrow();
	}

	/**
	 * Skips the test if something is missing, or lets it fail on a CI machine.
	 * @param there whether the machine has it
	 * @param missing the sentence that says what is missing
	 */
	public static void requireThat(boolean there, String missing) {
		if (!there && System.getenv("CI") != null) {
			throw new AssertionError(missing + " on this CI machine");
		}
		Assumptions.assumeTrue(there, missing);
	}

}
