package dev.pprof4j.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.jspecify.annotations.Nullable;

/**
 * A native library: a file that is installed, or one in a jar, which the linker cannot
 * open, so that it is unpacked for as long as it takes to load it. Whoever loads it
 * remembers that. Safe to share between threads.
 */
public final class NativeLibrary {

	private final String name;

	private final String property;

	private final @Nullable Path installed;

	private final Path tempDir;

	/**
	 * A library that is not loaded yet.
	 * @param name what it is called in a sentence
	 * @param property the property that names an installed one
	 * @param installed that file, or {@code null} for the one in a jar
	 * @param tempDir where the latter is unpacked, in a private directory
	 */
	public NativeLibrary(String name, String property, @Nullable Path installed, Path tempDir) {
		this.name = name;
		this.property = property;
		this.installed = installed;
		this.tempDir = tempDir;
	}

	/**
	 * Loads the library.
	 * @param <T> what loading it gives
	 * @param owner the class beside which it is, unless it is installed
	 * @param resource its name there
	 * @param loader loads the file
	 * @return what the loader gives
	 * @throws ProfilingException.Unavailable if it cannot be loaded, with what to set
	 */
	public <T> T load(Class<?> owner, String resource, Loader<T> loader) {
		try {
			return (this.installed != null) ? loadInstalled(this.installed, loader)
					: loadBundled(owner, resource, loader);
		}
		// The linker's errors are expected here: no library for this platform, a broken
		// file, a file system that forbids execution.
		catch (LinkageError | IOException | RuntimeException ex) {
			throw refusal(ex);
		}
	}

	private static <T> T loadInstalled(Path library, Loader<T> loader) throws IOException {
		if (!Files.isReadable(library)) {
			throw new FileNotFoundException(library + " is not a readable file");
		}
		return loader.load(library.toAbsolutePath().toString());
	}

	private <T> T loadBundled(Class<?> owner, String resource, Loader<T> loader) throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir);
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
	 * What to say when the library cannot be loaded, or cannot be used.
	 * @param cause what went wrong; an {@link UnsupportedOperationException} is nothing
	 * that can be set right
	 * @return the refusal, with what to set
	 */
	public ProfilingException.Unavailable refusal(Throwable cause) {
		return new ProfilingException.Unavailable(explain(cause), cause);
	}

	private String explain(Throwable cause) {
		if (cause instanceof UnsupportedOperationException) {
			return this.name + " cannot be loaded: " + cause.getMessage();
		}
		if (this.installed != null) {
			return "%s cannot be loaded from %s=%s (%s): set it to a working library, or remove it to use the bundled one"
				.formatted(this.name, this.property, this.installed, cause.getMessage());
		}
		// File system exceptions say little more than a path; their names say the rest.
		return "%s cannot be loaded from pprof.temp-dir=%s (%s: %s): set pprof.temp-dir to a writable directory that allows execution, or %s to an installed library"
			.formatted(this.name, this.tempDir, cause.getClass().getSimpleName(), cause.getMessage(), this.property);
	}

	/**
	 * Loads a file.
	 *
	 * @param <T> what that gives
	 */
	@FunctionalInterface
	public interface Loader<T> {

		/**
		 * Loads a file.
		 * @param file its absolute path
		 * @return what that gives
		 * @throws IOException if what it needs besides cannot be read
		 */
		T load(String file) throws IOException;

	}

}
