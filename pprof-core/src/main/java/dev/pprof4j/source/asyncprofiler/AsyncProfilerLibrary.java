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

	private final NativeLibrary library;

	/**
	 * A library that is not loaded yet.
	 * @param library an installed {@code libasyncProfiler.so}, or {@code null} for the
	 * one that comes with the product
	 * @param tempDir where the latter is unpacked to, for as long as it takes to load it
	 */
	public AsyncProfilerLibrary(@Nullable Path library, Path tempDir) {
		this.library = new NativeLibrary("async-profiler", "pprof.cpu.library", library, tempDir);
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
