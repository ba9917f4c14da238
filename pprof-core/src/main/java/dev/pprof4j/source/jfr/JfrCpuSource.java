package dev.pprof4j.source.jfr;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.time.Duration;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.symbol.SourceFiles;

/**
 * CPU time by stack from JDK Flight Recorder: from its CPU-time samples on JDK 25 and
 * later, from its execution samples before. Covers Java code only; everything else that
 * the process has used is one frame. Any number of windows may run at the same time.
 */
public final class JfrCpuSource implements WindowSource {

	private static final Logger logger = System.getLogger(JfrCpuSource.class.getName());

	private final JfrFrames frames;

	private final PrivateDirectory directory;

	private final Duration interval;

	private final SilenceProbe probe;

	/**
	 * Creates a source that has not used Flight Recorder yet.
	 * @param sourceFiles finds the source files of classes
	 * @param directory where recordings are written
	 * @param interval the CPU time between two samples of a thread
	 */
	public JfrCpuSource(SourceFiles sourceFiles, PrivateDirectory directory, Duration interval) {
		this.frames = JfrFrames.withInlined(sourceFiles);
		this.directory = directory;
		this.interval = interval;
		this.probe = new SilenceProbe(this.frames, directory);
	}

	/**
	 * Returns whether Flight Recorder reports actual CPU time, including the whole stacks
	 * of virtual threads.
	 * @return whether the JVM has CPU-time samples, and their sampler is not known to be
	 * silent
	 */
	public boolean hasCpuTimeSamples() {
		return Runtime.version().feature() >= CpuTimeSamples.FIRST_VERSION && !SilenceProbe.isKnown()
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
		RecorderAccess.requireToStart();
		RecorderSetup.prepare();
		JfrCpuRecording recording = hasCpuTimeSamples() ? sampled() : reweighted();
		recording.start();
		return recording;
	}

	private JfrCpuRecording sampled() {
		CpuTimeSamples samples = new CpuTimeSamples(this.interval);
		JfrCpuRecording recording = new JfrCpuRecording(this.frames, this.directory, samples, this.interval,
				() -> (samples.areSuspicious() && this.probe.findsSilence()) ? SilenceProbe.SENTENCE + ": ask again"
						: "");
		recording.comment("From CPU-time samples of JDK Flight Recorder");
		return recording;
	}

	private JfrCpuRecording reweighted() {
		JfrCpuRecording recording = new JfrCpuRecording(this.frames, this.directory,
				new ReweightedSamples(this.interval), this.interval, () -> "");
		recording.comment("From JDK Flight Recorder: " + ReweightedSamples.METHOD);
		if (SilenceProbe.isKnown()) {
			recording.comment(SilenceProbe.SENTENCE);
		}
		return recording;
	}

	/** The timers of the threads keep running. */
	@Override
	public Recording startAfter(Recording previous) {
		Recording next = start();
		try {
			((JfrCpuRecording) previous).handOverTo((JfrCpuRecording) next);
			return next;
		}
		catch (ProfilingException ex) {
			logger.log(Level.DEBUG, "The failure is reported when the recording is read", ex);
			return next;
		}
		// Out of memory: leave no recording running that has no reader.
		catch (RuntimeException | Error ex) {
			next.close();
			throw ex;
		}
	}

}
