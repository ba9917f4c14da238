package dev.pprof4j.encode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.GoPprof;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.proto.Function;
import dev.pprof4j.test.proto.Line;
import dev.pprof4j.test.proto.Location;
import dev.pprof4j.test.proto.Mapping;
import dev.pprof4j.test.proto.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PprofEncoder}, read by the generated protobuf classes and by
 * {@code go tool pprof}.
 */
class PprofEncoderTests {

	private static final Instant START = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);

	private static final Frame PRICE = Frame.ofJava("com.example.OrderService", "price", "(I)J",
			"com/example/OrderService.java", 42);

	private static final Frame PRICE_LATER = Frame.ofJava("com.example.OrderService", "price", "(I)J",
			"com/example/OrderService.java", 43);

	private static final Frame RUN = Frame.ofJava("java.lang.Thread", "run", "()V", "java/lang/Thread.java", 840);

	private final PprofEncoder encoder = new PprofEncoder(new Application("orders", "4f2a9c1"));

	@Test
	void encodeShouldWriteTheTypesThatGoClientsExpect() {
		ParsedProfile parsed = encoded(orders());
		assertThat(parsed.sampleTypes()).containsExactly("samples/count", "cpu/nanoseconds");
		assertThat(parsed.periodType()).isEqualTo("cpu/nanoseconds");
		assertThat(parsed.proto().getPeriod()).isEqualTo(10_101_010);
		assertThat(parsed.string(parsed.proto().getDefaultSampleType())).isEqualTo("cpu");
		assertThat(parsed.string(parsed.proto().getDocUrl())).startsWith("https://")
			.endsWith("/docs/profiles.md#profile");
		assertThat(parsed.proto().getTimeNanos()).isEqualTo(1_700_000_000_123_456_789L);
		assertThat(parsed.proto().getDurationNanos()).isEqualTo(5_000_000_000L);
	}

	@Test
	void encodeShouldWriteOneMappingThatLeavesNothingToSymbolize() {
		ParsedProfile parsed = encoded(orders());
		Mapping mapping = parsed.proto().getMapping(0);
		assertThat(parsed.proto().getMappingCount()).isEqualTo(1);
		assertThat(parsed.string(mapping.getFilename())).isEqualTo("orders");
		assertThat(parsed.string(mapping.getBuildId())).isEqualTo("4f2a9c1");
		assertThat(mapping.getHasFunctions() && mapping.getHasFilenames() && mapping.getHasLineNumbers()).isTrue();
	}

	@Test
	void encodeShouldSumEqualStacksWithEqualLabels() {
		ProfileBuilder builder = builder();
		builder.add(List.of(PRICE, RUN), Labels.of(Label.of("thread", "a")), 1, 10);
		builder.add(List.of(PRICE, RUN), Labels.of(Label.of("thread", "a")), 2, 20);
		builder.add(List.of(PRICE, RUN), Labels.of(Label.of("thread", "b")), 4, 40);
		ParsedProfile parsed = encoded(builder.build(START, Duration.ZERO));
		assertThat(parsed.proto().getSampleList()).extracting(Sample::getValueList)
			.containsExactly(List.of(4L, 40L), List.of(3L, 30L));
	}

	@Test
	void encodeShouldWriteStringAndNumberLabels() {
		ProfileBuilder builder = builder();
		Labels labels = Labels.of(Label.of("thread_id", 31, ""), Label.of("thread", "http-1"),
				Label.of("bytes", 64, "bytes"));
		builder.add(List.of(PRICE), labels, 1, 10);
		ParsedProfile parsed = encoded(builder.build(START, Duration.ZERO));
		assertThat(parsed.labels(parsed.proto().getSample(0)))
			.isEqualTo(Map.of("thread_id", 31L, "thread", "http-1", "bytes", 64L));
		assertThat(parsed.string(parsed.proto().getSample(0).getLabel(0).getNumUnit())).isEqualTo("bytes");
	}

	@Test
	void encodeShouldKeepNamesFilesAndLines() {
		ParsedProfile parsed = encoded(orders());
		Function price = parsed.functionNamed("com.example.OrderService.price").orElseThrow();
		assertThat(parsed.string(price.getSystemName())).isEqualTo("com.example.OrderService.price(I)J");
		assertThat(parsed.string(price.getFilename())).isEqualTo("com/example/OrderService.java");
		assertThat(parsed.proto().getFunctionCount()).isEqualTo(2);
		assertThat(parsed.proto().getLocationList()).extracting((location) -> location.getLine(0).getLine())
			.containsExactlyInAnyOrder(42L, 43L, 840L);
	}

	@Test
	void inlinedFramesShouldShareTheLocationOfTheirCaller() {
		ProfileBuilder builder = builder();
		builder.add(List.of(PRICE.asInlined(), PRICE_LATER.asInlined(), RUN), Labels.EMPTY, 1, 10);
		builder.add(List.of(PRICE, RUN), Labels.EMPTY, 1, 5);
		builder.add(List.of(RUN.asInlined()), Labels.EMPTY, 1, 1);
		ParsedProfile parsed = encoded(builder.build(START, Duration.ZERO));
		Sample inlined = parsed.proto().getSample(0);
		assertThat(inlined.getLocationIdCount()).isOne();
		assertThat(parsed.location(inlined.getLocationId(0)).getLineList()).extracting(Line::getLine)
			.containsExactly(42L, 43L, 840L);
		assertThat(parsed.stack(inlined)).containsExactly(PRICE.name(), PRICE_LATER.name(), RUN.name());
		assertThat(parsed.proto().getSample(1).getLocationIdCount()).isEqualTo(2);
		assertThat(parsed.proto().getFunctionCount()).isEqualTo(2);
	}

	/** Stacks that share outer frames, with inlined frames anywhere. */
	@Test
	void everyStackShouldBeReadAsItWasAndEqualLocationsBeOne() {
		Random random = new Random(1);
		List<List<Frame>> stacks = new ArrayList<>();
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, 10_101_010);
		for (int i = 0; i < 3000; i++) {
			List<Frame> stack = new ArrayList<>();
			for (int depth = random.nextInt(8); depth >= 0; depth--) {
				Frame frame = PRICE.atLine(1 + random.nextInt(3));
				stack.add(random.nextBoolean() ? frame.asInlined() : frame);
			}
			stacks.add(List.copyOf(stack));
			builder.add(stack, Labels.of(Label.of("number", i, "")), 1, 1);
		}
		ParsedProfile parsed = encoded(builder.build(START, Duration.ZERO));
		assertThat(parsed.proto().getSampleList()).hasSameSizeAs(stacks).allSatisfy((sample) -> {
			List<Frame> stack = stacks.get(((Long) parsed.labels(sample).getOrDefault("number", 0L)).intValue());
			assertThat(sample.getLocationIdList().stream().map((id) -> lines(parsed, id)).toList())
				.isEqualTo(inLocations(stack));
		});
		assertThat(parsed.proto().getLocationList()).extracting(Location::getAddress).doesNotHaveDuplicates();
	}

	private static List<Long> lines(ParsedProfile parsed, long locationId) {
		return parsed.location(locationId).getLineList().stream().map(Line::getLine).toList();
	}

	private static List<List<Long>> inLocations(List<Frame> stack) {
		List<List<Long>> locations = new ArrayList<>();
		List<Long> location = new ArrayList<>();
		for (Frame frame : stack) {
			location.add((long) frame.line());
			if (!frame.inlined()) {
				locations.add(location);
				location = new ArrayList<>();
			}
		}
		if (!location.isEmpty()) {
			locations.add(location);
		}
		return locations;
	}

	@Test
	void encodeShouldWriteComments() {
		ParsedProfile parsed = encoded(orders().withComment("one").withComment("two"));
		assertThat(parsed.comments()).containsExactly("one", "two");
	}

	@Test
	void encodeShouldWriteCommentsUnpackedSinceAlloyLosesAPackedList() throws IOException {
		byte[] bytes = this.encoder.encode(orders().withComment("one").withComment("two"));
		CodedInputStream in = CodedInputStream.newInstance(new GZIPInputStream(new ByteArrayInputStream(bytes)));
		int comments = 0;
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			if (WireFormat.getTagFieldNumber(tag) == 13) {
				assertThat(WireFormat.getTagWireType(tag)).isEqualTo(WireFormat.WIRETYPE_VARINT);
				comments++;
			}
			in.skipField(tag);
		}
		assertThat(comments).isEqualTo(2);
	}

	@Test
	void encodeShouldAcceptAProfileWithoutSamples() {
		ParsedProfile parsed = encoded(builder().build(START, Duration.ofSeconds(1)));
		assertThat(parsed.proto().getSampleList()).isEmpty();
		assertThat(parsed.sampleTypes()).hasSize(2);
	}

	@Test
	void encodeShouldSurviveStacksAndTablesOverOneBuffer() {
		ProfileBuilder builder = builder();
		List<Frame> deep = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			deep.add(Frame.ofJava("com.example.Deep" + i, "call\u00e9\ud83d\ude80", "()V", "com/example/Deep.java", i));
		}
		builder.add(deep, Labels.EMPTY, Long.MAX_VALUE, Long.MAX_VALUE);
		ParsedProfile parsed = encoded(builder.build(START, Duration.ZERO));
		assertThat(parsed.proto().getSample(0).getLocationIdCount()).isEqualTo(20_000);
		assertThat(parsed.total(1)).isEqualTo(Long.MAX_VALUE);
		assertThat(parsed.stack(parsed.proto().getSample(0)).get(19_999))
			.isEqualTo("com.example.Deep19999.call\u00e9\ud83d\ude80");
	}

	@Test
	void encodeShouldGiveEqualBytesForEqualSamplesInAnyOrder() {
		byte[] expected = this.encoder.encode(shuffled(1));
		for (int seed = 2; seed < 20; seed++) {
			assertThat(this.encoder.encode(shuffled(seed))).isEqualTo(expected);
		}
	}

	@Test
	void goToolPprofShouldReadWhatWasWritten(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("orders.pb.gz");
		Files.write(file, this.encoder.encode(orders().withComment("A remark")));
		GoPprof.Result raw = GoPprof.in(directory).run("-raw", file.toString());
		assertThat(raw.complaints()).isEmpty();
		assertThat(raw.out()).contains("PeriodType: cpu nanoseconds", "Period: 10101010", "Duration: 5s",
				"samples/count cpu/nanoseconds[dflt]", "A remark",
				"com.example.OrderService.price com/example/OrderService.java:42", "thread:[http-1]", "thread_id:[31]",
				"orders 4f2a9c1 [FN][FL][LN]");
		GoPprof.Result top = GoPprof.in(directory).run("-top", file.toString());
		assertThat(top.complaints()).isEmpty();
		assertThat(top.out()).contains("File: orders", "Build ID: 4f2a9c1", "Type: cpu", "60ms 75.00%");
	}

	private Profile orders() {
		ProfileBuilder builder = builder();
		Labels thread = Labels.of(Label.of("thread", "http-1"), Label.of("thread_id", 31, ""));
		builder.add(List.of(PRICE, RUN), thread, 4, 40_000_000);
		builder.add(List.of(PRICE_LATER, RUN), thread, 2, 20_000_000);
		builder.add(List.of(RUN), thread, 2, 20_000_000);
		return builder.build(START, Duration.ofSeconds(5));
	}

	private static Profile shuffled(int seed) {
		List<Integer> numbers = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			numbers.add(i);
		}
		Collections.shuffle(numbers, new Random(seed));
		ProfileBuilder builder = builder();
		for (int i : numbers) {
			Frame leaf = Frame.ofJava("com.example.C" + i % 7, "m" + i % 5, "()V", "com/example/C.java", i % 11);
			builder.add(List.of(leaf, RUN), Labels.of(Label.of("thread", "t" + i % 3)), 1, 10);
		}
		return builder.build(START, Duration.ofSeconds(1));
	}

	private static ProfileBuilder builder() {
		return new ProfileBuilder(ProfileKind.CPU, 10_101_010);
	}

	private ParsedProfile encoded(Profile profile) {
		return ParsedProfile.of(this.encoder.encode(profile));
	}

}
