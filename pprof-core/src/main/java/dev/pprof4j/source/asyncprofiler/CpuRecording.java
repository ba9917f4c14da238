package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import one.profiler.AsyncProfiler;

/**
 * One CPU sampling session of async-profiler and the file it writes. Confined to the
 * thread that started it.
 */
final class CpuRecording implements Recording {

	private static final Logger logger = System.getLogger(CpuRecording.class.getName());

	private final AsyncProfiler profiler;

	private final Path file;

	private final ExecutionSamples samples;

	private final Runnable whenClosed;

	private long skippedBefore;

	private boolean running;

	private boolean closed;

	private CpuRecording(AsyncProfiler profiler, Path file, ExecutionSamples samples, Runnable whenClosed) {
		this.profiler = profiler;
		this.file = file;
		this.samples = samples;
		this.whenClosed = whenClosed;
	}

	/**
	 * Starts a session.
	 * @param profiler the native profiler
	 * @param intervalNanos the CPU time between two samples of a thread
	 * @param file an empty file, which the recording owns from now on
	 * @param samples reads the file when the session has ended
	 * @param whenClosed called once, when the session is over and its file is gone; not
	 * called if the start fails
	 */
	static CpuRecording start(AsyncProfiler profiler, long intervalNanos, Path file, ExecutionSamples samples,
			Runnable whenClosed) {
		CpuRecording recording = new CpuRecording(profiler, file, samples, whenClosed);
		boolean started = false;
		try {
			recording.start(AsyncProfilerCommand.startCpu(intervalNanos, file));
			started = true;
			return recording;
		}
		finally {
			if (!started) {
				recording.abandon();
				recording.deleteFile();
			}
		}
	}

	private void start(String command) {
		try {
			this.profiler.execute(command);
			this.running = true;
			this.skippedBefore = skippedSamples();
		}
		catch (IllegalStateException ex) {
			throw refused(ex);
		}
		catch (IOException ex) {
			throw new ProfilingException.Failed("async-profiler could not start: " + ex.getMessage(), ex);
		}
	}

	private static ProfilingException refused(IllegalStateException ex) {
		if (String.valueOf(ex.getMessage()).contains("already started")) {
			return new ProfilingException.Conflict(
					"async-profiler is in use in this JVM by something else;" + " ask again when that has ended");
		}
		return new ProfilingException.Unavailable("async-profiler could not start: " + ex.getMessage(), ex);
	}

	@Override
	public Profile stop() {
		try {
			long skipped = skippedSamples() - this.skippedBefore;
			this.profiler.execute(AsyncProfilerCommand.STOP);
			this.running = false;
			return this.samples.read(this.file, skipped);
		}
		catch (IOException | RuntimeException ex) {
			throw new ProfilingException.Failed("The recording of async-profiler is lost: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Samples that async-profiler has dropped since it started: two threads were
	 * interrupted at the same time too often.
	 */
	private long skippedSamples() throws IOException {
		return this.profiler.execute(AsyncProfilerCommand.METRICS)
			.lines()
			.filter((line) -> line.startsWith("samples_skipped_total "))
			.mapToLong((line) -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
			.sum();
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		abandon();
		deleteFile();
		this.whenClosed.run();
	}

	private void abandon() {
		if (!this.running) {
			return;
		}
		this.running = false;
		try {
			this.profiler.execute(AsyncProfilerCommand.STOP);
		}
		catch (IOException | RuntimeException ex) {
			logger.log(Level.WARNING, "async-profiler could not be stopped", ex);
		}
	}

	private void deleteFile() {
		try {
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			logger.log(Level.WARNING, "Could not delete " + this.file, ex);
		}
	}

}
