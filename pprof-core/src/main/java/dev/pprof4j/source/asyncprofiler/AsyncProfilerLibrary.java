package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.NativeLibrary;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SourceState;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * The native library of async-profiler. It is loaded at most once per process, so what
 * was loaded is kept in a static field. After a failure, which is shown, the next request
 * tries again, since the cause may have gone away. Loading takes about 0.4 CPU-seconds
 * and 40 MB. Safe to share between threads.
 */
public final class AsyncProfilerLibrary {

	private static @Nullable AsyncProfiler loaded;

	/** Why the last attempt failed, regardless of who made it. */
	private static @Nullable String failure;

	/** Whether the library was loaded by taking a profile. */
	private static boolean loadedLate;

	private final NativeLibrary library;

	/**
	 * A library that has not been loaded.
	 * @param library an installed {@code libasyncProfiler.so}, or {@code null} for the
	 * bundled one
	 * @param tempDir where the latter is unpacked for as long as loading takes
	 */
	public AsyncProfilerLibrary(@Nullable Path library, Path tempDir) {
		this.library = new NativeLibrary("async-profiler", "pprof.cpu.library", library, tempDir);
	}

	/**
	 * Loads the library, unless it is loaded. Later profiles can distinguish inlined
	 * methods in code that is compiled while it is loaded, but not in code compiled
	 * before.
	 * @throws ProfilingException.Unavailable if it cannot be loaded, with what to set
	 */
	public void load() {
		loadOnce(false);
	}

	AsyncProfiler profiler() {
		return loadOnce(true);
	}

	/**
	 * Whether there may be code, compiled earlier, in which inlined methods cannot be
	 * distinguished.
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

	/** Whether async-profiler is running, no matter what started it. */
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
	 * Whether the library is available, as far as is known without loading it.
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
	 * A request may run on a virtual thread. If a virtual thread loaded it,
	 * async-profiler could not get from Java's threads to those of the JVM, and would
	 * never start.
	 */
	private AsyncProfiler loadOnAPlatformThread() {
		CompletableFuture<AsyncProfiler> result = new CompletableFuture<>();
		DaemonThread.start("pprof-load", () -> {
			try {
				result.complete(loadNow());
			}
			catch (RuntimeException | Error ex) { // a caller is waiting for it
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
		return this.library.load(AsyncProfiler.class, "/" + platform() + "/libasyncProfiler.so",
				AsyncProfiler::getInstance);
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
