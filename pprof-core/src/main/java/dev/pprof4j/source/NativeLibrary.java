package dev.pprof4j.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.jspecify.annotations.Nullable;

/**
 * A native library, either an installed file or one in a jar. The linker cannot open a
 * file in a jar, so that one is unpacked for as long as loading takes. The caller must
 * remember that the library is loaded. Safe to share between threads.
 */
public final class NativeLibrary {

	private final String name;

	private final String property;

	private final @Nullable Path installed;

	private final Path tempDir;

	/**
	 * A library that has not been loaded.
	 * @param name what to call it in a sentence
	 * @param property the property that names an installed library
	 * @param installed the installed file, or {@code null} for the one in the jar
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
	 * @param <T> the loader's result
	 * @param owner the class whose jar holds the library, unless it is installed
	 * @param resource its name in that jar
	 * @param loader loads the file
	 * @return the loader's result
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
				throw new UnsupportedOperationException("this build has none for " + System.getProperty("os.name")
						+ " on " + System.getProperty("os.arch"));
			}
			Path unpacked = directory.createFile("-" + resource.substring(resource.lastIndexOf('/') + 1));
			Files.copy(bundled, unpacked, StandardCopyOption.REPLACE_EXISTING);
			return loader.load(unpacked.toAbsolutePath().toString());
		}
	}

	/**
	 * The refusal for a library that cannot be loaded or cannot be used.
	 * @param cause what went wrong; an {@link UnsupportedOperationException} means that
	 * no setting can help
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
		// Messages of file system exceptions are little more than a path; the class name
		// says the rest.
		return "%s cannot be loaded from pprof.temp-dir=%s (%s: %s): set pprof.temp-dir to a writable directory that allows execution, or %s to an installed library"
			.formatted(this.name, this.tempDir, cause.getClass().getSimpleName(), cause.getMessage(), this.property);
	}

	/**
	 * Loads a file.
	 *
	 * @param <T> the result of loading it
	 */
	@FunctionalInterface
	public interface Loader<T> {

		/**
		 * Loads a file.
		 * @param file its absolute path
		 * @return the result of loading it
		 * @throws IOException if something else that it needs cannot be read
		 */
		T load(String file) throws IOException;

	}

}
