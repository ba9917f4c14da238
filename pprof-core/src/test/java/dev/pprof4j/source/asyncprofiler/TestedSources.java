package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.Recording;
import dev.pprof4j.symbol.SourceFiles;
import dev.pprof4j.test.ParsedProfile;
import one.profiler.AsyncProfiler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sources of async-profiler for a test, in a directory of their own in which nothing may
 * be left afterwards, and queries on their profiles.
 */
final class TestedSources implements AutoCloseable {

	static final Duration INTERVAL = Duration.ofSeconds(1).dividedBy(99);

	static final Duration WALL_INTERVAL = Duration.ofMillis(20);

	private final Path tempDir;

	private final PrivateDirectory directory;

	TestedSources(Path tempDir) {
		this.tempDir = tempDir;
		this.directory = new PrivateDirectory(tempDir);
	}

	/** Fails if anything is left, and ends it, so that no other test fails. */
	@Override
	public void close() throws IOException {
		AsyncProfiler profiler = new AsyncProfilerLibrary(null, this.tempDir).profiler();
		boolean active = profiler.execute("status").startsWith("Profiling is running");
		if (active) {
			profiler.stop();
		}
		assertThat(active).as("async-profiler is left running").isFalse();
		try (Stream<Path> files = Files.walk(this.tempDir)) {
			assertThat(files.filter((file) -> file.toString().endsWith(".jfr"))).isEmpty();
		}
		this.directory.close();
		assertThat(this.tempDir.toFile().list((folder, name) -> name.startsWith("pprof4j-"))).isEmpty();
	}

	Path tempDir() {
		return this.tempDir;
	}

	PrivateDirectory directory() {
		return this.directory;
	}

	AsyncProfilerSource cpu() {
		return AsyncProfilerSource.cpu(INTERVAL, shared());
	}

	/** Above 100 samples a second, async-profiler uses a different clock. */
	AsyncProfilerSource cpu(int frequency) {
		return AsyncProfilerSource.cpu(Duration.ofSeconds(1).dividedBy(frequency), shared());
	}

	AsyncProfilerSource.Shared shared() {
		return new AsyncProfilerSource.Shared(new AsyncProfilerLibrary(null, this.tempDir), this.directory,
				new SourceFiles(getClass().getClassLoader()), () -> true);
	}

	static ParsedProfile parsed(Recording recording) {
		return ParsedProfile.of(encoder().encode(recording.stop()));
	}

	static PprofEncoder encoder() {
		return new PprofEncoder(new Application("test", ""));
	}

	/** Waits in a method that can be recognised in profiles. */
	static void parked(CountDownLatch end) {
		try {
			end.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	static long nanosOf(ParsedProfile profile, String thread) {
		return profile.total(1,
				(sample) -> String.valueOf(profile.labels(sample).get("thread")).startsWith(thread + "-"));
	}

	/**
	 * The comments of a profile, without those that any run may have: other tests may
	 * have run virtual threads in this JVM, a sample is dropped if its signal arrives in
	 * the middle of another, and the JVM's own threads are sampled too seldom.
	 */
	static List<String> complaints(ParsedProfile profile) {
		return profile.comments()
			.stream()
			.filter((comment) -> !comment.equals(AsyncProfilerSource.VIRTUAL))
			.filter((comment) -> !comment.equals(ExecutionSamples.MISSING))
			.filter((comment) -> !comment.matches("\\d samples of .* were dropped by async-profiler"))
			.toList();
	}

}
