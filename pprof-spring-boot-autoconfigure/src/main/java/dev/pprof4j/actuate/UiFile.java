package dev.pprof4j.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A file of the pages: one of a list, whatever a request asks for.
 *
 * @param name its name, below {@code ui/}
 */
record UiFile(String name) {

	/** The segment of the path that all of them are below. */
	static final String FOLDER = "ui";

	private static final String SOURCE = "ui/";

	private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8", "css",
			"text/css;charset=UTF-8", "js", "text/javascript;charset=UTF-8", "svg", "image/svg+xml;charset=UTF-8");

	private static final Map<String, UiFile> ALL = files("view.html", "style.css", "index.css", "view.css",
			"toolbar.css", "table.css", "graph.css", "icon.svg", "index.js", "view.js", "colors.js", "columns.js",
			"controls.js", "crumbs.js", "decoder.js", "files.js", "flame.js", "format.js", "layout.js", "load.js",
			"names.js", "profile.js", "recording.js", "selection.js", "stacks.js", "state.js", "table.js", "theme.js",
			"top.js", "tree.js", "viewer.js", "wire.js", "worker.js");

	private static final Map<String, byte[]> CONTENTS = new ConcurrentHashMap<>();

	private static Map<String, UiFile> files(String... names) {
		return Arrays.stream(names).map(UiFile::new).collect(Collectors.toMap(UiFile::name, Function.identity()));
	}

	static List<UiFile> all() {
		return List.copyOf(ALL.values());
	}

	/** The file behind a path below the endpoint's, if it is one of them. */
	static Optional<UiFile> of(String[] path) {
		return isBelow(path) ? Optional.ofNullable(ALL.get(path[1])) : Optional.empty();
	}

	static boolean isBelow(String[] path) {
		return path.length == 2 && path[0].equals(FOLDER);
	}

	String type() {
		return Objects.requireNonNull(TYPES.get(this.name.substring(this.name.lastIndexOf('.') + 1)));
	}

	/** Read once. */
	byte[] content() {
		return CONTENTS.computeIfAbsent(this.name, UiFile::read).clone();
	}

	private static byte[] read(String name) {
		try (InputStream file = UiFile.class.getResourceAsStream(SOURCE + name)) {
			return Objects.requireNonNull(file, name).readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
