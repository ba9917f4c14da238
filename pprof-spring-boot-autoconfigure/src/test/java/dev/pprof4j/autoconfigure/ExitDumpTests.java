package dev.pprof4j.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.pprof4j.FakeSource;
import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.SamplingOptions;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.ParsedProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExitDump}.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ExitDumpTests {

	private static final Duration RETENTION = Duration.ofMinutes(10);

	private static final Duration FOREVER = Duration.ofDays(1);

	private final FakeSource source = new FakeSource(ProfileKind.CPU);

	/** No dump finishes before this latch opens. */
	private final CountDownLatch mayRead = new CountDownLatch(1);

	private final CompletableFuture<Thread> reader = new CompletableFuture<>();

	private final Profiler profiler = new Profiler(
			ProfilerOptions.defaults()
				.withSampling(SamplingOptions.defaults()
					.withContinuous(new SamplingOptions.Continuous(true, 19, RETENTION, 1024))),
			List.of(this.source), List.of());

	@TempDir
	Path directory;

	@BeforeEach
	void stopped() throws InterruptedException {
		this.source.beforeReading(this::waitUntilItMayBeRead);
		this.profiler.start(ProfileKind.CPU);
		this.source.awaitStart();
		this.profiler.stop();
	}

	@AfterEach
	void close() throws Exception {
		this.mayRead.countDown();
		if (this.reader.isDone()) {
			this.reader.get().join();
		}
		this.profiler.close();
	}

	@Test
	void thePastShouldBeLeftWhenItReturns() throws IOException {
		this.mayRead.countDown();
		dump(this.directory.resolve("new"), FOREVER).write(this.profiler);
		assertOneProfile(this.directory.resolve("new"));
	}

	@Test
	void aDumpThatDoesNotEndShouldNotKeepTheApplication(CapturedOutput output) throws Exception {
		dump(this.directory, Duration.ofNanos(1)).write(this.profiler);
		assertThat(output).contains("is not written yet: the application stops without waiting");
		Thread writer = this.reader.get();
		assertThat(writer.isDaemon()).isTrue();
		assertThat(this.directory).isEmptyDirectory();
		this.mayRead.countDown();
		writer.join();
		assertOneProfile(this.directory);
	}

	@Test
	void whoeverWasInterruptedBeforeShouldHaveItAllTheSame() throws IOException {
		onceItWaits(this.mayRead::countDown);
		Thread.currentThread().interrupt();
		dump(this.directory, FOREVER).write(this.profiler);
		assertThat(Thread.interrupted()).isTrue();
		assertOneProfile(this.directory);
	}

	@Test
	void whoeverIsInterruptedMeanwhileShouldWaitNoLonger(CapturedOutput output) throws Exception {
		onceItWaits(Thread.currentThread()::interrupt);
		dump(this.directory, FOREVER).write(this.profiler);
		assertThat(Thread.interrupted()).isTrue();
		this.reader.get(); // the dump has been started and is not finished
		assertThat(this.directory).isEmptyDirectory();
		assertThat(output).contains("is not written yet: the application stops without waiting");
	}

	@Test
	void whatCannotBeWrittenShouldBeToldAndKeepNobody(CapturedOutput output) throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		this.mayRead.countDown();
		dump(file, FOREVER).write(this.profiler);
		assertThat(output).contains("could not be written to " + file).doesNotContain("is not written yet");
		assertThat(this.directory.toFile().list()).containsExactly("file");
	}

	private static ExitDump dump(Path directory, Duration patience) {
		return new ExitDump(directory, new PprofEncoder(new Application("left", "")), RETENTION, patience);
	}

	/** Runs an action once this thread waits for the dump. */
	private static void onceItWaits(Runnable action) {
		Thread waiting = Thread.currentThread();
		Thread watch = new Thread(() -> {
			while (waiting.getState() != Thread.State.TIMED_WAITING) {
				Thread.onSpinWait();
			}
			action.run();
		});
		watch.setDaemon(true);
		watch.start();
	}

	private static void assertOneProfile(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			assertThat(files).singleElement().satisfies((file) -> {
				assertThat(file.getFileName().toString())
					.matches("profile-" + ProcessHandle.current().pid() + "-\\d{8}T\\d{6}Z-\\d+\\.pb\\.gz");
				assertThat(ParsedProfile.of(Files.readAllBytes(file)).flat(1, "[fake]")).isEqualTo(10);
			});
		}
	}

	/** Blocks, like a recording that takes long to read. */
	private void waitUntilItMayBeRead() {
		this.reader.complete(Thread.currentThread());
		try {
			this.mayRead.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
