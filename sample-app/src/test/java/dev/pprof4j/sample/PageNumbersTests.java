package dev.pprof4j.sample;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.proto.Function;
import dev.pprof4j.test.proto.Label;
import dev.pprof4j.test.proto.Line;
import dev.pprof4j.test.proto.Location;
import dev.pprof4j.test.proto.Profile;
import dev.pprof4j.test.proto.Sample;
import dev.pprof4j.test.proto.ValueType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what the page's own modules make of profiles, in a real browser, with the
 * generated protobuf classes. The profiles are written by this project and by Go.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PageNumbersTests {

	/** Loads the page's modules, and the profile they are tried on. */
	private static final String GIVEN = """
			const [encoded, type, wanted] = args;
			const load = (name) => import(new URL(name + '.js', location.href).href);
			const [profiles, stacksOf, tops, trees] = await Promise.all(['profile', 'stacks', 'top', 'tree'].map(load));
			const profile = await profiles.decode(Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0)));
			const base = wanted.base && await profiles.decode(Uint8Array.from(atob(wanted.base), (c) => c.charCodeAt(0)));
			const source = {profile, base, columns: base ? stacksOf.joined(profile, base) : profile};
			const select = (filters) => stacksOf.select(source, {type, label: '', labelValue: '', group: '', ...filters});
			const stacks = select({});
			const named = (values) => Object.fromEntries([...values].map((v, i) => [stacks.names[i], v]).filter(([, v]) => v));
			const paths = (tree, depth) => {
				const found = {};
				const walk = (node, names) => names.length === depth
					? found[names.join('/')] = (found[names.join('/')] ?? 0) + tree.value(node)
					: tree.children(node).forEach((child) => walk(child, [...names, tree.name(child)]));
				walk(0, []);
				return Object.fromEntries(Object.entries(found).filter(([, v]) => v));
			};
			const selves = (tree, depth) => {
				const found = {};
				const walk = (node) => {
					if (tree.depth[node] === depth) found[tree.name(node)] = (found[tree.name(node)] ?? 0) + tree.self(node);
					else tree.children(node).forEach(walk);
				};
				walk(0);
				return Object.fromEntries(Object.entries(found).filter(([, v]) => v));
			};
			const beside = (tree) => Object.fromEntries(tree.children(tree.children(0)[0] ?? 0)
				.map((node) => [tree.name(node), tree.value(node)]).filter(([, v]) => v));
			""";

	@LocalManagementPort
	private int port;

	private final Browser browser = Browser.start();

	@BeforeAll
	void open() {
		this.browser.open("http://admin:admin@127.0.0.1:" + this.port + "/actuator/pprof/ui/view.html");
	}

	@AfterAll
	void close() {
		this.browser.close();
	}

	@ParameterizedTest
	@CsvSource({ "go-cpu, 0, main.fall", "go-cpu, 1, main.mix", "go-heap, 1, main.main",
			"heap, 1, java.lang.Thread.run", "heap, 3, java.util.HashMap.resize", "allocs, 0, java.lang.Thread.run",
			"goroutine, 0, java.lang.Object.wait", "block, 1, java.lang.Thread.run" })
	void numbersShouldBeThoseOfTheGeneratedParser(String name, int type, String function) throws Exception {
		byte[] bytes = profile(name);
		ProfileTruth truth = new ProfileTruth(ParsedProfile.of(bytes), type);
		Map<String, Object> seen = evaluate(bytes, type, Map.of("function", function),
				"""
						const {flat, cum} = tops.top(stacks);
						const around = trees.CallTree.around(stacks, stacks.names.indexOf(wanted.function));
						const matched = stacksOf.matches(stacks.names, /java|main/);
						const tree = trees.CallTree.of(stacks, false);
						return {types: profile.types.map((t) => t.type + '/' + t.unit), shown: profile.types[profile.defaultType].type,
							total: stacks.totalA, tree: tree.value(0), flat: named(flat), cum: named(cum), callers: beside(around.callers),
							callees: beside(around.callees), paths: paths(tree, 3),
							inverted: paths(trees.CallTree.of(stacks, true), 3), comments: profile.comments,
							own: selves(trees.CallTree.of(stacks, true), 1), ofCallers: selves(trees.CallTree.of(stacks, true), 2),
							grouped: selves(trees.CallTree.of(select({group: 'thread'}), true), 2),
							around: selves(around.callers, 1)};
						""");
		ParsedProfile parsed = truth.profile();
		assertThat(seen.get("types")).isEqualTo(parsed.sampleTypes());
		assertThat(seen.get("shown")).isEqualTo(shown(parsed));
		assertThat(seen.get("comments")).isEqualTo(parsed.comments());
		assertThat(List.of(seen.get("total"), seen.get("tree"))).containsOnly(truth.total());
		assertThat(numbers(seen, "flat")).isEqualTo(truth.flat());
		assertThat(numbers(seen, "cum")).isEqualTo(truth.cumulative()).isNotEmpty();
		assertThat(numbers(seen, "callers")).isEqualTo(truth.callers(function));
		assertThat(numbers(seen, "callees")).isEqualTo(truth.callees(function));
		assertThat(numbers(seen, "paths")).isEqualTo(truth.paths(3));
		assertThat(numbers(seen, "inverted")).isEqualTo(truth.invertedPaths(3));
		assertThat(numbers(seen, "own")).isEqualTo(truth.flat()).isEqualTo(numbers(seen, "grouped"));
		assertThat(numbers(seen, "ofCallers")).isEmpty();
		Long flat = truth.flat().get(function);
		assertThat(numbers(seen, "around")).isEqualTo((flat != null) ? Map.of(function, flat) : Map.of());
	}

	@ParameterizedTest
	@CsvSource({ "go-cpu, 1, main.fall, route", "heap, 1, java.util, class", "goroutine, 0, java.lang, state" })
	void filtersShouldCountWhatIsLeft(String name, int type, String part, String label) throws Exception {
		byte[] bytes = profile(name);
		ProfileTruth truth = new ProfileTruth(ParsedProfile.of(bytes), type);
		Map<String, Object> seen = evaluate(bytes, type, Map.of("part", part, "label", label),
				"""
						const sum = (chosen) => trees.CallTree.of(chosen, false).value(0);
						const part = new RegExp(wanted.part.replaceAll('.', '[.]'));
						const values = stacksOf.labelsOf(profile, stacks).get(wanted.label) ?? [];
						const byLabel = select({group: wanted.label});
						const withLabel = stacksOf.matches(byLabel.names, new RegExp(`^${wanted.label}: `));
						return {focused: sum(select({focus: part})), groupsMatched: tops.amountOf(withLabel, byLabel),
							nothing: select({hide: /./}).picked.length, ignored: sum(select({ignore: part})),
							matched: tops.amountOf(stacksOf.matches(stacks.names, part), stacks),
							hidden: Object.keys(paths(trees.CallTree.of(select({hide: part}), false), 2)).filter((p) => part.test(p)),
							grouped: paths(trees.CallTree.of(select({group: wanted.label}), false), 1),
							groupedInverted: paths(trees.CallTree.of(select({group: wanted.label}), true), 1),
							labelled: Object.fromEntries(values.map(([value]) => [wanted.label + ': ' + value,
								sum(select({label: wanted.label, labelValue: value}))]).filter(([, v]) => v))};
						""");
		assertThat(seen.get("focused")).isEqualTo(truth.with(part)).isEqualTo(seen.get("matched"));
		assertThat(seen.get("ignored")).isEqualTo(truth.total() - truth.with(part));
		assertThat(seen.get("hidden")).isEqualTo(List.of());
		assertThat(seen.get("nothing")).isEqualTo(0L);
		Map<String, Long> byLabel = truth.byLabel(label);
		assertThat(numbers(seen, "grouped")).isEqualTo(byLabel).isEqualTo(numbers(seen, "groupedInverted"));
		byLabel.remove("no " + label);
		assertThat(numbers(seen, "labelled")).isEqualTo(byLabel).isNotEmpty();
		assertThat(seen.get("groupsMatched")).isEqualTo(byLabel.values().stream().mapToLong(Long::longValue).sum());
	}

	@Test
	void foldedLibrariesShouldBeOneFrameAroundWhatIsTheReadersOwn() throws Exception {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, 1);
		add(builder, 500, "java.lang.Thread.run", "org.apache.Chain.doFilter", "com.example.Own.handle",
				"org.springframework.Tree.get", "java.util.Map.get");
		add(builder, 30, "java.lang.Thread.run", "org.apache.Chain.doFilter");
		add(builder, 2, "com.example.Own.main", "com.example.Own.handle", "javaless.Other.call");
		builder.add(List.of(Frame.ofNative("jdk.isNative", "libx.so")), Labels.EMPTY, 1, 1);
		byte[] bytes = new PprofEncoder(new Application("test", ""))
			.encode(builder.build(Instant.EPOCH, Duration.ZERO));
		Map<String, Object> seen = evaluate(bytes, 1, Map.of(),
				"""
						const own = select({fold: true});
						const {flat, cum} = tops.top(own);
						const byName = (values) => Object.fromEntries([...values].map((v, i) => [own.names[i], v]).filter(([, v]) => v));
						const tree = trees.CallTree.of(own, false);
						return {total: tree.value(0), flat: byName(flat), cum: byName(cum), one: paths(tree, 1),
							three: paths(tree, 3), four: paths(tree, 4)};
						""");
		assertThat(seen.get("total")).isEqualTo(533L);
		assertThat(numbers(seen, "flat"))
			.isEqualTo(Map.of("libraries", 530L, "javaless.Other.call", 2L, "jdk.isNative", 1L));
		assertThat(numbers(seen, "cum")).isEqualTo(Map.of("libraries", 530L, "com.example.Own.handle", 502L,
				"com.example.Own.main", 2L, "javaless.Other.call", 2L, "jdk.isNative", 1L));
		assertThat(numbers(seen, "one"))
			.isEqualTo(Map.of("libraries", 530L, "com.example.Own.main", 2L, "jdk.isNative", 1L));
		assertThat(numbers(seen, "three")).isEqualTo(Map.of("libraries/com.example.Own.handle/libraries", 500L,
				"com.example.Own.main/com.example.Own.handle/javaless.Other.call", 2L));
		assertThat(numbers(seen, "four")).isEmpty();
	}

	/** Adds a stack, outermost function first. */
	private static void add(ProfileBuilder builder, long value, String... names) {
		List<Frame> stack = new ArrayList<>();
		for (String name : names) {
			int dot = name.lastIndexOf('.');
			stack.add(0, Frame.ofJava(name.substring(0, dot), name.substring(dot + 1), "()V", "Source.java", 1));
		}
		builder.add(stack, Labels.EMPTY, 1, value);
	}

	@ParameterizedTest
	@CsvSource({ "heap, allocs, 3", "go-cpu, go-cpu, 1", "go-heap, heap, 1" })
	void comparisonsShouldBeDifferences(String name, String baseName, int type) throws Exception {
		byte[] bytes = profile(name);
		byte[] base = profile(baseName);
		ProfileTruth now = new ProfileTruth(ParsedProfile.of(bytes), type);
		ProfileTruth then = new ProfileTruth(ParsedProfile.of(base), type);
		Map<String, Object> seen = evaluate(bytes, type, Map.of("base", base64(base)),
				"""
						const {cum, cumB} = tops.top(stacks);
						const tree = trees.CallTree.of(stacks, false);
						const equal = select({normalized: true});
						let wider = 0;
						const walk = (node, depth) => {
							const children = depth < 30 ? tree.children(node) : [];
							wider += children.reduce((sum, child) => sum + tree.weight(child), 0) > tree.weight(node) + 1 ? 1 : 0;
							children.forEach((child) => walk(child, depth + 1));
						};
						walk(0, 0);
						return {cum: named(cum.map((v, i) => v - cumB[i])), root: tree.value(0), wider,
							equal: Math.round(Math.abs(equal.totalA - equal.totalB))};
						""");
		Map<String, Long> difference = now.cumulative();
		then.cumulative().forEach((function, value) -> difference.merge(function, -value, Long::sum));
		difference.values().removeIf((value) -> value == 0);
		assertThat(numbers(seen, "cum")).isEqualTo(difference);
		assertThat(seen.get("root")).isEqualTo(now.total() - then.total());
		assertThat(seen.get("equal")).isEqualTo(0L);
		assertThat(seen.get("wider")).as("nodes narrower than their children").isEqualTo(0L);
	}

	/** Saved by {@code go tool pprof} with {@code -base} or with {@code -diff_base}. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsADifferenceAlreadyShouldBeSharesOfAllThatHasChangedOrOfTheBase(boolean base) throws Exception {
		Profile.Builder proto = Profile.newBuilder().addAllStringTable(List.of("", "space", "bytes", "grown", "gone"));
		proto.addSampleType(ValueType.newBuilder().setType(1).setUnit(2));
		proto.addStringTable("pprof::base").addStringTable("true");
		for (int i = 1; i <= 2; i++) {
			proto.addFunction(Function.newBuilder().setId(i).setName(2 + i));
			proto.addLocation(Location.newBuilder().setId(i).addLine(Line.newBuilder().setFunctionId(i)));
		}
		proto.addSample(Sample.newBuilder().addLocationId(1).addValue(600));
		Sample.Builder gone = Sample.newBuilder().addLocationId(2).addValue(-200);
		proto.addSample(base ? gone.addLabel(Label.newBuilder().setKey(5).setStr(6)) : gone);
		Map<String, Object> seen = evaluate(proto.build().toByteArray(), 0, Map.of(),
				"return {whole: stacks.whole, known: stacks.known, root: trees.CallTree.of(stacks, false).value(0)};");
		assertThat(seen).isEqualTo(Map.of("whole", base ? 200L : 800L, "known", base, "root", 400L));
	}

	@ParameterizedTest
	@CsvSource({ "order, true, true", "Order, true, false", "oRder, false, false", "\\.order\\S*, true, false",
			"(?i)Order, true, true" })
	void patternsShouldHeedCapitalLettersWhereTheyHaveAny(String pattern, boolean capital, boolean small) {
		assertThat(
				this.browser.run(
						"const {pattern} = await import(new URL('stacks.js', location.href).href);"
								+ "return ['a.Order', 'a.reorder'].map((name) => pattern(args[0]).test(name));",
						pattern))
			.isEqualTo(List.of(capital, small));
	}

	@ParameterizedTest
	@CsvSource({ "order, (?i)order|^a\\.B$", "Order, Order|^a\\.B$", "(?i)Order, (?i)Order|^a\\.B$",
			"order(, (?i)order(|^a\\.B$" })
	void aPatternThatIsAddedShouldNotChangeTheFirst(String pattern, String both) {
		assertThat(this.browser.run("const {either} = await import(new URL('stacks.js', location.href).href);"
				+ "return either(args[0], '^a\\\\.B$');", pattern))
			.isEqualTo(both);
	}

	@Test
	void aDifferenceShouldNotBeComparedAgain() {
		assertThat(this.browser
			.run("""
					const {requireComparable} = await import(new URL('stacks.js', location.href).href);
					const of = (value) => ({types: [{type: 'cpu', unit: 'nanoseconds'}], values: [Float64Array.of(1, value)]});
					return [[1, 1], [-1, 1], [1, -1]].map(([profile, base]) => {
						try {
							requireComparable(of(profile), of(base));
							return '';
						} catch (error) {
							return error.message;
						}
					});
					"""))
			.isEqualTo(List.of("", "The profile is already a difference: it has negative values",
					"The base is already a difference: it has negative values"));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 127, 128, 0x7fffffffffffL, 0xffffffff81000123L, -1 })
	void addressesShouldHaveAllTheirDigits(long address) throws Exception {
		byte[] bytes = Location.newBuilder().setAddress(address).build().toByteArray();
		Object read = this.browser.run("""
				const {Reader} = await import(new URL('wire.js', location.href).href);
				const reader = new Reader(Uint8Array.from(atob(args[0]), (c) => c.charCodeAt(0)));
				return reader.field(reader.bytes.length) ? reader.hexadecimal() : '0';
				""", base64(bytes));
		assertThat(read).isEqualTo(Long.toHexString(address));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "cut | This is not a pprof profile", "empty | This is not a pprof profile",
					"text | This is not a pprof profile", "broken-gzip | ",
					"values | This is not a pprof profile (a sample has 1 values for 2 types)" })
	void whatIsNoProfileShouldBeRefused(String what, String sentence) throws Exception {
		byte[] good = profile("go-cpu");
		byte[] bytes = switch (what) {
			case "cut" -> twoThirds(good);
			case "empty" -> new byte[0];
			case "values" -> Profile.newBuilder()
				.addSampleType(ValueType.newBuilder())
				.addSampleType(ValueType.newBuilder())
				.addSample(Sample.newBuilder().addValue(7))
				.addSample(Sample.newBuilder().addValue(9).addValue(4))
				.addStringTable("")
				.build()
				.toByteArray();
			case "text" -> "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8);
			default -> Arrays.copyOf(good, good.length / 2);
		};
		Object answer = this.browser.run("""
				const {decode} = await import(new URL('profile.js', location.href).href);
				try {
					await decode(Uint8Array.from(atob(args[0]), (c) => c.charCodeAt(0)));
					return 'accepted';
				} catch (error) {
					return 'refused: ' + error.message;
				}
				""", base64(bytes));
		assertThat(String.valueOf(answer)).startsWith("refused: ").contains((sentence != null) ? sentence : "");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "com.example.Foo$Bar.baz | com.example. | Foo$Bar.baz",
			"com.example.Foo.<init> | com.example. | Foo.<init>", "net/http.(*conn).serve | net/http. | (*conn).serve",
			"route: /a::b | '' | route: /a::b", "main | '' | main", "os::elapsed() | os:: | elapsed()",
			"void G1Scan::trim(unsigned int) | G1Scan:: | trim(unsigned int)",
			"bool Dispatch<A::B, true>::Table::run<K>(void (*)(C::D)) const | Dispatch<A::B, true>:: | Table::run<K>(void (*)(C::D)) const",
			"std::string Foo::operator new(std::size_t) | Foo:: | operator new(std::size_t)",
			"(anonymous namespace)::f(int) [clone .cold] | (anonymous namespace):: | f(int) [clone .cold]",
			"Foo::run [clone .isra.0] | Foo:: | run [clone .isra.0]",
			"pthread_mutex_lock@@GLIBC_2.2.5 | '' | pthread_mutex_lock@@GLIBC_2.2.5",
			"memcpy@GLIBC_2.14 | '' | memcpy@GLIBC_2.14", "a > b:: c | '' | a > b:: c" })
	void namesShouldBeCutWhereTheirPackageEnds(String name, String owner, String member) {
		assertThat(this.browser.run("""
				const {parts} = await import(new URL('names.js', location.href).href);
				const {owner, member} = parts(args[0]);
				return owner + '|' + member;
				""", name)).isEqualTo(owner + "|" + member);
	}

	/** WCAG requires a contrast of 4.5 to 1 at level AA. */
	@ParameterizedTest
	@CsvSource({ "light, package", "light, kind", "dark, package", "dark, kind" })
	void textShouldBeReadableOnEveryColour(String theme, String by) {
		Object contrast = this.browser.run(
				"""
						const {Palette} = await import(new URL('colors.js', location.href).href);
						const {KIND_NAMES} = await import(new URL('names.js', location.href).href);
						const palette = new Palette(args[0], args[1]);
						const context = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
						const luminance = (color) => {
							context.fillStyle = color;
							context.fillRect(0, 0, 1, 1);
							const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((c) => c / 255)
								.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
							return 0.2126 * r + 0.7152 * g + 0.0722 * b;
						};
						const contrast = (background, text) => {
							const [dark, bright] = [luminance(background), luminance(text)].sort((x, y) => x - y);
							return (bright + 0.05) / (dark + 0.05);
						};
						const backgrounds = [palette.root];
						for (let i = 0; i < 720; i++) {
							backgrounds.push(palette.of(`com.example${i}.a.B.m`, i % KIND_NAMES.length), palette.ofDifference(i, 720 - i));
						}
						return Math.min(contrast(palette.faded, palette.fadedText), ...backgrounds.map((b) => contrast(b, palette.text)));
						""",
				theme, by);
		assertThat(((Number) Objects.requireNonNull(contrast)).doubleValue()).isBetween(4.5, 21.0);
	}

	private static byte[] twoThirds(byte[] bytes) throws IOException {
		try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
			byte[] all = in.readAllBytes();
			return Arrays.copyOf(all, all.length * 2 / 3);
		}
	}

	private Map<String, Object> evaluate(byte[] profile, int type, Map<String, String> wanted, String script) {
		Object result = this.browser.run(GIVEN + script, base64(profile), type, wanted);
		assertThat(result).as(String.valueOf(result)).isInstanceOf(Map.class);
		Map<String, Object> named = new TreeMap<>();
		((Map<?, ?>) result).forEach((key, value) -> named.put(String.valueOf(key), value));
		return named;
	}

	private static Map<String, Long> numbers(Map<String, Object> result, String name) {
		Map<String, Long> numbers = new TreeMap<>();
		((Map<?, ?>) Objects.requireNonNull(result.get(name)))
			.forEach((key, value) -> numbers.put(String.valueOf(key), ((Number) value).longValue()));
		return numbers;
	}

	private static String shown(ParsedProfile profile) {
		String named = profile.string(profile.proto().getDefaultSampleType());
		List<String> types = new ArrayList<>(profile.sampleTypes());
		return named.isEmpty() ? types.get(types.size() - 1).replaceAll("/.*", "") : named;
	}

	private byte[] profile(String name) throws IOException, InterruptedException {
		try (var stream = getClass().getResourceAsStream("/profiles/" + name + ".pb.gz")) {
			if (stream != null) {
				return stream.readAllBytes();
			}
		}
		return get("http://127.0.0.1:" + this.port + "/actuator/pprof/" + name);
	}

	private static byte[] get(String url) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url))
			.header("Authorization", "Basic " + base64("admin:admin".getBytes(StandardCharsets.UTF_8)))
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray()).body();
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

}
