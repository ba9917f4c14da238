package dev.pprof4j.encode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.GoPprof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeapText}, read by {@code go tool pprof}.
 */
class HeapTextTests {

	private static final Frame PUT = Frame.ofJava("com.example.Cache", "put", "()V", "com/example/Cache.java", 77);

	private static final Frame MAIN = Frame.ofJava("com.example.Main", "main", "()V", "com/example/Main.java", 7);

	@TempDir
	Path tempDir;

	@Test
	void textShouldBeInGosFormatWithTheNumbersOfTheSamples() {
		assertThat(ProfileText.of(profile())).startsWith("""
				heap profile: 9: 8912896 [13: 9961552] @ heap/1048576
				8: 8388608 [8: 8388608] @ 0x%1$x 0x%2$x
				#	0x%1$x	com.example.Cache.put+0x0	com/example/Cache.java:77
				#	0x%2$x	com.example.Main.main+0x0	com/example/Main.java:7

				1: 524288 [3: 1572864] @ 0x%2$x
				#	0x%2$x	com.example.Main.main+0x0	com/example/Main.java:7

				0: 0 [2: 80] @ 0x%1$x
				#	0x%1$x	com.example.Cache.put+0x0	com/example/Cache.java:77


				# runtime.MemStats
				""".formatted(PUT.address(), MAIN.address()).replace("9961552", String.valueOf(8388608 + 1572864 + 80)))
			.contains("# HeapAlloc = ", "# NumGC = ")
			.endsWith("# a comment\n");
	}

	@Test
	void numbersShouldBeGosInEveryLanguage() {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
		try {
			assertThat(ProfileText.of(profile())).startsWith("heap profile: 9: ").containsPattern("# NumGC = [0-9]+\n");
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void whatWasNotSampledBySizeShouldBeAsItIs() {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.HEAP, 524_288);
		builder.add(List.of(PUT), Labels.of(Label.of("class", "byte[]")), 0, 0, 1_000, 50_000_000);
		// More sizes than are distinguished, so the label is a size rounded up.
		builder.add(List.of(MAIN), bytes(320), 198_641, 52_441_224, 0, 0);
		assertThat(ProfileText.of(builder.build(Instant.EPOCH, Duration.ZERO))).contains("1000: 50000000 [0: 0] @",
				"0: 0 [100: 26400] @");
	}

	@Test
	void goToolShouldComputeTheValuesOfTheProfile() throws IOException {
		Path file = Files.writeString(this.tempDir.resolve("heap.txt"), ProfileText.of(profile()));
		String raw = GoPprof.in(this.tempDir).run("-raw", "-symbolize=none", file.toString()).out();
		assertThat(raw).contains("PeriodType: space bytes", "Period: 524288")
			.containsPattern("9 +9701573 +9 +9701573:")
			.containsPattern("4 +2488234 +1 +829411:")
			.containsPattern("26215 +1048616 +0 +0:");
	}

	private static Profile profile() {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.HEAP, 524_288);
		// The values that stand for 8 samples of 1 MiB, 3 of 512 KiB, and 2 of 40 bytes.
		builder.add(List.of(PUT, MAIN), bytes(1_048_576), 9, 9_701_573, 9, 9_701_573);
		builder.add(List.of(MAIN), bytes(524_288), 4, 2_488_234, 1, 829_411);
		builder.add(List.of(PUT), bytes(40), 26_215, 1_048_616, 0, 0);
		builder.comment("a comment");
		return builder.build(Instant.EPOCH, Duration.ZERO);
	}

	private static Labels bytes(long size) {
		return Labels.of(Label.of("bytes", size, "bytes"), Label.of("class", "byte[]"));
	}

}
