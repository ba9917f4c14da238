package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.symbol.SourceFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WindowParts}: how they evaluate what sessions report. Reading is
 * tested with {@link SharedSession}.
 */
class WindowPartsTests {

	private static final Intervals CPU = new Intervals(Map.of(SampledEvent.CPU, 10L));

	private static final Intervals BOTH = new Intervals(Map.of(SampledEvent.CPU, 5L, SampledEvent.WALL, 20L));

	@TempDir
	Path tempDir;

	private final WindowParts parts = new WindowParts(SampledEvent.CPU);

	private SessionFile first;

	private SessionFile second;

	@BeforeEach
	void open() throws IOException {
		this.first = new SessionFile(Files.createFile(this.tempDir.resolve("first")));
		this.second = new SessionFile(Files.createFile(this.tempDir.resolve("second")));
	}

	@Test
	void skippedSamplesShouldBeWorthTheIntervalOfTheirPart() {
		this.parts.begin(at(this.first, 0, 3, CPU));
		this.parts.end(at(this.first, 100, 5, CPU));
		Intervals rare = new Intervals(Map.of(SampledEvent.CPU, 1000L));
		this.parts.goOn(at(this.second, 0, 0, rare), 1);
		this.parts.end(at(this.second, 100, 7, rare));
		assertThat(this.parts.skipped()).isEqualTo(9);
		assertThat(this.parts.skippedNanos()).isEqualTo(2 * 10 + 7 * 1000);
	}

	@Test
	void whatMayBeOfAnotherEventShouldNotCount() {
		this.parts.begin(at(this.first, 0, 0, BOTH));
		this.parts.end(at(this.first, 100, 5, BOTH));
		assertThat(this.parts.skipped()).isZero();
		assertThat(this.parts.skippedNanos()).isZero();
	}

	/** Then the number of skipped samples is unknown. */
	@Test
	void whatSomebodyElseHasEndedShouldHaveSkippedNothing() {
		this.parts.begin(at(this.first, 0, 3, CPU));
		this.parts.end(at(this.first, 100, 0, CPU));
		assertThat(this.parts.skipped()).isZero();
		assertThat(this.parts.skippedNanos()).isZero();
	}

	@Test
	void bytesShouldBeThoseOfItsOwnParts() {
		this.parts.begin(at(this.first, 40, 0, CPU));
		assertThat(this.parts.endedBytes()).isZero();
		assertThat(this.parts.bytesUntil(100)).isEqualTo(60);
		assertThat(this.parts.bytesUntil(0)).isZero();
		this.parts.end(at(this.first, 100, 0, CPU));
		assertThat(this.parts.endedBytes()).isEqualTo(60);
		assertThat(this.parts.bytesUntil(200)).isZero();
	}

	@Test
	void whatIsLeftOutShouldBeKnown() {
		this.parts.begin(at(this.first, 0, 0, CPU));
		this.parts.end(at(this.first, 100, 0, CPU));
		assertThat(this.parts.isWhole()).isTrue();
		this.parts.goOn(at(this.second, 0, 0, CPU), 1);
		assertThat(this.parts.isWhole()).isFalse();
		assertThat(this.parts.isCutShort()).isFalse();
		this.parts.lose("the disk is full");
		assertThat(this.parts.isCutShort()).isTrue();
		assertThat(this.parts.endedBytes()).as("what has ended before").isEqualTo(100);
	}

	@Test
	void whereNothingIsLeftTheReasonShouldBeSaid() {
		this.parts.begin(at(this.first, 0, 0, CPU));
		this.parts.lose("the disk is full");
		ExecutionSamples samples = new ExecutionSamples(SampledEvent.CPU, 10,
				new SourceFiles(getClass().getClassLoader()));
		assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(() -> this.parts.read(samples))
			.withMessage("the disk is full");
	}

	@Test
	void filesShouldBeHeldUntilTheyAreGivenUp() {
		this.parts.begin(at(this.first, 0, 0, CPU));
		this.first.release();
		this.parts.end(at(this.first, 100, 0, CPU));
		this.parts.begin(at(this.second, 0, 0, CPU));
		this.second.release();
		assertThat(this.first.path()).exists();
		assertThat(this.second.path()).exists();
		this.parts.close();
		this.parts.close();
		assertThat(this.first.path()).doesNotExist();
		assertThat(this.second.path()).doesNotExist();
	}

	private static Session.Position at(SessionFile file, long offset, long skipped, Intervals intervals) {
		return new Session.Position(file, offset, skipped, intervals);
	}

}
