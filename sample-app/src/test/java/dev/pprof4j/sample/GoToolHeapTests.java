package dev.pprof4j.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import dev.pprof4j.test.proto.Sample;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Heap and allocations of the sample application, read by {@code go tool pprof} over
 * HTTP.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(120)
@RequiresNativeSampler
class GoToolHeapTests {

	private static final String LEAK = "WorkController.leakMemory";

	private static final String ALLOCATE = "WorkController.allocate";

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@Value("${user.dir}")
	private Path module;

	@TempDir
	private Path directory;

	private final HttpClient http = HttpClient.newHttpClient();

	@Test
	void reportsShouldTellTheTruth() throws Exception {
		Path before = save("heap?gc=1", "before.pb.gz");
		page("/leak?mb=64");
		page("/alloc?mb=500");
		String after = save("heap?gc=1", "after.pb.gz").toString();
		// 64 objects of 1 MiB, each found with a probability of 0.86: a standard error of
		// 3.2 MiB. 500 MiB in objects of 1 KiB: 22 MiB, and 62 where the sampler follows
		// up one in eight only, after other tests have allocated without a pause.
		String base = "-base=" + before;
		assertThat(megabytes(report("-top", base, after), LEAK)).isCloseTo(64, Offset.offset(13.0));
		String allocated = report("-top", "-sample_index=alloc_space", base, after);
		assertThat(megabytes(allocated, ALLOCATE)).isCloseTo(500 * 1040 / 1024.0, Offset.offset(250.0));
		assertThat(megabytes(allocated, LEAK)).isCloseTo(64, Offset.offset(13.0));
		assertThat(report("-top", "-diff_base", before.toString(), after)).contains(LEAK);
		assertThat(report("-list", LEAK, "-source_path", this.module.resolve("src/main/java").toString(), after))
			.containsPattern("[0-9.]+MB +[0-9.]+MB +[0-9]+:\\s+this.leaked.add\\(new byte\\[MEGABYTE\\]\\);");
		assertThat(report("-top", "-tagleaf=class", after)).containsPattern("[0-9.]+MB .* byte\\[\\]");
		assertThat(report("-tags", after)).contains("class: Total", "bytes: Total", "1MB");
		String large = new PprofTool(this.directory, this.managementPort).go()
			.run("-top", "-sample_index=alloc_space", "-tagfocus=1MB:2MB", after)
			.out();
		assertThat(large).contains(LEAK).doesNotContain(ALLOCATE);
		assertThat(report("-top", "-inuse_objects", after)).contains("Type: inuse_objects");
	}

	@Test
	void urlsShouldBeAllThatTheToolNeeds() {
		PprofTool pprof = new PprofTool(this.directory, this.managementPort);
		assertThat(pprof.fetch("heap", "-top").out()).contains("File: sample-app", "Type: inuse_space");
		assertThat(pprof.fetch("allocs", "-top").out()).contains("Type: alloc_space");
		assertThat(pprof.fetch("heap?gc=1", "-top", "-seconds", "1").out()).contains("Duration: 1");
		assertThat(pprof.fetch("heap?debug=1", "-top", "-symbolize=none").out()).contains("Type: inuse_space");
	}

	/**
	 * What Alloy does with two scrapes: it tells stacks apart by addresses and labels.
	 */
	@Test
	void scrapesShouldFollowTheRulesOfDeltas() throws Exception {
		page("/alloc?mb=50");
		ParsedProfile first = ParsedProfile.of(Files.readAllBytes(save("allocs?labels=none", "first.pb.gz")));
		page("/alloc?mb=50");
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

	private String report(String... arguments) {
		return new PprofTool(this.directory, this.managementPort).report(arguments);
	}

	private static double megabytes(String top, String method) {
		Matcher row = Pattern.compile("(?m)^ *([0-9.]+)MB .*" + Pattern.quote(method) + "$").matcher(top);
		assertThat(row.find()).as(method + " in\n" + top).isTrue();
		return Double.parseDouble(row.group(1));
	}

	private void page(String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build();
		assertThat(this.http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
	}

	private Path save(String path, String file) throws Exception {
		String admin = Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));
		URI uri = URI.create("http://127.0.0.1:" + this.managementPort + "/actuator/pprof/" + path);
		HttpRequest request = HttpRequest.newBuilder(uri).header("Authorization", "Basic " + admin).build();
		return this.http.send(request, BodyHandlers.ofFile(this.directory.resolve(file))).body();
	}

}
