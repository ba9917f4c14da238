package dev.pprof4j.source.asyncprofiler;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.pprof4j.source.BundledLibrary;
import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SourceState;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * The native library. It is loaded at most once in a process, so what was loaded is
 * remembered statically. A failure is shown, and the next request tries again, since its
 * cause may have gone away. Loading takes about 0.4 CPU-seconds and 40 MB. Safe to share
 * between threads.
 */
public final class AsyncProfilerLibrary {

	private static @Nullable AsyncProfiler loaded;

	/** Why the last attempt failed, whoever made it. */
	private static @Nullable String failure;

	/** Whether it was a profile that loaded it. */
	private static boolean loadedLate;

	private final @Nullable Path library;

	private final Path tempDir;

	/**
	 * A library that is not loaded yet.
	 * @param library an installed {@code libasyncProfiler.so}, or {@code null} for the
	 * one that comes with the product
	 * @param tempDir where the latter is unpacked to, for as long as it takes to load it
	 */
	public AsyncProfilerLibrary(@Nullable Path library, Path tempDir) {
		this.library = library;
		this.tempDir = tempDir;
	}

	/**
	 * Loads the library, unless it is. Code that is compiled while it is loaded tells
	 * inlined methods apart in later profiles; code compiled before does not.
	 * @throws ProfilingException.Unavailable if it cannot be loaded, with what to set
	 */
	public void load() {
		loadOnce(false);
	}

	AsyncProfiler profiler() {
		return loadOnce(true);
	}

	/**
	 * Whether code may have been compiled before that cannot tell inlined methods apart.
	 */
	boolean isLoadedLate() {
		synchronized (AsyncProfilerLibrary.class) {
			return loadedLate;
		}
	}

	private AsyncProfiler loadOnce(boolean late) {
		synchronized (AsyncProfilerLibrary.class) {
			if (loaded == null) {
				try {
					loaded = loadOnAPlatformThread();
				}
				catch (ProfilingException ex) {
					failure = ex.getMessage();
					throw ex;
				}
				loadedLate = late;
				failure = null;
			}
			return loaded;
		}
	}

	/** Whether anybody has started it. */
	boolean isActive() {
		synchronized (AsyncProfilerLibrary.class) {
			try {
				return loaded != null && loaded.execute(AsyncProfilerCommand.STATUS).contains("is running");
			}
			catch (IOException | IllegalStateException ex) {
				return false; // whoever starts it finds out
			}
		}
	}

	/**
	 * Whether the library is there, as far as is known without loading it.
	 * @return the state, with the reason
	 */
	SourceState state() {
		synchronized (AsyncProfilerLibrary.class) {
			if (loaded != null) {
				return SourceState.available("async-profiler " + loaded.getVersion());
			}
			return (failure != null) ? SourceState.unavailable(failure)
					: SourceState.available("async-profiler, which is loaded on the first request");
		}
	}

	/**
	 * Loaded by a virtual thread, as a request may be, async-profiler does not find its
	 * way from Java's threads to those of the JVM, and never starts.
	 */
	private AsyncProfiler loadOnAPlatformThread() {
		CompletableFuture<AsyncProfiler> result = new CompletableFuture<>();
		DaemonThread.start("pprof-load", () -> {
			try {
				result.complete(loadNow());
			}
			catch (RuntimeException | Error ex) { // somebody waits for it
				result.completeExceptionally(ex);
			}
		});
		try {
			return result.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw (ex.getCause() instanceof ProfilingException refusal) ? refusal : ex;
		}
	}

	private AsyncProfiler loadNow() {
		try {
			return (this.library != null) ? loadInstalled(this.library) : loadBundled();
		}
		// The linker's errors are expected here: no library for this platform, a broken
		// file, a file system that forbids execution.
		catch (LinkageError | IOException | RuntimeException ex) {
			String sentence = BundledLibrary.explain("async-profiler", ex, this.tempDir, this.library,
					"pprof.cpu.library");
			throw new ProfilingException.Unavailable(sentence, ex);
		}
	}

	private static AsyncProfiler loadInstalled(Path library) throws IOException {
		if (!Files.isReadable(library)) {
			throw new FileNotFoundException(library + " is not a readable file");
		}
		return AsyncProfiler.getInstance(library.toAbsolutePath().toString());
	}

	private AsyncProfiler loadBundled() throws IOException {
		String resource = "/" + platform() + "/libasyncProfiler.so";
		return BundledLibrary.load(AsyncProfiler.class, resource, this.tempDir, AsyncProfiler::getInstance);
	}

	private static String platform() {
		String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		if (os.contains("mac")) {
			return "macos";
		}
		boolean arm = System.getProperty("os.arch").contains("aarch64");
		return (os.contains("linux") ? "linux" : "unknown") + (arm ? "-arm64" : "-x64");
	}

}
