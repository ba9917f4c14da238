package dev.pprof4j.sample;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import dev.pprof4j.test.proto.Sample;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests heap and allocations of the sample application, read by {@code go tool pprof}
 * over HTTP. The application has its own JVM, in which nothing else allocates: a sampler
 * that has had too much to do is less exact about what follows.
 */
@Timeout(120)
@RequiresNativeSampler
class GoToolHeapTests {

	private static final String LEAK = "WorkController.leakMemory";

	private static final String ALLOCATE = "WorkController.allocate";

	private static final Path SOURCES = Path.of("src", "main", "java").toAbsolutePath();

	private static SampleProcess sample;

	@TempDir
	private static Path directory;

	@BeforeAll
	static void start() throws Exception {
		sample = SampleProcess.start(directory);
	}

	@AfterAll
	static void stop() {
		if (sample != null) {
			sample.close();
		}
	}

	@Test
	void reportsShouldTellTheTruth() throws Exception {
		Path before = save("heap?gc=1", "before.pb.gz");
		page("leak?mb=64");
		page("alloc?mb=500");
		String after = save("heap?gc=1", "after.pb.gz").toString();
		// 64 objects of 1 MiB, each found with a probability of 0.86: a standard error of
		// 3.2 MiB. 500 MiB in objects of 1 KiB: 16 MiB.
		String base = "-base=" + before;
		assertThat(megabytes(report("-top", base, after), LEAK)).isCloseTo(64, Offset.offset(13.0));
		String allocated = report("-top", "-sample_index=alloc_space", base, after);
		assertThat(megabytes(allocated, ALLOCATE)).isCloseTo(500 * 1040 / 1024.0, Offset.offset(80.0));
		assertThat(megabytes(allocated, LEAK)).isCloseTo(64, Offset.offset(13.0));
		assertThat(report("-top", "-diff_base", before.toString(), after)).contains(LEAK);
		assertThat(report("-list", LEAK, "-source_path", SOURCES.toString(), after))
			.containsPattern("[0-9.]+MB +[0-9.]+MB +[0-9]+:\\s+this.leaked.add\\(new byte\\[MEGABYTE\\]\\);");
		assertThat(report("-top", "-tagleaf=class", after)).containsPattern("[0-9.]+MB .* byte\\[\\]");
		assertThat(report("-tags", after)).contains("class: Total", "bytes: Total", "1MB");
		String large = tool().go().run("-top", "-sample_index=alloc_space", "-tagfocus=1MB:2MB", after).out();
		assertThat(large).contains(LEAK).doesNotContain(ALLOCATE);
		assertThat(report("-top", "-inuse_objects", after)).contains("Type: inuse_objects");
	}

	@Test
	void urlsShouldBeAllThatTheToolNeeds() {
		PprofTool pprof = tool();
		assertThat(pprof.fetch("heap", "-top").out()).contains("File: sample-app", "Type: inuse_space");
		assertThat(pprof.fetch("allocs", "-top").out()).contains("Type: alloc_space");
		pprof.shouldCoverASecond("heap?gc=1");
		assertThat(pprof.fetch("heap?debug=1", "-top", "-symbolize=none").out()).contains("Type: inuse_space");
	}

	/**
	 * Compares two scrapes as Alloy does, which tells stacks apart by addresses and
	 * labels.
	 */
	@Test
	void scrapesShouldFollowTheRulesOfDeltas() throws Exception {
		page("alloc?mb=50");
		ParsedProfile first = ParsedProfile.of(Files.readAllBytes(save("allocs?labels=none", "first.pb.gz")));
		page("alloc?mb=50");
		ParsedProfile second = ParsedProfile.of(Files.readAllBytes(save("allocs?labels=none", "second.pb.gz")));
		assertThat(second.sampleTypes()).hasSize(4);
		Map<List<Object>, Sample> earlier = byIdentity(first);
		Map<List<Object>, Sample> later = byIdentity(second);
		assertThat(later.keySet()).containsAll(earlier.keySet());
		earlier.forEach((identity, sample) -> {
			Sample now = later.getOrDefault(identity, Sample.getDefaultInstance());
			assertThat(now.getValue(0)).isGreaterThanOrEqualTo(sample.getValue(0));
			assertThat(now.getValue(1)).isGreaterThanOrEqualTo(sample.getValue(1));
		});
		assertThat(second.cumulative(1, "dev.pprof4j.sample." + ALLOCATE))
			.isGreaterThan(first.cumulative(1, "dev.pprof4j.sample." + ALLOCATE));
	}

	private static Map<List<Object>, Sample> byIdentity(ParsedProfile profile) {
		Map<List<Object>, Sample> samples = new HashMap<>();
		for (Sample sample : profile.proto().getSampleList()) {
			List<Long> addresses = sample.getLocationIdList()
				.stream()
				.map((id) -> profile.location(id).getAddress())
				.toList();
			assertThat(addresses).doesNotContain(0L);
			assertThat(samples.put(List.of(addresses, profile.labels(sample)), sample)).isNull();
		}
		return samples;
	}

	private static String report(String... arguments) {
		return tool().report(arguments);
	}

	private static double megabytes(String top, String method) {
		Matcher row = Pattern.compile("(?m)^ *([0-9.]+)MB .*" + Pattern.quote(method) + "$").matcher(top);
		assertThat(row.find()).as(method + " in\n" + top).isTrue();
		return Double.parseDouble(row.group(1));
	}

	private static PprofTool tool() {
		return new PprofTool(directory, sample.managementPort());
	}

	private static void page(String path) throws Exception {
		assertThat(sample.page(path).statusCode()).isEqualTo(200);
	}

	private static Path save(String path, String file) throws Exception {
		HttpResponse<byte[]> response = sample.pprof(path);
		assertThat(response.statusCode()).isEqualTo(200);
		return Files.write(directory.resolve(file), response.body());
	}

}
