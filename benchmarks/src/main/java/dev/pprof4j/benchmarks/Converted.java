package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.pprof4j.test.ParsedProfile;

/**
 * Profiles in files, ours or of jfr-converter, which does not compress them and leaves
 * the file names of functions out.
 */
final class Converted {

	private static final int GZIP = 0x1f;

	private Converted() {
	}

	static ParsedProfile read(Path file) throws IOException {
		byte[] content = Files.readAllBytes(file);
		return (content[0] == GZIP) ? ParsedProfile.of(content) : ParsedProfile.unchecked(content);
	}

}
