package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;

import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.TraceFile;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * A recording in progress. Confined to the thread that started it.
 */
public final class TraceRecording implements AutoCloseable {

	/**
	 * Events in the JDK's settings that may contain secrets: variables, properties,
	 * arguments and options, where passwords are found, and the command lines of other
	 * processes.
	 */
	static final List<String> SECRET = List.of("jdk.InitialEnvironmentVariable", "jdk.InitialSystemProperty",
			"jdk.InitialSecurityProperty", "jdk.JVMInformation", "jdk.StringFlag", "jdk.JavaAgent", "jdk.NativeAgent",
			"jdk.SystemProcess", "jdk.ProcessStart");

	private final PrivateDirectory directory;

	private final Recording recording;

	TraceRecording(PrivateDirectory directory, String settings, long maxBytes) {
		this.directory = directory;
		try {
			this.recording = new Recording(Configuration.getConfiguration(settings));
		}
		catch (IOException | ParseException | IllegalStateException ex) {
			throw new ProfilingException.Unavailable(
					"JDK Flight Recorder cannot record with pprof.trace.settings=" + settings + ": " + ex.getMessage(),
					ex);
		}
		this.recording.setName("pprof: trace");
		this.recording.setMaxSize(maxBytes);
		SECRET.forEach(this.recording::disable);
		try {
			this.recording.start();
			RecorderRoom.watch(this.recording);
		}
		catch (RuntimeException ex) {
			this.recording.close();
			throw new ProfilingException.Unavailable("JDK Flight Recorder cannot be started: " + ex.getMessage(), ex);
		}
		// Out of memory: leave no recording running that has no reader.
		catch (Error ex) {
			this.recording.close();
			throw ex;
		}
	}

	/**
	 * Returns whether it no longer runs, because something else has ended it or there was
	 * no room.
	 * @return {@code false} while it is running
	 */
	public boolean hasEnded() {
		return this.recording.getState() != RecordingState.RUNNING;
	}

	/**
	 * Ends the recording.
	 * @return what was recorded, for the caller to close
	 * @throws ProfilingException.Unavailable if Flight Recorder has discarded it
	 * @throws ProfilingException.Failed if it cannot be written
	 */
	public TraceFile stop() {
		boolean endedByOthers = !end();
		try {
			return write(this.directory.createFile(".jfr"));
		}
		catch (IOException | RuntimeException ex) {
			boolean unwritten = ex instanceof IOException;
			if (this.recording.getState() == RecordingState.CLOSED || (endedByOthers && !unwritten)) {
				throw new ProfilingException.Unavailable(
						"JDK Flight Recorder has discarded the recording, as it does when the JVM ends", ex);
			}
			if (ex instanceof IOException unwritable) {
				throw PrivateDirectory.unwritable(unwritable);
			}
			throw new ProfilingException.Failed("The recording is lost: " + ex.getMessage(), ex);
		}
	}

	private TraceFile write(Path file) throws IOException {
		boolean written = false;
		try {
			RecorderRoom.copy(this.recording, file);
			TraceFile trace = new TraceFile(file);
			written = true;
			return trace;
		}
		finally {
			if (!written) {
				Files.deleteIfExists(file);
			}
		}
	}

	/**
	 * Ends it, unless something else has: a tool that manages recordings, which leaves
	 * what was recorded, or the end of the JVM, when Flight Recorder closes all
	 * recordings at once.
	 */
	private boolean end() {
		try {
			return this.recording.stop();
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.recording.close();
	}

}
