package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.symbol.SourceFiles;

/**
 * Reads a recording of async-profiler's CPU samples in the same way as a window.
 */
public final class RecordingReader {

	private RecordingReader() {
	}

	/**
	 * Reads a recording.
	 * @param recording a file
	 * @param intervalNanos the time that a sample stands for
	 * @return the profile
	 */
	public static Profile read(Path recording, long intervalNanos) throws IOException {
		ExecutionSamples samples = new ExecutionSamples(SampledEvent.CPU, intervalNanos,
				new SourceFiles(RecordingReader.class.getClassLoader()));
		samples.add(recording, 0, Files.size(recording), intervalNanos);
		return samples.build();
	}

}
