package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * A window of CPU samples in a recording of its own: Flight Recorder can make any number
 * of recordings at the same time.
 */
final class JfrCpuRecording implements dev.pprof4j.source.Recording {

	private static final Logger logger = System.getLogger(JfrCpuRecording.class.getName());

	/** A recording that is not ended when it is full loses its beginning. */
	private static final long MAX_RECORDING_BYTES = 2 * FULL_BYTES;

	/** The most that Flight Recorder drops at a time. */
	private static final long CHUNK_BYTES = 32L * 1024 * 1024;

	private final JfrFrames frames;

	private final PrivateDirectory directory;

	private final CpuEvents events;

	private final Duration interval;

	private final WindowClocks clocks;

	private final Supplier<String> finding;

	private final List<String> comments = new ArrayList<>();

	private final Recording recording = new Recording();

	private Instant begin = Instant.EPOCH;

	private Duration duration = Duration.ZERO;

	private boolean stopped;

	private boolean ended;

	/** Unknown until the events have been read for the first time. */
	private @Nullable String found;

	/** Created at the start: if it cannot be written, nothing is recorded. */
	private @Nullable Path file;

	/**
	 * A recording that has not been started.
	 * @param frames describes the stacks
	 * @param directory where it is written
	 * @param events the events it has
	 * @param interval the CPU time between two samples of a thread
	 * @param finding what else readers should know, asked once the events have been read;
	 * empty if there is nothing
	 */
	JfrCpuRecording(JfrFrames frames, PrivateDirectory directory, CpuEvents events, Duration interval,
			Supplier<String> finding) {
		this.frames = frames;
		this.directory = directory;
		this.events = events;
		this.interval = interval;
		this.clocks = new WindowClocks(interval);
		this.finding = finding;
	}

	/** Adds a sentence for readers of the profile. */
	void comment(String sentence) {
		this.comments.add(sentence);
	}

	/**
	 * Begins the window.
	 * @throws ProfilingException.Unavailable if Flight Recorder does not start
	 */
	void start() {
		try {
			this.file = this.directory.createFile(".jfr");
		}
		catch (IOException ex) {
			close();
			throw PrivateDirectory.unwritable(ex);
		}
		try {
			this.recording.setName("pprof: CPU");
			this.recording.setMaxSize(MAX_RECORDING_BYTES);
			this.clocks.enable(this.recording);
			this.events.enable(this.recording);
			this.recording.start();
			RecorderRoom.watch(this.recording);
			this.begin = this.recording.getStartTime();
			this.clocks.begin();
		}
		catch (RuntimeException ex) {
			close();
			throw new ProfilingException.Unavailable("JDK Flight Recorder cannot be started: " + ex.getMessage(), ex);
		}
		// Out of memory: leave no recording running that has no reader.
		catch (Error ex) {
			close();
			throw ex;
		}
	}

	@Override
	public void end() {
		if (!this.ended) {
			this.clocks.end();
			this.events.quiet(this.recording);
			endRecording();
		}
	}

	/** Ends it where the next one has begun. */
	void handOverTo(JfrCpuRecording next) {
		if (!this.ended) {
			this.clocks.handOverTo(next.clocks, next.begin);
			endRecording();
		}
	}

	private void endRecording() {
		try {
			if (!this.stopped) {
				stopRecording();
			}
			this.duration = Duration.between(this.begin, this.clocks.endIfStoppedAt(this.recording.getStopTime()));
			RecorderRoom.copy(this.recording, file());
			this.recording.close();
			this.ended = true;
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable(ex);
		}
		catch (RuntimeException ex) {
			if (this.recording.getState() == RecordingState.CLOSED) {
				throw new ProfilingException.Unavailable(
						"JDK Flight Recorder has discarded the recording, as it does when the JVM ends", ex);
			}
			throw lost(ex);
		}
	}

	private void stopRecording() {
		this.stopped = true;
		if (!stopUnlessStopped()) {
			this.clocks.cutShort();
			comment("Cut short: " + RecorderAccess.ENDED);
		}
		if (this.recording.getSize() > MAX_RECORDING_BYTES - CHUNK_BYTES) {
			this.clocks.cutShort();
			comment("The beginning may be missing: the recording has become larger than "
					+ MAX_RECORDING_BYTES / 1024 / 1024 + " MB");
		}
	}

	/**
	 * Stops the recording. Returns {@code false} if something else has stopped or
	 * discarded it.
	 */
	private boolean stopUnlessStopped() {
		try {
			return this.recording.stop();
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	@Override
	public Profile stop() {
		end();
		Profile profile = read();
		String sentence = (this.found != null) ? this.found : this.finding.get();
		this.found = sentence;
		return sentence.isEmpty() ? profile : profile.withComment(sentence);
	}

	private Profile read() {
		try {
			ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, this.interval.toNanos());
			this.comments.forEach(builder::comment);
			new JfrCpuReader(this.frames, this.clocks, this.events).read(file(), builder);
			TimeSpans.missingSince(this.begin).ifPresent(builder::comment);
			return builder.build(this.begin, this.duration);
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable(ex);
		}
		catch (RuntimeException ex) {
			throw lost(ex);
		}
	}

	private static ProfilingException lost(RuntimeException cause) {
		return new ProfilingException.Failed("The recording of JDK Flight Recorder is lost: " + cause.getMessage(),
				cause);
	}

	private Path file() {
		return Objects.requireNonNull(this.file, "not started");
	}

	@Override
	public boolean mustEnd() {
		return this.recording.getState() != RecordingState.RUNNING || this.recording.getSize() > FULL_BYTES;
	}

	@Override
	public long bytes() {
		Path written = this.file;
		try {
			return (written != null) ? Files.size(written) : 0;
		}
		catch (IOException ex) {
			return 0; // reading it will show the error
		}
	}

	@Override
	public void close() {
		if (this.recording.getState() == RecordingState.RUNNING) {
			this.events.quiet(this.recording);
		}
		this.recording.close();
		Path written = this.file;
		this.file = null;
		try {
			if (written != null) {
				Files.deleteIfExists(written);
			}
		}
		catch (IOException ex) {
			logger.log(Level.WARNING, "Could not delete " + written, ex);
		}
	}

}
