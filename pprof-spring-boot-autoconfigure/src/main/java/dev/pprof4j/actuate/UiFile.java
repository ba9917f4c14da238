package dev.pprof4j.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of the pages, always one of a fixed list. The files that the pages load are also
 * available below {@link #versionPath()}, where browsers may cache them: each request
 * costs a check of the password.
 *
 * @param name its name, below {@code ui/}
 */
record UiFile(String name) {

	/** The segment of the path that all files are below. */
	static final String FOLDER = "ui";

	private static final String SOURCE = "ui/";

	private static final String PAGE = "view.html";

	private static final Pattern ANY_VERSION = Pattern.compile("[0-9a-f]{16}");

	private static final Map<String, String> TYPES = Map.of("html", MediaTypes.HTML, "css",
			MediaTypes.CSS + MediaTypes.UTF_8, "js", MediaTypes.JAVASCRIPT + MediaTypes.UTF_8, "svg",
			MediaTypes.SVG + MediaTypes.UTF_8);

	private static final Map<String, UiFile> ALL = files(PAGE, "style.css", "index.css", "view.css", "toolbar.css",
			"table.css", "graph.css", "icon.svg", "index.js", "view.js", "amounts.js", "boxes.js", "clipboard.js",
			"colors.js", "columns.js", "controls.js", "crumbs.js", "decoder.js", "files.js", "flame.js", "format.js",
			"graphs.js", "layout.js", "letters.js", "load.js", "names.js", "profile.js", "recording.js", "selection.js",
			"stacks.js", "state.js", "table.js", "theme.js", "top.js", "tree.js", "viewer.js", "wire.js", "worker.js");

	private static final Map<String, byte[]> CONTENTS = new ConcurrentHashMap<>();

	private static Map<String, UiFile> files(String... names) {
		return Arrays.stream(names).map(UiFile::new).collect(Collectors.toMap(UiFile::name, Function.identity()));
	}

	static List<UiFile> all() {
		return List.copyOf(ALL.values());
	}

	/** The file at a path below the endpoint's, if it is one of the list. */
	static Optional<UiFile> of(String[] path) {
		return isBelow(path) ? Optional.ofNullable(ALL.get(path[path.length - 1])) : Optional.empty();
	}

	/**
	 * A page that another version has served may still request files below the path of
	 * that version. It gets the files of this version.
	 */
	static boolean isBelow(String[] path) {
		boolean kept = path.length == 3 && ANY_VERSION.matcher(path[1]).matches() && !path[2].equals(PAGE);
		return (kept || path.length == 2) && path[0].equals(FOLDER);
	}

	/** The path of the files that the pages load, for this version of the files. */
	static String versionPath() {
		return FOLDER + "/" + Version.OF_ALL;
	}

	/**
	 * Whether the content at the path of a request never changes. This reads all files,
	 * but only if the path is one of the pages' own.
	 * @param path the whole path
	 */
	static boolean neverChanges(String path) {
		return path.contains("/" + FOLDER + "/") && path.contains("/" + versionPath() + "/");
	}

	String type() {
		return Objects.requireNonNull(TYPES.get(this.name.substring(this.name.lastIndexOf('.') + 1)));
	}

	/** The content, which is read only once. */
	byte[] content() {
		return CONTENTS.computeIfAbsent(this.name, UiFile::read).clone();
	}

	private static byte[] read(String name) {
		byte[] content = resource(name);
		return name.equals(PAGE) ? new String(content, StandardCharsets.UTF_8).replace("{version}", Version.OF_ALL)
			.getBytes(StandardCharsets.UTF_8) : content;
	}

	private static byte[] resource(String name) {
		try (InputStream file = UiFile.class.getResourceAsStream(SOURCE + name)) {
			return Objects.requireNonNull(file, name).readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Distinguishes the files of one version of this library from those of another.
	 */
	private static final class Version {

		private static final String OF_ALL = digest();

		private static String digest() {
			try {
				MessageDigest digest = MessageDigest.getInstance("SHA-256");
				ALL.keySet().stream().sorted().forEach((name) -> digest.update(resource(name)));
				return HexFormat.of().formatHex(digest.digest(), 0, 8);
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException("Every Java platform has SHA-256", ex);
			}
		}

	}

}
