package dev.pprof4j.source.jfr;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;

/**
 * Detects whether Flight Recorder's CPU-time sampler has fallen silent in this JVM, by
 * recording a thread that is known to use CPU time. Safe to share between threads.
 */
final class SilenceProbe {

	/** What readers of a profile should know. */
	static final String SENTENCE = "JDK Flight Recorder's CPU-time sampler is silent in this JVM, as it is"
			+ " forever once something has used the signal SIGPROF";

	private static final Logger logger = System.getLogger(SilenceProbe.class.getName());

	private static final Duration INTERVAL = Duration.ofMillis(10);

	/** Of CPU time: if not one of this many samples arrives, that is not by chance. */
	private static final int INTERVALS = 10;

	/** A property of the JVM, not of one profiler. */
	private static final AtomicBoolean silent = new AtomicBoolean();

	private final JfrFrames frames;

	private final PrivateDirectory directory;

	SilenceProbe(JfrFrames frames, PrivateDirectory directory) {
		this.frames = frames;
		this.directory = directory;
	}

	/** Whether the sampler is already known to be silent. */
	static boolean isKnown() {
		return silent.get();
	}

	/**
	 * Whether no samples arrive although a thread uses a tenth of a second of CPU time.
	 * Without such a thread silence proves nothing: a process may only be collecting
	 * garbage, which has no samples.
	 */
	boolean findsSilence() {
		try {
			if (!silent.get() && hearsNothing()) {
				silent.set(true);
			}
			return silent.get();
		}
		catch (ProfilingException ex) {
			logger.log(Level.DEBUG, "Could not find out whether the sampler is silent", ex);
			return false;
		}
	}

	private boolean hearsNothing() {
		CpuTimeSamples samples = new CpuTimeSamples(INTERVAL);
		try (JfrCpuRecording probe = new JfrCpuRecording(this.frames, this.directory, samples, INTERVAL, () -> "")) {
			RecorderRoom.requireToStart();
			probe.start();
			boolean used = useCpuTime();
			probe.stop();
			return used && samples.areSilent();
		}
	}

	/**
	 * Runs on a platform thread: the caller may be on a virtual one, which has no clock.
	 * @return {@code false} if the wait for it was interrupted
	 */
	private static boolean useCpuTime() {
		Thread thread = DaemonThread.start("pprof-probe", () -> {
			ThreadMXBean clock = ManagementFactory.getThreadMXBean();
			// Elapsed time, if the application has switched the clocks off.
			LongSupplier used = (clock.getCurrentThreadCpuTime() < 0) ? System::nanoTime
					: clock::getCurrentThreadCpuTime;
			long end = used.getAsLong() + INTERVALS * INTERVAL.toNanos();
			while (used.getAsLong() < end) {
				Thread.onSpinWait();
			}
		});
		try {
			thread.join();
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
