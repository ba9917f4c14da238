package dev.pprof4j.encode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.ParsedProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BoundedEncoder}, read by the generated protobuf classes.
 */
class BoundedEncoderTests {

	private static final String REST = "[too large: pprof.max-profile-samples, pprof.max-profile-size]";

	private final PprofEncoder unbounded = new PprofEncoder(new Application("orders", ""));

	@Test
	void whatIsTooLargeShouldLoseItsSmallestSamplesAndSaySo() throws IOException {
		Profile profile = cpu(10_000);
		byte[] bytes = new BoundedEncoder(this.unbounded, 10_000, 200_000).encode(profile);
		assertThat(message(bytes).length).isBetween(150_000, 200_000);
		ParsedProfile parsed = ParsedProfile.of(bytes);
		int kept = parsed.proto().getSampleCount() - 1;
		assertThat(parsed.total(1)).isEqualTo(50_005_000);
		assertThat(parsed.flat(1, method(10_000))).isEqualTo(10_000);
		assertThat(parsed.flat(0, REST)).isEqualTo(10_000 - kept);
		assertThat(parsed.comments()).containsExactly(10_000 - kept + " of 10000 samples are in the frame " + REST);
		assertThat(new BoundedEncoder(this.unbounded, 10_000, 10_000_000).encode(profile))
			.isEqualTo(this.unbounded.encode(profile));
	}

	@Test
	void whatHasTooManySamplesShouldLoseTheSmallestAndSaySo() {
		BoundedEncoder encoder = new BoundedEncoder(this.unbounded, 10, Long.MAX_VALUE);
		for (int i = 0; i < 2; i++) { // no profile depends on the one before
			ParsedProfile parsed = ParsedProfile.of(encoder.encode(cpu(100)));
			assertThat(parsed.proto().getSampleCount()).isEqualTo(10);
			assertThat(parsed.total(1)).isEqualTo(5050);
			assertThat(parsed.flat(1, method(92))).isEqualTo(92);
			assertThat(parsed.flat(0, REST)).isEqualTo(91);
			assertThat(parsed.comments()).containsExactly("91 of 100 samples are in the frame " + REST);
			encoder.encode(cpu(1000));
		}
	}

	@Test
	void nothingButTheRestShouldBeLeftWhereNothingFits() {
		ParsedProfile parsed = ParsedProfile.of(new BoundedEncoder(this.unbounded, 10, 1).encode(cpu(100)));
		assertThat(parsed.total(1)).isEqualTo(5050);
		assertThat(parsed.flat(0, REST)).isEqualTo(100);
	}

	/**
	 * Counters grow by chance, so that what is among the largest changes all the time,
	 * and new ones come. As a scraper does it, each profile is compared with the one
	 * before.
	 */
	@ParameterizedTest
	@CsvSource({ "100, 1000000", "1000, 12000" })
	void countersShouldRemainCounters(int maxSamples, long maxBytes) throws IOException {
		BoundedEncoder encoder = new BoundedEncoder(this.unbounded, maxSamples, maxBytes);
		Random random = new Random(1);
		long[] bytes = new long[400];
		Map<String, Long> before = Map.of();
		int cuts = 0;
		for (int scrape = 1; scrape <= 100; scrape++) {
			int stacks = 4 * scrape;
			for (int i = 0; i < 4 * stacks; i++) {
				bytes[random.nextInt(stacks)] += random.nextInt(1_000_000);
			}
			byte[] encoded = encoder.encode(allocated(stacks, (i) -> (int) bytes[i]));
			assertThat(message(encoded).length).isLessThanOrEqualTo((int) maxBytes);
			Map<String, Long> now = allocated(ParsedProfile.of(encoded));
			assertThat(now).hasSizeLessThanOrEqualTo(maxSamples);
			assertThat(sum(now)).isEqualTo(IntStream.range(0, stacks).mapToLong((i) -> (int) bytes[i]).sum());
			if (!now.keySet().equals(before.keySet()) && now.containsKey(REST)) {
				cuts++;
			}
			else {
				before.forEach((name, value) -> assertThat(now.get(name)).as(name).isGreaterThanOrEqualTo(value));
			}
			before = now;
		}
		assertThat(before).containsKey(REST).hasSizeGreaterThan(50);
		assertThat(cuts).isBetween(1, 3); // longer numbers may need more room
	}

	/** A leak must not hide in the rest because its stack came late. */
	@Test
	void whatBecomesLargeShouldJoinWithoutMakingTheRestGoBack() {
		BoundedEncoder encoder = new BoundedEncoder(this.unbounded, 100, Long.MAX_VALUE);
		ParsedProfile before = ParsedProfile.of(encoder.encode(heap(2000, (i) -> 20_000, (i) -> 1000)));
		IntUnaryOperator leak = (i) -> (i == 999) ? 200_000 : 1000;
		byte[] joined = encoder.encode(heap(2000, (i) -> 20_000, leak));
		ParsedProfile after = ParsedProfile.of(joined);
		assertThat(before.flat(3, method(999))).isZero();
		assertThat(after.flat(3, method(999))).isEqualTo(200_000);
		assertThat(after.flat(1, method(999))).isZero();
		assertThat(after.total(1)).isEqualTo(2000 * 20_000);
		assertThat(after.total(3)).isEqualTo(1999 * 1000 + 200_000);
		assertThat(after.flat(1, REST)).isEqualTo(before.flat(1, REST)).isEqualTo(1926 * 20_000);
		assertThat(after.comments()).containsExactly("1925 of 2000 samples are in the frame " + REST,
				"It also has what 1 of the others had counted before they became large");
		assertThat(allocated(after)).containsKeys(allocated(before).keySet().toArray(String[]::new)).hasSize(76);
		// Another scraper may be a little late.
		encoder.encode(heap(998, (i) -> 20_000, (i) -> 1000));
		ParsedProfile later = ParsedProfile
			.of(encoder.encode(heap(2000, (i) -> 20_000 + ((i == 999) ? 7 : 0), (i) -> 1000)));
		assertThat(later.flat(1, method(999))).isEqualTo(7);
		assertThat(later.flat(1, REST)).isEqualTo(before.flat(1, REST));
	}

	@Test
	void aLockThatBeginsToContendLateShouldJoin() {
		BoundedEncoder encoder = new BoundedEncoder(this.unbounded, 100, Long.MAX_VALUE);
		encoder.encode(block(1000, 0));
		ParsedProfile joined = ParsedProfile.of(encoder.encode(block(1000, 500_000)));
		assertThat(joined.proto().getSampleList()).noneMatch((sample) -> sample.getValue(0) == 0);
		ParsedProfile after = ParsedProfile.of(encoder.encode(block(1000, 900_000)));
		assertThat(after.flat(1, method(999))).isEqualTo(400_000);
		assertThat(after.total(1)).isEqualTo(1_900_000);
	}

	/** Garbage that has not been collected yet is in use, too. */
	@Test
	void whatIsInUseInPassingShouldNotJoin() {
		BoundedEncoder encoder = new BoundedEncoder(this.unbounded, 100, Long.MAX_VALUE);
		Random random = new Random(1);
		for (int scrape = 0; scrape < 100; scrape++) {
			Set<Integer> alive = random.ints(100, 0, 2000).boxed().collect(Collectors.toSet());
			ParsedProfile parsed = ParsedProfile
				.of(encoder.encode(heap(2000, (i) -> 20_000, (i) -> alive.contains(i) ? 524_288 : 0)));
			assertThat(parsed.proto().getSampleCount()).isEqualTo(75);
		}
	}

	/** What differs from a scrape to the next is one thing, a difference another. */
	@Test
	void aDifferenceShouldHaveItsOwnLargestSamples() {
		BoundedEncoder encoder = new BoundedEncoder(this.unbounded, 10, Long.MAX_VALUE);
		Profile first = allocated(100, (i) -> 1000 * (i + 1));
		encoder.encode(first);
		Profile second = allocated(100, (i) -> 1000 * (i + 1) + ((i == 3) ? 77 : 0));
		ParsedProfile difference = ParsedProfile.of(encoder.encode(second.since(first, Duration.ofSeconds(1))));
		assertThat(difference.flat(1, method(3))).isEqualTo(77);
	}

	private static Map<String, Long> allocated(ParsedProfile parsed) {
		Map<String, Long> values = new HashMap<>();
		parsed.proto()
			.getSampleList()
			.forEach((sample) -> values.merge(parsed.stack(sample).get(0), sample.getValue(1), Long::sum));
		return values;
	}

	private static long sum(Map<String, Long> values) {
		return values.values().stream().collect(Collectors.summingLong(Long::longValue));
	}

	private static Profile cpu(int stacks) {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, 10_101_010);
		for (int i = 1; i <= stacks; i++) {
			builder.add(List.of(frame(i)), Labels.EMPTY, 1, i);
		}
		return builder.build(Instant.EPOCH, Duration.ofSeconds(1));
	}

	private static Profile allocated(int stacks, IntUnaryOperator bytes) {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.ALLOCS, 524_288);
		for (int i = 0; i < stacks; i++) {
			builder.add(List.of(frame(i)), Labels.EMPTY, 1, bytes.applyAsInt(i), 0, 0);
		}
		return builder.build(Instant.EPOCH, Duration.ZERO);
	}

	private static Profile heap(int stacks, IntUnaryOperator allocated, IntUnaryOperator inUse) {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.HEAP, 524_288);
		for (int i = 0; i < stacks; i++) {
			builder.add(List.of(frame(i)), Labels.EMPTY, 1, allocated.applyAsInt(i), 1, inUse.applyAsInt(i));
		}
		return builder.build(Instant.EPOCH, Duration.ZERO);
	}

	/** All waits are equal, except for more of the last one. */
	private static Profile block(int stacks, int more) {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.BLOCK, 1);
		for (int i = 0; i < stacks; i++) {
			builder.add(List.of(frame(i)), Labels.EMPTY, 1, 1000 + ((i == stacks - 1) ? more : 0));
		}
		return builder.build(Instant.EPOCH, Duration.ZERO);
	}

	private static Frame frame(int number) {
		return Frame.ofJava("com.example.C" + number, "m", "()V", "com/example/C" + number + ".java", 1);
	}

	private static String method(int number) {
		return "com.example.C" + number + ".m";
	}

	private static byte[] message(byte[] gzipped) throws IOException {
		return new GZIPInputStream(new ByteArrayInputStream(gzipped)).readAllBytes();
	}

}
