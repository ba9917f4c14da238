package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link RecorderRoom}: copies of recordings. Recordings that end for lack of
 * room are tested in {@link TraceSourceTests} and in the sample application's tests.
 */
class RecorderRoomTests {

	@TempDir
	Path tempDir; // on the disk that Flight Recorder writes to

	@Test
	void copiesShouldLeaveRoomForFlightRecorder() throws IOException {
		Path file = Files.createFile(this.tempDir.resolve("copy.jfr"));
		long free = Files.getFileStore(file).getUsableSpace();
		assertThatIOException().isThrownBy(() -> RecorderRoom.requireFor(file, free))
			.withMessageContaining("JDK Flight Recorder must keep 64 MB free there");
		assertThatCode(() -> RecorderRoom.requireFor(file, free / 2)).doesNotThrowAnyException();
	}

}
