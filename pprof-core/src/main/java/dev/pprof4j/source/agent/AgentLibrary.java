package dev.pprof4j.source.agent;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

import dev.pprof4j.source.NativeLibrary;
import dev.pprof4j.source.ProfilingException;
import org.jspecify.annotations.Nullable;

/**
 * The native side of the profiler. It is loaded once per process, however many class
 * loaders hold this class: it puts {@code SharedAgent} into the bootstrap class loader,
 * where the next class loader finds it. Safe to share between threads.
 */
public final class AgentLibrary {

	/**
	 * An attempt takes some milliseconds, too long for a caller that looks at threads all
	 * the time.
	 */
	private static final Duration UNTIL_NEXT_TRY = Duration.ofSeconds(10);

	private static volatile @Nullable Agent loaded;

	/**
	 * Shared by the whole JVM: a string literal is the same object in all class loaders.
	 */
	private static final Object ONCE = Agent.CLASS;

	/** Loading the library again would map it again, for good. */
	private static boolean linked;

	private final NativeLibrary library;

	private final LongSupplier nanoTime;

	private ProfilingException.@Nullable Unavailable failure;

	private long failureNanos;

	/**
	 * A library that has not been loaded.
	 * @param library an installed {@code libpprof4j.so}, or {@code null} for the bundled
	 * one
	 * @param tempDir where the latter is unpacked for as long as loading takes
	 */
	public AgentLibrary(@Nullable Path library, Path tempDir) {
		this(library, tempDir, System::nanoTime);
	}

	AgentLibrary(@Nullable Path library, Path tempDir, LongSupplier nanoTime) {
		this.library = new NativeLibrary("The native agent", "pprof.heap.library", library, tempDir);
		this.nanoTime = nanoTime;
	}

	/**
	 * Loads the library, unless it is loaded. A failure is remembered for only ten
	 * seconds, since its cause may go away.
	 * @return the agent of this process
	 * @throws ProfilingException.Unavailable if it cannot be loaded, with what to set
	 */
	public Agent load() {
		Agent known = loaded;
		if (known != null) {
			return known;
		}
		synchronized (ONCE) {
			Agent found = (loaded != null) ? loaded : Agent.find();
			loaded = (found != null) ? found : tryToLoad();
			return loaded;
		}
	}

	private Agent tryToLoad() {
		if (this.failure != null && this.nanoTime.getAsLong() - this.failureNanos < UNTIL_NEXT_TRY.toNanos()) {
			throw this.failure;
		}
		try {
			return loadNow();
		}
		catch (ProfilingException.Unavailable ex) {
			this.failure = ex;
			this.failureNanos = this.nanoTime.getAsLong();
			throw ex;
		}
	}

	/**
	 * The agent, if this class loader has already loaded or found it. Loads nothing, and
	 * does not wait for a load in progress.
	 * @return the agent, or {@code null}
	 */
	public static @Nullable Agent loaded() {
		return loaded;
	}

	private Agent loadNow() {
		ProfilingException.Unavailable failure = tryToInstall();
		Agent installed = Agent.find(); // even if another class loader was faster
		if (installed != null) {
			return installed;
		}
		throw (failure != null) ? failure : this.library.refusal(new IllegalStateException("no class"));
	}

	private ProfilingException.@Nullable Unavailable tryToInstall() {
		try {
			int error = linked ? installShared(classFile(), Agent.findClass())
					: this.library.load(AgentLibrary.class, resource(), AgentLibrary::link);
			return (error == 0) ? null
					: this.library.refusal(new UnsupportedOperationException(
							(error == JvmtiError.OUT_OF_MEMORY) ? "there is not enough memory or address space for it"
									: "this JVM does not have JVMTI (error " + error + ")"));
		}
		catch (ProfilingException.Unavailable ex) {
			return ex;
		}
		// The linker's errors are expected here, too.
		catch (LinkageError | IOException | RuntimeException ex) {
			return this.library.refusal(ex);
		}
	}

	private static int link(String file) throws IOException {
		byte[] classFile = classFile();
		System.load(file);
		linked = true;
		return installShared(classFile, Agent.findClass());
	}

	private static byte[] classFile() throws IOException {
		try (InputStream stream = AgentLibrary.class.getResourceAsStream("shared/SharedAgent.class")) {
			if (stream == null) {
				throw new FileNotFoundException(Agent.CLASS);
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
	 * Defines the shared class in the bootstrap class loader, and gives it its native
	 * methods.
	 * @param classFile its class file
	 * @param existing the class if it is there already, without its native methods
	 * @return 0, or a JVMTI error
	 */
	private static native int installShared(byte[] classFile, @Nullable Class<?> existing);

}
