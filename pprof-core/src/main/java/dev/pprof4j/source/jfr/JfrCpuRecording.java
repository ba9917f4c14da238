package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * A window of CPU samples in a recording of its own: Flight Recorder has any number of
 * them at the same time.
 */
final class JfrCpuRecording implements dev.pprof4j.source.Recording {

	private static final Logger logger = System.getLogger(JfrCpuRecording.class.getName());

	/** A window that fills it loses its beginning. */
	private static final long MAX_RECORDING_BYTES = 256L * 1024 * 1024;

	private final JfrFrames frames;

	private final PrivateDirectory directory;

	private final CpuEvents events;

	private final ProfileBuilder builder;

	private final Recording recording = new Recording();

	private final IdentityHashMap<RecordedStackTrace, List<Frame>> stacks = new IdentityHashMap<>();

	/** Made at the start: where nothing can be written, nothing is recorded. */
	private @Nullable Path file;

	JfrCpuRecording(JfrFrames frames, PrivateDirectory directory, CpuEvents events, Duration interval) {
		this.frames = frames;
		this.directory = directory;
		this.events = events;
		this.builder = new ProfileBuilder(ProfileKind.CPU, interval.toNanos());
	}

	/** Adds a sentence for whoever reads the profile. */
	void comment(String sentence) {
		this.builder.comment(sentence);
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
			throw PrivateDirectory.unwritable(ex);
		}
		try {
			this.recording.setName("pprof: CPU");
			this.recording.setMaxSize(MAX_RECORDING_BYTES);
			this.events.enable(this.recording);
			this.recording.start();
			this.events.begin();
		}
		catch (RuntimeException ex) {
			close();
			throw new ProfilingException.Unavailable("JDK Flight Recorder cannot be started: " + ex.getMessage(), ex);
		}
	}

	@Override
	public Profile stop() {
		try {
			this.events.end();
			if (this.recording.getState() == RecordingState.RUNNING) {
				this.recording.stop();
			}
			Instant start = this.recording.getStartTime();
			Duration duration = Duration.between(start, this.recording.getStopTime());
			read(Objects.requireNonNull(this.file, "not started"));
			this.events.addTo(this.builder);
			return this.builder.build(start, duration);
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable(ex);
		}
		catch (RuntimeException ex) {
			if (this.recording.getState() == RecordingState.CLOSED) {
				throw new ProfilingException.Unavailable(
						"JDK Flight Recorder has thrown the recording away, as it does when the JVM ends", ex);
			}
			throw new ProfilingException.Failed("The recording of JDK Flight Recorder is lost: " + ex.getMessage(), ex);
		}
	}

	private void read(Path file) throws IOException {
		this.recording.dump(file);
		try (RecordingFile events = new RecordingFile(file)) {
			while (events.hasMoreEvents()) {
				RecordedEvent event = events.readEvent();
				this.events.add(event, stack(event.getStackTrace()));
			}
		}
	}

	private List<Frame> stack(@Nullable RecordedStackTrace stack) {
		return (stack == null) ? List.of(JfrFrames.NO_STACK) : this.stacks.computeIfAbsent(stack, this.frames::of);
	}

	@Override
	public void close() {
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
