package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.proto.Sample;
import one.convert.Arguments;
import one.convert.JfrToPprof;

/**
 * Reads profiles from files, of this library or of jfr-converter, which does not compress
 * them and leaves out the file names of functions.
 */
final class Converted {

	private static final int GZIP = 0x1f;

	private Converted() {
	}

	static ParsedProfile read(Path file) throws IOException {
		byte[] content = Files.readAllBytes(file);
		return (content[0] == GZIP) ? ParsedProfile.of(content) : ParsedProfile.unchecked(content);
	}

	/**
	 * Converts a recording with jfr-converter.
	 * @param recording a JFR file
	 * @param options what to convert of it
	 */
	static ParsedProfile of(Path recording, String... options) throws IOException {
		Path file = Files.createTempFile("converted", ".pb");
		List<String> all = new ArrayList<>(List.of("--output", "pprof", "--threads"));
		all.addAll(List.of(options));
		JfrToPprof.convert(recording.toString(), file.toString(), new Arguments(all.toArray(String[]::new)));
		return read(file);
	}

	/**
	 * The thread name in the label {@code thread}, which is {@code [name tid=number]}.
	 */
	static String thread(ParsedProfile profile, Sample sample) {
		String label = String.valueOf(profile.labels(sample).get("thread"));
		return label.replaceFirst("^\\[", "").replaceFirst(" tid=\\d+\\]$", "");
	}

}
