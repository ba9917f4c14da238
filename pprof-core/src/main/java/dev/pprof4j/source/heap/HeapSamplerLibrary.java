package dev.pprof4j.source.heap;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import dev.pprof4j.source.BundledLibrary;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.heap.shared.SharedHeapSampler;
import org.jspecify.annotations.Nullable;

/**
 * The native side of the heap sampler. It is loaded once in a process, whatever the
 * number of class loaders that hold this class: it puts {@link SharedHeapSampler} into
 * the bootstrap class loader, where the next one finds it. Safe to share between threads.
 */
public final class HeapSamplerLibrary {

	private static final String SHARED = "dev.pprof4j.source.heap.shared.SharedHeapSampler";

	private static boolean loaded;

	private final @Nullable Path library;

	private final Path tempDir;

	/**
	 * A library that is not loaded yet.
	 * @param library an installed {@code libpprof4j.so}, or {@code null} for the one that
	 * comes with the product
	 * @param tempDir where the latter is unpacked to, for as long as it takes to load it
	 */
	public HeapSamplerLibrary(@Nullable Path library, Path tempDir) {
		this.library = library;
		this.tempDir = tempDir;
	}

	/**
	 * Loads the library, unless it is. A failure is not remembered: its cause may go
	 * away.
	 * @throws ProfilingException.Unavailable if it cannot be loaded, with what to set
	 */
	void load() {
		synchronized (HeapSamplerLibrary.class) {
			if (!loaded && !isShared()) {
				loadNow();
			}
			loaded = true;
		}
	}

	static boolean isLoaded() {
		synchronized (HeapSamplerLibrary.class) {
			return loaded;
		}
	}

	private static boolean isShared() {
		try {
			Class.forName(SHARED, false, null);
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private void loadNow() {
		try {
			byte[] classFile = classFile();
			int error = (this.library != null) ? loadInstalled(this.library, classFile) : BundledLibrary
				.load(HeapSamplerLibrary.class, resource(), this.tempDir, (file) -> load(file, classFile));
			if (error != 0) {
				throw new UnsupportedOperationException("this JVM does not have JVMTI (error " + error + ")");
			}
		}
		// The linker's errors are expected here: no library for this platform, a broken
		// file, a file system that forbids execution.
		catch (LinkageError | IOException | RuntimeException ex) {
			if (!isShared()) { // else another class loader was faster
				throw new ProfilingException.Unavailable(BundledLibrary.explain("The native heap sampler", ex,
						this.tempDir, this.library, "pprof.heap.library"), ex);
			}
		}
	}

	private static int loadInstalled(Path library, byte[] classFile) throws IOException {
		if (!Files.isReadable(library)) {
			throw new FileNotFoundException(library + " is not a readable file");
		}
		return load(library.toAbsolutePath().toString(), classFile);
	}

	private static int load(String file, byte[] classFile) {
		System.load(file);
		return install(classFile);
	}

	private static byte[] classFile() throws IOException {
		try (InputStream stream = HeapSamplerLibrary.class.getResourceAsStream("shared/SharedHeapSampler.class")) {
			if (stream == null) {
				throw new FileNotFoundException(SHARED);
			}
			return stream.readAllBytes();
		}
	}

	private static String resource() {
		String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		String arch = System.getProperty("os.arch");
		return "/META-INF/native/%s-%s/libpprof4j.so".formatted(os, arch.equals("amd64") ? "x86_64" : arch);
	}

	/**
	 * Defines the shared class in the bootstrap class loader.
	 * @param classFile its class file
	 * @return 0, or an error of JVMTI
	 */
	private static native int install(byte[] classFile);

}
