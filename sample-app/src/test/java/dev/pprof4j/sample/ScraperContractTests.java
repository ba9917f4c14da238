package dev.pprof4j.sample;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.pprof4j.test.DocumentedBlock;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.proto.Function;
import dev.pprof4j.test.proto.Label;
import dev.pprof4j.test.proto.Location;
import dev.pprof4j.test.proto.Profile;
import dev.pprof4j.test.proto.Sample;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what Parca and Grafana Alloy with Pyroscope require of a profile before they take
 * it, for every endpoint where they look for it: below {@code /debug/pprof}, to which two
 * properties move the usual path.
 */
@Timeout(180)
class ScraperContractTests {

	private static final Path CONFIGURATIONS = Path.of("../docs/scrapers");

	private static final int MAX_BYTES = 4 * 1024 * 1024;

	private static final int MAX_SAMPLES = 16_000;

	private static final int MAX_DEPTH = 1000;

	private static final int MAX_SYMBOL = 65_535;

	private static final Pattern ALLOY_PROFILE = Pattern.compile("profile\\.([a-z_]+)(?: \"\\w+\")? \\{([^}]*)\\}");

	private static final Pattern ALLOY_OFF = Pattern.compile("enabled\\s*= false");

	private static final Pattern ALLOY_PATH = Pattern.compile("path\\s*= \"([^\"]+)\"");

	@TempDir
	private static Path directory;

	private static SampleProcess sample;

	private static volatile boolean loaded = true;

	/** An idle process has no samples of CPU time. */
	private static final Thread load = new Thread(ScraperContractTests::load, "load");

	@BeforeAll
	@Timeout(180)
	static void start() throws Exception {
		sample = SampleProcess.start(directory, "--management.endpoints.web.base-path=/",
				"--management.endpoints.web.path-mapping.pprof=debug/pprof");
		scrape("block"); // counting has begun when this is answered
		for (String page : List.of("cpu?ms=50", "alloc?mb=20", "slow", "lock?ms=5", "io?ms=5")) {
			assertThat(sample.page(page).statusCode()).isEqualTo(200);
		}
		do { // the second caller waits
			CompletableFuture<Void> other = CompletableFuture.runAsync(() -> lock());
			lock();
			other.join();
		}
		while (ParsedProfile.of(scrape("mutex")).proto().getSampleCount() == 0);
		load.start();
	}

	private static void lock() {
		try {
			for (int i = 0; i < 5; i++) {
				sample.page("lock?ms=50");
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void load() {
		try {
			while (loaded) {
				sample.page("cpu?ms=20");
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@AfterAll
	static void stop() throws InterruptedException {
		loaded = false;
		load.join();
		sample.close();
	}

	/** Parca's and Pyroscope's pages know the types by these names. */
	@ParameterizedTest
	@CsvSource({ "profile?seconds=1, samples/count cpu/nanoseconds, cpu/nanoseconds",
			"wall?seconds=1, samples/count time/nanoseconds, wallclock/nanoseconds",
			"heap, alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes, space/bytes",
			"allocs, alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes, space/bytes",
			"goroutine, goroutine/count, goroutine/count",
			"block, contentions/count delay/nanoseconds, contentions/count",
			"mutex, contentions/count delay/nanoseconds, contentions/count",
			"threadcreate, threadcreate/count, threadcreate/count" })
	void typesShouldBeThoseTheyKnow(String path, String types, String periodType) throws Exception {
		ParsedProfile profile = ParsedProfile.of(scrape(path));
		assertThat(profile.sampleTypes()).containsExactly(types.split(" ", -1))
			.hasSizeLessThanOrEqualTo(4)
			.noneMatch((type) -> type.contains("-"));
		assertThat(profile.periodType()).isEqualTo(periodType);
	}

	@ParameterizedTest
	@ValueSource(strings = { "profile?seconds=1", "wall?seconds=1", "heap", "allocs", "goroutine", "block", "mutex",
			"threadcreate", "profile?seconds=1&labels=none", "allocs?labels=none", "heap?seconds=1", "allocs?seconds=1",
			"goroutine?seconds=1", "block?seconds=1", "mutex?seconds=1", "threadcreate?seconds=1" })
	void profilesShouldBeTaken(String path) throws Exception {
		byte[] body = scrape(path);
		byte[] message = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
		assertThat(message.length).isBetween(3, MAX_BYTES);
		ParsedProfile profile = ParsedProfile.of(body);
		Profile proto = profile.proto();
		boolean window = path.contains("seconds=");
		assertThat(proto.getSampleCount()).isBetween(isDifference(path) ? 0 : 1, MAX_SAMPLES);
		assertThat(proto.getDurationNanos()).isBetween(window ? Duration.ofMillis(900).toNanos() : 0,
				window ? Duration.ofSeconds(20).toNanos() : 0);
		numbersShouldBeSequential(proto);
		assertThat(proto.getLocationList()).allSatisfy((location) -> {
			assertThat(location.getAddress()).isNotZero();
			assertThat(location.getLineCount()).isPositive();
		});
		assertThat(proto.getLocationList().stream().map(Location::getAddress).distinct())
			.hasSize(proto.getLocationCount());
		assertThat(proto.getSampleList()).allSatisfy((sampled) -> {
			assertThat(sampled.getValueList()).noneMatch((value) -> value < 0).anyMatch((value) -> value > 0);
			assertThat(sampled.getLocationIdCount()).isBetween(1, MAX_DEPTH);
		});
		assertThat(proto.getStringTableList()).allSatisfy((text) -> assertThat(text.length()).isLessThan(MAX_SYMBOL));
		Instant time = Instant.ofEpochSecond(0, proto.getTimeNanos());
		assertThat(time).isBetween(Instant.now().minus(Duration.ofHours(1)),
				Instant.now().plus(Duration.ofMinutes(10)));
		assertThat(profile.comments()).noneMatch((comment) -> comment.startsWith("executableInfo="));
		assertThat(profile.string(proto.getDocUrl())).startsWith("https://");
		commentsShouldBeOneByOne(message);
		if (path.contains("labels=none")) {
			assertThat(proto.getSampleList()).allSatisfy((sampled) -> assertThat(sampled.getLabelList())
				.noneMatch((label) -> label.getStr() != 0 || profile.string(label.getKey()).equals("thread_id")));
		}
	}

	/** Whether the path asks for a difference, which may be empty. */
	private static boolean isDifference(String path) {
		return path.contains("seconds=") && !path.startsWith("profile?") && !path.startsWith("wall?");
	}

	/** Pyroscope recognises Java by this. */
	@Test
	void theLanguageShouldBeRecognised() throws Exception {
		assertThat(ParsedProfile.of(scrape("goroutine")).proto().getStringTableList())
			.anyMatch((text) -> text.startsWith("java/"));
	}

	/** Scrapers compute the differences themselves, for each stack with its labels. */
	@ParameterizedTest
	@ValueSource(strings = { "heap", "allocs", "block", "mutex", "threadcreate" })
	void countersShouldNeverGoBack(String path) throws Exception {
		Map<String, List<Long>> before = counters(ParsedProfile.of(scrape(path)));
		for (String page : List.of("alloc?mb=20", "slow", "lock?ms=5")) {
			assertThat(sample.page(page).statusCode()).isEqualTo(200);
		}
		Map<String, List<Long>> after = counters(ParsedProfile.of(scrape(path)));
		assertThat(before).isNotEmpty();
		before.forEach((stack, values) -> {
			List<Long> later = after.getOrDefault(stack, List.of());
			assertThat(later).as(stack).hasSameSizeAs(values);
			for (int i = 0; i < values.size(); i++) {
				assertThat(later.get(i)).as(stack).isGreaterThanOrEqualTo(values.get(i));
			}
		});
	}

	/**
	 * Returns what has happened since the start: the first two values, or the only one.
	 */
	private static Map<String, List<Long>> counters(ParsedProfile profile) {
		Map<String, List<Long>> counters = new TreeMap<>();
		for (Sample sampled : profile.proto().getSampleList()) {
			String stack = sampled.getLocationIdList().stream().map((id) -> profile.location(id).getAddress()).toList()
					+ " " + profile.labels(sampled);
			List<Long> values = sampled.getValueList();
			assertThat(counters.put(stack, values.subList(0, Math.min(2, values.size())))).as(stack).isNull();
		}
		return counters;
	}

	/**
	 * Parca and Alloy repeat {@code seconds} if there are parameters of the user's own.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "profile", "wall", "heap", "allocs", "goroutine", "block", "mutex", "threadcreate" })
	void ofRepeatedSecondsTheFirstShouldCount(String path) throws Exception {
		long nanos = ParsedProfile.of(scrape(path + "?seconds=1&seconds=200")).proto().getDurationNanos();
		assertThat(nanos).isBetween(Duration.ofMillis(900).toNanos(), Duration.ofSeconds(100).toNanos());
	}

	/** Alloy tells stacks apart by addresses alone, whichever instance they are from. */
	@Test
	void addressesShouldBeTheSameInEveryJvm() throws Exception {
		try (SampleProcess other = SampleProcess.start(directory)) {
			other.pprof("block"); // counting has begun when this is answered
			for (String page : List.of("slow", "alloc?mb=20", "lock?ms=20", "io?ms=20")) {
				assertThat(other.page(page).statusCode()).isEqualTo(200);
			}
			for (String path : List.of("goroutine", "heap", "block", "profile?seconds=2")) {
				Map<String, Long> here = addresses(ParsedProfile.of(scrape(path)));
				Map<String, Long> there = addresses(ParsedProfile.of(whileBusy(other, path)));
				Set<String> common = new HashSet<>(here.keySet());
				common.retainAll(there.keySet());
				assertThat(common).as(path)
					.hasSizeGreaterThan(path.startsWith("profile") ? 5 : 20)
					.allSatisfy((frame) -> assertThat(there.get(frame)).isEqualTo(here.get(frame)));
				Set<Long> shared = new HashSet<>(here.values());
				shared.retainAll(there.values());
				assertThat(shared).as("no two frames have the same, wherever they are").hasSameSizeAs(common);
			}
		}
	}

	/** Returns a profile of a process that is kept busy until it has answered. */
	private static byte[] whileBusy(SampleProcess other, String path) throws IOException, InterruptedException {
		AtomicBoolean answered = new AtomicBoolean();
		CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> use(other, answered));
		try {
			return other.pprof(path).body();
		}
		finally {
			answered.set(true);
			busy.join();
		}
	}

	private static void use(SampleProcess other, AtomicBoolean answered) {
		try {
			while (!answered.get()) {
				other.page("cpu?ms=100");
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Maps everything that distinguishes a frame to its address. */
	private static Map<String, Long> addresses(ParsedProfile profile) {
		Map<String, Long> addresses = new TreeMap<>();
		for (Location location : profile.proto().getLocationList()) {
			String frame = location.getLineList()
				.stream()
				.map((line) -> profile.string(profile.functionOf(line).getSystemName()) + ':' + line.getLine())
				.toList() + " " + profile.mapping(location);
			assertThat(addresses.put(frame, location.getAddress())).as(frame).isNull();
		}
		return addresses;
	}

	static Stream<Arguments> configurations() throws IOException {
		DocumentedBlock parca = onlyBlock("yaml", "object_storage:");
		DocumentedBlock alloy = onlyBlock("alloy", "pyroscope.scrape");
		return Stream.of(Arguments.of(parca.location(), parcaPaths(parca.text())),
				Arguments.of(alloy.location(), alloyPaths(alloy.text())),
				Arguments.of("Parca without labels",
						parcaPaths(Files.readString(CONFIGURATIONS.resolve("parca-without-labels.yml")))),
				Arguments.of("Alloy without labels",
						alloyPaths(Files.readString(CONFIGURATIONS.resolve("alloy-without-labels.alloy")))));
	}

	/** As in the documents: each configuration asks for each profile once. */
	@ParameterizedTest(name = "{0}")
	@MethodSource("configurations")
	void whatAConfigurationAsksForShouldBeThere(String location, List<String> paths) throws Exception {
		assertThat(paths).allMatch((path) -> path.contains("labels=none") == location.endsWith("without labels"));
		assertThat(paths).extracting((path) -> path.replace("&labels=none", ""))
			.containsExactlyInAnyOrder("profile?seconds=1", "wall?seconds=1", "allocs?", "goroutine?", "block?",
					"mutex?");
		for (String path : paths) {
			ParsedProfile profile = ParsedProfile.of(scrape(path));
			assertThat(profile.proto().getSampleCount()).isPositive();
			Stream<Label> labels = profile.proto()
				.getSampleList()
				.stream()
				.map(Sample::getLabelList)
				.flatMap(List::stream);
			assertThat(labels.allMatch((label) -> label.getStr() == 0)).as(path)
				.isEqualTo(path.contains("labels=none"));
		}
	}

	/**
	 * Returns the paths that Parca asks for, with windows of one second instead of ten.
	 */
	private static List<String> parcaPaths(String yaml) {
		MapPropertySource read = read(yaml);
		List<String> paths = new ArrayList<>();
		for (String name : read.getPropertyNames()) {
			if (name.endsWith(".path")) {
				String profile = name.substring(0, name.length() - "path".length());
				boolean delta = Boolean.TRUE.equals(read.getProperty(profile + "delta"));
				assertThat(read.getProperty(profile + "seconds") != null).as(name).isEqualTo(delta);
				String job = name.substring(0, name.indexOf("profiling_config"));
				paths.add(relative(String.valueOf(read.getProperty(name))) + '?' + (delta ? "seconds=1" : "")
						+ ("none".equals(read.getProperty(job + "params.labels[0]")) ? "&labels=none" : ""));
			}
		}
		return paths;
	}

	private static MapPropertySource read(String yaml) {
		try {
			return (MapPropertySource) new YamlPropertySourceLoader()
				.load("parca", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Alloy takes differences of {@code process_cpu} unless told not to. */
	private static List<String> alloyPaths(String alloy) {
		List<String> paths = new ArrayList<>();
		for (String component : alloy.split("(?m)^}", -1)) {
			String labels = component.contains("params          = {\"labels\" = [\"none\"]}") ? "&labels=none" : "";
			Matcher profile = ALLOY_PROFILE.matcher(component);
			while (profile.find()) {
				if (!ALLOY_OFF.matcher(profile.group(2)).find()) {
					boolean delta = profile.group(1).equals("process_cpu")
							|| profile.group(2).matches("(?s).*delta\\s*= true.*");
					Matcher path = ALLOY_PATH.matcher(profile.group(2));
					assertThat(path.find()).as(profile.group()).isTrue();
					paths.add(relative(path.group(1)) + '?' + (delta ? "seconds=1" : "") + labels);
				}
			}
		}
		return paths;
	}

	private static String relative(String path) {
		assertThat(path).startsWith("/actuator/pprof/");
		return path.substring("/actuator/pprof/".length());
	}

	private static DocumentedBlock onlyBlock(String language, String begin) throws IOException {
		List<DocumentedBlock> blocks = DocumentedBlock.all(language)
			.stream()
			.filter((block) -> block.text().startsWith(begin))
			.toList();
		assertThat(blocks).as(language).hasSize(1);
		return blocks.get(0);
	}

	private static byte[] scrape(String path) throws IOException, InterruptedException {
		HttpResponse<byte[]> response = sample.management("/debug/pprof/" + path);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
		return response.body();
	}

	private static void numbersShouldBeSequential(Profile proto) {
		assertThat(proto.getLocationList().stream().map(Location::getId)).containsExactlyElementsOf(
				IntStream.rangeClosed(1, proto.getLocationCount()).mapToObj(Long::valueOf).toList());
		assertThat(proto.getFunctionList().stream().map(Function::getId)).containsExactlyElementsOf(
				IntStream.rangeClosed(1, proto.getFunctionCount()).mapToObj(Long::valueOf).toList());
		assertThat(proto.getMappingList()).allSatisfy((mapping) -> assertThat(mapping.getId()).isPositive());
	}

	/** Alloy's differences lose packed comments. */
	private static void commentsShouldBeOneByOne(byte[] message) throws IOException {
		CodedInputStream in = CodedInputStream.newInstance(message);
		List<Integer> types = new ArrayList<>();
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			if (WireFormat.getTagFieldNumber(tag) == Profile.COMMENT_FIELD_NUMBER) {
				types.add(WireFormat.getTagWireType(tag));
			}
			in.skipField(tag);
		}
		assertThat(types).allMatch((type) -> type == WireFormat.WIRETYPE_VARINT);
	}

}
