package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.TraceFile;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.Programs;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TraceSource}.
 */
@Timeout(60)
class TraceSourceTests {

	private static final long MEGABYTE = 1024 * 1024;

	@TempDir
	Path tempDir;

	@ParameterizedTest
	@CsvSource({ "default,20 ms", "profile,10 ms" })
	void recordingShouldHaveTheSettingsOfTheJdk(String settings, String period) throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir)) {
			Path recorded;
			try (TraceFile file = record(new TraceSource(directory, settings, 100 * MEGABYTE), 1)) {
				recorded = file.path();
				assertThat(RecordingFile.readAllEvents(recorded))
					.filteredOn((event) -> event.getEventType().getName().equals("jdk.ActiveSetting"))
					.filteredOn((event) -> event.getString("name").equals("period")
							&& event.getString("value").equals(period))
					.extracting((event) -> event.getLong("id"))
					.contains(sampling(file));
			}
			assertThat(recorded).doesNotExist();
			assertThat(recorded.getParent()).isDirectoryNotContaining((left) -> !left.endsWith("in-use"));
		}
		assertThat(this.tempDir).isEmptyDirectory();
	}

	/** The identifier of the event that samples Java code. */
	private static long sampling(TraceFile file) throws IOException {
		try (RecordingFile recording = new RecordingFile(file.path())) {
			return recording.readEventTypes()
				.stream()
				.filter((type) -> type.getName().equals("jdk.ExecutionSample"))
				.findFirst()
				.orElseThrow()
				.getId();
		}
	}

	/** Not everyone who receives such a file may know what is secret. */
	@Test
	void whatIsSecretShouldNotBeRecorded() throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir);
				TraceRecording recording = new TraceSource(directory, "profile", 100 * MEGABYTE).start()) {
			new ProcessBuilder("true").start();
			try (TraceFile file = recording.stop()) {
				assertThat(RecordingFile.readAllEvents(file.path()))
					.extracting((event) -> event.getEventType().getName())
					.contains("jdk.OSInformation", "jdk.ActiveRecording")
					.doesNotContainAnyElementsOf(TraceRecording.SECRET);
			}
		}
	}

	@Test
	void largeRecordingShouldLoseItsOldestPart() throws IOException {
		int events = 100_000; // of a kilobyte
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir);
				TraceFile file = record(new TraceSource(directory, "default", 20 * MEGABYTE), events)) {
			// The JVM drops whole chunks, of 5 MB each here.
			assertThat(file.size()).isBetween(10 * MEGABYTE, 35 * MEGABYTE);
			long last = 0;
			try (RecordingFile recording = new RecordingFile(file.path())) {
				while (recording.hasMoreEvents()) {
					RecordedEvent event = recording.readEvent();
					last = event.getEventType().getName().equals(Kilobyte.NAME)
							? Math.max(last, event.getLong("number")) : last;
				}
			}
			assertThat(last).isEqualTo(events - 1);
		}
	}

	@Test
	void streamShouldOutliveTheFile() throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir)) {
			InputStream stream;
			long size;
			try (TraceFile file = record(new TraceSource(directory, "default", 100 * MEGABYTE), 1)) {
				size = file.size();
				stream = file.open();
			}
			try (stream) {
				assertThat(stream.readAllBytes()).hasSize(Math.toIntExact(size)).startsWith('F', 'L', 'R', 0);
			}
		}
	}

	@Test
	void whatCannotBeShouldBeSaid() throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir)) {
			TraceSource source = new TraceSource(directory, "nosuch", MEGABYTE);
			assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(source::start)
				.withMessageContaining("pprof.trace.settings=nosuch");
		}
		Path gone = this.tempDir.resolve("gone");
		try (PrivateDirectory directory = new PrivateDirectory(gone)) {
			TraceSource source = new TraceSource(directory, "default", MEGABYTE);
			assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(() -> record(source, 1))
				.withMessageContaining("set pprof.temp-dir to a writable directory");
		}
		assertThat(Files.exists(gone)).isFalse();
	}

	/**
	 * If Flight Recorder cannot open a file, it ends the JVM. Only the owner may read
	 * what it writes.
	 */
	@Test
	void nothingShouldBeRecordedWhereFewFilesCanBeOpened() {
		Programs.require("prlimit");
		Path repository = this.tempDir.resolve("repository");
		assertThat(new ChildJvm().with("-XX:FlightRecorderOptions=maxchunksize=2m,repository=" + repository)
			.run(FewFiles.class, this.tempDir.toString())
			.lines())
			.anySatisfy((line) -> assertThat(line).matches(".* (8|9|10) more files can be opened, fewer than 16, .*"))
			// what is logged may come between any two of these
			.containsSubsequence("will write to " + repository, "rwx------", "true", "ended with true",
					"recorded true");
	}

	@Test
	void recordingThatOthersEndShouldBeWhatThereIs() throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir)) {
			TraceSource source = new TraceSource(directory, "default", MEGABYTE);
			try (TraceRecording stopped = source.start()) {
				others(Recording::stop);
				try (TraceFile file = stopped.stop()) {
					assertThat(RecordingFile.readAllEvents(file.path())).isNotEmpty();
				}
			}
			try (TraceRecording closed = source.start()) {
				others(Recording::close);
				assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(closed::stop)
					.withMessageContaining("when the JVM ends");
			}
		}
	}

	@Test
	void nobodyShouldWaitForARecordingThatOthersHaveEnded() throws IOException {
		try (Profiler profiler = new Profiler(ProfilerOptions.defaults().withTempDir(this.tempDir))) {
			CompletableFuture<TraceFile> trace = CompletableFuture.supplyAsync(() -> trace(profiler))
				.orTimeout(1, TimeUnit.MINUTES); // of five
			while (profiler.status().waiting() == 0 || !isRecorded()) {
				assertThat(trace).isNotDone();
			}
			others(Recording::stop);
			try (TraceFile file = trace.join()) {
				assertThat(RecordingFile.readAllEvents(file.path())).isNotEmpty();
			}
		}
	}

	private static TraceFile trace(Profiler profiler) {
		try {
			return profiler.trace(Duration.ofMinutes(5));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isRecorded() {
		return FlightRecorder.getFlightRecorder()
			.getRecordings()
			.stream()
			.anyMatch((recording) -> recording.getName().equals("pprof: trace")
					&& recording.getState() == RecordingState.RUNNING);
	}

	private static void others(Consumer<Recording> end) {
		FlightRecorder.getFlightRecorder()
			.getRecordings()
			.stream()
			.filter((recording) -> recording.getName().equals("pprof: trace"))
			.forEach(end);
	}

	private static TraceFile record(TraceSource source, int events) {
		try (TraceRecording recording = source.start()) {
			for (int i = 0; i < events; i++) {
				Kilobyte event = new Kilobyte();
				event.number = i;
				event.text = "x".repeat(1000) + i;
				event.commit();
				if (i % 5_000 == 4_999) {
					endChunk();
				}
			}
			return recording.stop();
		}
	}

	/** Ends a chunk, as Flight Recorder does by itself once a second and at 12 MB. */
	private static void endChunk() {
		try (Recording other = new Recording()) {
			other.start();
		}
	}

	/**
	 * An event of about a kilobyte.
	 */
	@Name(Kilobyte.NAME)
	@StackTrace(false)
	static final class Kilobyte extends Event {

		static final String NAME = "dev.pprof4j.test.Kilobyte";

		long number;

		String text = "";

	}

}
