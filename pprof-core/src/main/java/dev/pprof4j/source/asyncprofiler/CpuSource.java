package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.symbol.SourceFiles;

/**
 * CPU time by stack, of all threads of the process: Java, native and kernel code, and the
 * JVM's own threads. async-profiler's {@code cpu} event uses perf_events where the kernel
 * allows it, a timer for each thread elsewhere. One window at a time.
 */
public final class CpuSource implements WindowSource {

	private static final String LATE = "async-profiler was loaded with the first profile: in code that was compiled"
			+ " before, inlined methods are booked on their callers (see pprof.cpu.preload)";

	private final AsyncProfilerLibrary library;

	private final PrivateDirectory directory;

	private final long intervalNanos;

	private final SourceFiles sourceFiles;

	private final BooleanSupplier armed;

	/** Held by the one window in progress. */
	private final Semaphore window = new Semaphore(1);

	/**
	 * A source that has not touched the native library yet.
	 * @param library the native library
	 * @param directory where recordings are written
	 * @param frequency samples per second of CPU time
	 * @param sourceFiles finds the source files of classes
	 * @param armed whether the JIT compilers describe inlined code because somebody else
	 * wants it
	 */
	public CpuSource(AsyncProfilerLibrary library, PrivateDirectory directory, int frequency, SourceFiles sourceFiles,
			BooleanSupplier armed) {
		this.library = library;
		this.directory = directory;
		this.intervalNanos = Duration.ofSeconds(1).toNanos() / frequency;
		this.sourceFiles = sourceFiles;
		this.armed = armed;
	}

	@Override
	public ProfileKind kind() {
		return ProfileKind.CPU;
	}

	@Override
	public SourceState state() {
		return this.library.state();
	}

	@Override
	public Recording start() {
		if (!this.window.tryAcquire()) {
			throw new ProfilingException.Conflict("Another CPU profile is being taken; ask again when it has ended");
		}
		boolean started = false;
		try {
			Recording recording = CpuRecording.start(this.library.profiler(), this.intervalNanos, newFile(), samples(),
					this.window::release);
			started = true;
			return recording;
		}
		finally {
			if (!started) {
				this.window.release();
			}
		}
	}

	private ExecutionSamples samples() {
		ExecutionSamples samples = new ExecutionSamples(this.intervalNanos, this.sourceFiles);
		if (this.library.isLoadedLate() && !this.armed.getAsBoolean()) {
			samples.comment(LATE);
		}
		return samples;
	}

	private Path newFile() {
		try {
			return this.directory.createFile(".jfr");
		}
		catch (IOException ex) {
			throw new ProfilingException.Unavailable(
					"The recording cannot be written (" + ex + "): set pprof.temp-dir to a writable directory", ex);
		}
	}

}
