package dev.pprof4j.source.asyncprofiler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.Sample;
import dev.pprof4j.source.asyncprofiler.chunk.ChunkBytes;
import dev.pprof4j.symbol.SourceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ExecutionSamples}, on handmade chunks.
 */
class ExecutionSamplesTests {

	private static final long INTERVAL = 10;

	@TempDir
	Path tempDir;

	@Test
	void samplesShouldBeSummedByStackAndThread() throws IOException {
		Profile profile = read(SampledEvent.CPU, 1, 0, 1);
		assertThat(profile.samples()).extracting(ExecutionSamplesTests::text)
			.containsExactlyInAnyOrder("[2, 20] [thread=mai0, thread_id=1] com.example.Work.inner:10 [outer]",
					"[1, 10] [thread=native] com.example.Work.inner:10 [outer]", "[1, 10] [thread=tid=13] [no stack]");
		assertThat(profile.start()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
		assertThat(profile.duration()).isEqualTo(Duration.ofNanos(5_000));
	}

	@Test
	void samplesShouldBeToldApartByState() throws IOException {
		Profile profile = read(SampledEvent.WALL, 1, 0, 1);
		assertThat(profile.samples()).singleElement().satisfies((sample) -> {
			assertThat(sample.values()).containsExactly(7L, 70L);
			assertThat(sample.stack()).hasSize(ChunkBytes.DEPTH);
			assertThat(sample.stack().get(0).inlined()).isTrue();
		});
	}

	@Test
	void chunksOfAFileShouldBeReadFromOneToAnother() throws IOException {
		assertThat(read(SampledEvent.CPU, 4, 1, 3).samples()).extracting(ExecutionSamplesTests::text)
			.containsExactlyInAnyOrder("[2, 20] [thread=mai1, thread_id=1] com.example.Work.inner:10 [outer]",
					"[2, 20] [thread=mai2, thread_id=1] com.example.Work.inner:10 [outer]",
					"[2, 20] [thread=native] com.example.Work.inner:10 [outer]", "[2, 20] [thread=tid=13] [no stack]");
	}

	/** In total, no more than the process has used. */
	@Test
	void threadsWithoutSamplesShouldHaveTheTimeOfTheirClocks() {
		ExecutionSamples samples = samples(SampledEvent.CPU);
		samples.addUnseen(Map.of(3L, 9 * INTERVAL, 4L, 8 * INTERVAL, 5L, 4 * INTERVAL),
				(id) -> Labels.ofThread("unseen-" + id, id), 15 * INTERVAL);
		assertThat(samples.build().samples()).extracting(ExecutionSamplesTests::text)
			.containsExactlyInAnyOrder("[0, 90] [thread=unseen-3, thread_id=3] [no samples of this thread]",
					"[0, 60] [thread=unseen-4, thread_id=4] [no samples of this thread]");
	}

	@Test
	void noChunkShouldBeAnError() {
		assertThatIOException().isThrownBy(() -> read(SampledEvent.CPU, 2, 1, 1)).withMessage("it is empty");
	}

	/** Whatever the damage, nothing but an {@code IOException} is thrown. */
	@Test
	void damageShouldBeSurvived() throws IOException {
		byte[] chunk = ChunkBytes.whole();
		Path file = this.tempDir.resolve("damaged.jfr");
		int reported = 0;
		for (int i = 68; i < chunk.length; i++) {
			byte[] damaged = chunk.clone();
			damaged[i] ^= (byte) 0x80;
			Files.write(file, damaged);
			ExecutionSamples samples = samples(SampledEvent.CPU);
			try {
				samples.add(file, 0, damaged.length, INTERVAL);
				assertThat(samples.build().samples())
					.allSatisfy((sample) -> assertThat(sample.values().get(1)).isPositive());
			}
			catch (IOException ex) {
				reported++;
			}
		}
		assertThat(reported).isPositive();
	}

	private Profile read(SampledEvent event, int chunks, int from, int to) throws IOException {
		int length = ChunkBytes.whole().length;
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < chunks; i++) {
			bytes.write(ChunkBytes.ofThread("mai" + i));
		}
		Path file = Files.write(this.tempDir.resolve("chunks.jfr"), bytes.toByteArray());
		ExecutionSamples samples = samples(event);
		samples.add(file, (long) from * length, (long) to * length, INTERVAL);
		return samples.build();
	}

	private ExecutionSamples samples(SampledEvent event) {
		return new ExecutionSamples(event, INTERVAL, new SourceFiles(getClass().getClassLoader()));
	}

	private static String text(Sample sample) {
		StringBuilder text = new StringBuilder().append(sample.values());
		text.append(' ').append(sample.labels().all().stream().map(ExecutionSamplesTests::text).toList());
		for (Frame frame : sample.stack()) {
			text.append(' ').append(frame.name()).append((frame.line() > 0) ? ":" + frame.line() : "");
		}
		return text.toString();
	}

	private static String text(Label label) {
		return label.key() + '=' + ((label.text() != null) ? label.text() : label.number());
	}

}
