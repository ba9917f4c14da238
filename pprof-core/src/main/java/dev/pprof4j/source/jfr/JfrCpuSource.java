package dev.pprof4j.source.jfr;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.symbol.SourceFiles;

/**
 * CPU time by stack from JDK Flight Recorder: by its CPU-time samples from JDK 25 on, by
 * its execution samples before. Java code only; what else the process has used is one
 * frame. Any number of windows at the same time.
 */
public final class JfrCpuSource implements WindowSource {

	private static final Logger logger = System.getLogger(JfrCpuSource.class.getName());

	private static final String SILENT = "JDK Flight Recorder's CPU-time sampler is silent in this JVM, as it is"
			+ " for good once something has used the signal SIGPROF";

	private static final Duration PROBE_INTERVAL = Duration.ofMillis(10);

	/** Of CPU time: none of so many samples comes by chance only. */
	private static final int PROBE_INTERVALS = 10;

	/** Of the JVM, not of a profiler. */
	private static final AtomicBoolean silent = new AtomicBoolean();

	private final JfrFrames frames;

	private final PrivateDirectory directory;

	private final Duration interval;

	/**
	 * A source that has not touched Flight Recorder yet.
	 * @param sourceFiles finds the source files of classes
	 * @param directory where recordings are written
	 * @param interval the CPU time between two samples of a thread
	 */
	public JfrCpuSource(SourceFiles sourceFiles, PrivateDirectory directory, Duration interval) {
		this.frames = JfrFrames.withInlined(sourceFiles);
		this.directory = directory;
		this.interval = interval;
	}

	/**
	 * Whether it tells CPU time as it is, the whole stacks of virtual threads among it.
	 * @return whether the JVM has CPU-time samples, and they are not known to be silent
	 */
	public boolean hasCpuTimeSamples() {
		return Runtime.version().feature() >= CpuTimeSamples.FIRST_VERSION && !silent.get()
				&& System.getProperty("os.name").startsWith("Linux");
	}

	@Override
	public ProfileKind kind() {
		return ProfileKind.CPU;
	}

	@Override
	public String name() {
		return "jfr";
	}

	@Override
	public SourceState state() {
		try {
			RecorderAccess.requireModule();
			return SourceState.available(hasCpuTimeSamples() ? "CPU-time samples of JDK Flight Recorder"
					: "JDK Flight Recorder's " + ReweightedSamples.METHOD);
		}
		catch (ProfilingException.Unavailable ex) {
			return SourceState.unavailable(String.valueOf(ex.getMessage()));
		}
	}

	@Override
	public Recording start() {
		RecorderAccess.requireFlightRecorder();
		RecorderSetup.prepare();
		if (!hasCpuTimeSamples()) {
			JfrCpuRecording recording = new JfrCpuRecording(this.frames, this.directory,
					new ReweightedSamples(this.interval), this.interval);
			recording.comment("From JDK Flight Recorder: " + ReweightedSamples.METHOD);
			if (silent.get()) {
				recording.comment(SILENT);
			}
			recording.start();
			return recording;
		}
		CpuTimeSamples samples = new CpuTimeSamples(this.interval);
		JfrCpuRecording recording = new JfrCpuRecording(this.frames, this.directory, samples, this.interval);
		recording.comment("From CPU-time samples of JDK Flight Recorder");
		Recording listened = new Listened(recording, samples);
		recording.start();
		return listened;
	}

	/** The timers of the threads go on. */
	@Override
	public Recording startAfter(Recording previous) {
		Recording next = start();
		boolean ended = false;
		try {
			recording(previous).endBefore(recording(next));
			ended = true;
		}
		catch (ProfilingException ex) {
			logger.log(Level.DEBUG, "Whoever reads it is told", ex);
			ended = true;
		}
		finally {
			if (!ended) { // for want of memory: nothing goes on recording for nobody
				next.close();
			}
		}
		return next;
	}

	private static JfrCpuRecording recording(Recording recording) {
		return (recording instanceof Listened listened) ? listened.recording : (JfrCpuRecording) recording;
	}

	/**
	 * Whether nothing is told although a thread uses CPU time: for a tenth of a second.
	 * All that a process does may be to collect garbage, of which there are no samples.
	 */
	private boolean isSilent() {
		try {
			return hearsNothing();
		}
		catch (ProfilingException ex) {
			logger.log(Level.DEBUG, "Nobody knows whether the sampler is silent", ex);
			return false;
		}
	}

	private boolean hearsNothing() {
		CpuTimeSamples samples = new CpuTimeSamples(PROBE_INTERVAL);
		try (JfrCpuRecording probe = new JfrCpuRecording(this.frames, this.directory, samples, PROBE_INTERVAL)) {
			RecorderRoom.require();
			probe.start();
			useCpuTime();
			probe.stop();
			return samples.areSilent();
		}
	}

	/** On a platform thread: whoever asks may be on a virtual one, which has no clock. */
	private static void useCpuTime() {
		Thread thread = DaemonThread.start("pprof-probe", () -> {
			ThreadMXBean clock = ManagementFactory.getThreadMXBean();
			// Time itself, where the application has switched the clocks off.
			LongSupplier used = (clock.getCurrentThreadCpuTime() < 0) ? System::nanoTime
					: clock::getCurrentThreadCpuTime;
			long end = used.getAsLong() + PROBE_INTERVALS * PROBE_INTERVAL.toNanos();
			while (used.getAsLong() < end) {
				Thread.onSpinWait();
			}
		});
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A window that finds out whether the sampler is silent.
	 */
	private final class Listened implements Recording {

		private final JfrCpuRecording recording;

		private final CpuTimeSamples samples;

		private boolean heard;

		private boolean silence;

		private Listened(JfrCpuRecording recording, CpuTimeSamples samples) {
			this.recording = recording;
			this.samples = samples;
		}

		@Override
		public void end() {
			this.recording.end();
		}

		@Override
		public long bytes() {
			return this.recording.bytes();
		}

		@Override
		public boolean isFull() {
			return this.recording.isFull();
		}

		@Override
		public Profile stop() {
			Profile profile = this.recording.stop();
			if (!this.heard) {
				this.heard = true;
				this.silence = !silent.get() && this.samples.areSuspicious() && isSilent();
			}
			if (!this.silence) {
				return profile;
			}
			silent.set(true);
			return profile.withComment(SILENT + ": ask again");
		}

		@Override
		public void close() {
			this.recording.close();
		}

	}

}
