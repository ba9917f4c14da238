package dev.pprof4j.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block in the project's documents.
 *
 * @param document the file
 * @param number the number of the block in its file, from 1
 * @param text the content of the block
 * @param answer the content of a block without a language that follows, empty if there is
 * none
 */
public record DocumentedBlock(Path document, int number, String text, String answer) {

	private static final Path ROOT = Path.of("..");

	/**
	 * Returns all blocks of a language, in the order of reading.
	 * @param language the word after the fence
	 * @return the blocks
	 */
	public static List<DocumentedBlock> all(String language) throws IOException {
		Pattern fence = Pattern.compile("^```" + language + "\\n(.*?)^```$(?:\\n\\n```\\n(.*?)^```$)?",
				Pattern.MULTILINE | Pattern.DOTALL);
		List<DocumentedBlock> blocks = new ArrayList<>();
		for (Path document : documents()) {
			Matcher block = fence.matcher(Files.readString(document));
			for (int number = 1; block.find(); number++) {
				blocks.add(new DocumentedBlock(document, number, block.group(1),
						Objects.requireNonNullElse(block.group(2), "")));
			}
		}
		return blocks;
	}

	/**
	 * Returns the documents of the project.
	 * @return those in the root directory first, then the others, by name
	 */
	public static List<Path> documents() throws IOException {
		List<Path> documents = new ArrayList<>();
		for (Path folder : List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("benchmarks"))) {
			try (Stream<Path> files = Files.list(folder)) {
				files.filter((file) -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
			}
		}
		return documents;
	}

	/**
	 * Returns where the block is, for people.
	 * @return file and number
	 */
	public String location() {
		return ROOT.relativize(this.document) + " " + this.number;
	}

}
