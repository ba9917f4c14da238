package dev.pprof4j.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * Programs of the machine that a test needs.
 */
public final class Programs {

	private Programs() {
	}

	/**
	 * A program, or a skipped test where it is not installed; on a CI machine, where
	 * {@code CI} is set, its absence is a failure.
	 * @param names of which the first that is found will do
	 * @return where it is
	 */
	public static Path require(String... names) {
		Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
			.flatMap((folder) -> Stream.of(names).map((name) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
		String missing = String.join(" or ", names) + " is not installed";
		if (found.isEmpty() && System.getenv("CI") != null) {
			throw new AssertionError(missing + " on this CI machine");
		}
		Assumptions.assumeTrue(found.isPresent(), missing);
		return found.orElseThrow();
	}

}
