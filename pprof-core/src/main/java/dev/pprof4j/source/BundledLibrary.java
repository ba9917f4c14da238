package dev.pprof4j.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.jspecify.annotations.Nullable;

/**
 * A native library in a jar, which the linker cannot open: it is unpacked for as long as
 * it takes to load it.
 */
public final class BundledLibrary {

	private BundledLibrary() {
	}

	/**
	 * Unpacks a library and loads it.
	 * @param <T> what loading it gives
	 * @param owner the class beside which it is
	 * @param resource its name
	 * @param tempDir where it is unpacked, in a private directory
	 * @param loader loads the file
	 * @return what the loader gives
	 * @throws IOException if it cannot be unpacked
	 * @throws UnsupportedOperationException if there is none
	 */
	public static <T> T load(Class<?> owner, String resource, Path tempDir, Loader<T> loader) throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(tempDir);
				InputStream bundled = owner.getResourceAsStream(resource)) {
			if (bundled == null) {
				throw new UnsupportedOperationException(
						"there is none for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
			}
			Path unpacked = directory.createFile("-" + resource.substring(resource.lastIndexOf('/') + 1));
			Files.copy(bundled, unpacked, StandardCopyOption.REPLACE_EXISTING);
			return loader.load(unpacked.toAbsolutePath().toString());
		}
	}

	/**
	 * Says why a library cannot be loaded, and what to set.
	 * @param name what it is called
	 * @param cause what went wrong
	 * @param tempDir where it was unpacked
	 * @param installed the file it was loaded from instead, or {@code null}
	 * @param property the property that names such a file
	 * @return one sentence
	 */
	public static String explain(String name, Throwable cause, Path tempDir, @Nullable Path installed,
			String property) {
		if (cause instanceof UnsupportedOperationException) {
			return name + " cannot be loaded: " + cause.getMessage();
		}
		if (installed != null) {
			return "%s cannot be loaded from %s=%s (%s): set it to a working library, or remove it to use the bundled one"
				.formatted(name, property, installed, cause.getMessage());
		}
		// File system exceptions say little more than a path; their names say the rest.
		return "%s cannot be loaded from pprof.temp-dir=%s (%s: %s): set pprof.temp-dir to a writable directory that allows execution, or %s to an installed library"
			.formatted(name, tempDir, cause.getClass().getSimpleName(), cause.getMessage(), property);
	}

	/**
	 * Loads a file.
	 *
	 * @param <T> what that gives
	 */
	public interface Loader<T> {

		/**
		 * Loads a file.
		 * @param file its absolute path
		 * @return what that gives
		 */
		T load(String file);

	}

}
