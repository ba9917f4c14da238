package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CpuTimeSamples} on a thread that is known to use CPU time.
 */
@EnabledForJreRange(min = JRE.JAVA_25)
class CpuTimeSamplesTests {

	private static final Duration INTERVAL = Duration.ofMillis(2);

	private volatile long sink;

	/** No signal must arrive while the JVM frees what signals use. */
	@Test
	void aQuietRecordingShouldTakeNoSamples(@TempDir Path directory) throws Exception {
		CpuTimeSamples samples = new CpuTimeSamples(INTERVAL);
		Path file = directory.resolve("samples.jfr");
		Instant quiet;
		try (Recording recording = new Recording()) {
			samples.enable(recording);
			recording.start();
			useCpuTime();
			samples.quiet(recording);
			quiet = Instant.now();
			useCpuTime();
			recording.stop();
			recording.dump(file);
		}
		List<RecordedEvent> all = RecordingFile.readAllEvents(file)
			.stream()
			.filter((event) -> event.getEventType().getName().equals("jdk.CPUTimeSample"))
			.toList();
		assertThat(all).hasSizeGreaterThan(20);
		assertThat(all).noneMatch((sample) -> sample.getStartTime().isAfter(quiet));
	}

	private void useCpuTime() {
		long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(300);
		while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() < end) {
			for (int i = 0; i < 10_000; i++) {
				this.sink = 31 * this.sink + i;
			}
		}
	}

}
