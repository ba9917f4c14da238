package dev.pprof4j.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the pages in a real browser while the sample application is under load. Whatever
 * a test does, the console stays silent and no other server is asked for anything.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class PageTests {

	private static final String FIRST_NAME = "#table tbody tr[aria-rowindex='2'] td.name";

	private static final String DISPATCH = "org.springframework.web.servlet.DispatcherServlet.doDispatch";

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@TempDir
	private Path directory;

	private final HttpClient http = HttpClient.newHttpClient();

	private final Browser browser = Browser.start();

	private volatile boolean loaded;

	@BeforeEach
	void signIn() {
		this.browser.open(url("admin:admin@", ""));
		this.browser.forget();
	}

	@AfterEach
	void shouldHaveBeenSilentAndAlone() {
		this.loaded = false;
		assertThat(this.browser.complaints()).isEmpty();
		this.browser.shouldHaveAskedNobodyElse(url("", "").replaceAll("/actuator.*", ""));
	}

	@AfterAll
	void close() {
		this.browser.close();
	}

	@Test
	void indexShouldLeadToAProfileThatShowsTheHotMethod() throws Exception {
		for (ProfileKind kind : ProfileKind.values()) {
			assertThat(this.browser.texts("table td, table th")).anyMatch((text) -> text.contains(kind.path()));
		}
		this.browser.screenshot("index-light");
		this.browser.prefer("dark");
		this.browser.screenshot("index-dark");
		this.browser.prefer("light");
		load("cpu?ms=100");
		this.browser.run("document.querySelector('form[action$=\"ui/view.html\"] input[name=seconds]').value = 10;");
		this.browser.click("form[action$='ui/view.html'] button");
		this.browser.await("progress", () -> this.browser.shows("#progress progress"));
		this.browser.await("time left", () -> this.browser.text("#progress").contains("s left"));
		this.browser.screenshot("progress");
		awaitProfile();
		assertThat(this.browser.functions()).first().isEqualTo("dev.pprof4j.sample.WorkController.burnCpu");
		Matcher meta = Pattern.compile("sample-app · .* · ([\\d.]+) s").matcher(this.browser.text("#meta"));
		assertThat(meta.matches()).isTrue();
		assertThat(Double.parseDouble(meta.group(1))).isGreaterThanOrEqualTo(10).isLessThan(20);
		assertThat(this.browser.find("#download").getDomAttribute("download"))
			.matches("profile-sample-app-[\\d-]+\\.pb\\.gz");
		this.browser.screenshot("cpu");
	}

	@Test
	void sampleTypesShouldBeSwitched() throws Exception {
		leak();
		open("p=heap&gc=1", true);
		assertThat(this.browser.text(FIRST_NAME)).startsWith("WorkController.leakMemory");
		assertThat(flat(FIRST_NAME)).endsWith(" MiB");
		this.browser.choose("type", "inuse_objects");
		this.browser.await("objects", () -> !flat(FIRST_NAME).contains("B"));
		assertThat(this.browser.address()).contains("type=inuse_objects");
		this.browser.choose("type", "alloc_space");
		this.browser.await("bytes", () -> flat(FIRST_NAME).contains("B"));
		this.browser.reload();
		this.browser.click("#start button");
		awaitProfile();
		assertThat(this.browser.find("[name=type]").getDomProperty("value")).isEqualTo("alloc_space");
	}

	@Test
	void searchShouldTellItsShareAndZoomShouldBeUndone() throws Exception {
		open("p=allocs", false);
		this.browser.press("/");
		this.browser.press("org.apache");
		this.browser.await("share", () -> this.browser.address().contains("q=org.apache")
				&& this.browser.text("#matched").matches("[\\d.]+ % matched"));
		assertThat(this.browser.functions()).isNotEmpty()
			.allSatisfy((name) -> assertThat(name).containsIgnoringCase("org.apache"));
		this.browser.screenshot("search");
		this.browser.press(Keys.ESCAPE);
		this.browser.await("no search", () -> this.browser.text("#matched").isEmpty());
		this.browser.clickAt("#flame canvas", 30, 90);
		this.browser.await("zoom", () -> this.browser.texts("#crumbs button").size() > 2);
		assertThat(this.browser.address()).contains("zoom=");
		String zoomed = this.browser.text("#selection");
		this.browser.click("#crumbs button");
		this.browser.await("all", () -> this.browser.text("#selection").startsWith("all: "));
		this.browser.back();
		this.browser.await("zoomed again", () -> this.browser.text("#selection").equals(zoomed));
	}

	@Test
	void whatIsLookedForShouldComeIntoSight() throws Exception {
		get("slow");
		open("p=block&sort=flat&focus=WorkController.slow", false);
		assertThat(scrolled()).isFalse();
		this.browser.click(FIRST_NAME);
		this.browser.await("the function that was chosen", this::scrolled);
		for (int i = 0; i < 2; i++) {
			this.browser.run("document.querySelector('#flame').scrollTop = 0");
			this.browser.press("n");
			this.browser.await("where it occurs next", this::scrolled);
		}
		this.browser.press("/");
		this.browser.press("(");
		this.browser.await("mistake", () -> this.browser.text("#matched").startsWith("Invalid regular expression"));
		this.browser.press(Keys.ESCAPE);
		this.browser.run("document.querySelector('#flame').scrollTop = 0");
		this.browser.press("/");
		this.browser.press("WorkController.slow");
		this.browser.await("match", this::scrolled);
		this.browser.press(Keys.ESCAPE);
		this.browser.press("/");
		this.browser.press("WorkController.slow");
		this.browser.press(Keys.ENTER);
		this.browser.await("selection", () -> this.browser.text("#selection").contains("WorkController.slow: "));
		this.browser.find("#flame canvas").click(); // a box of the row in the middle
		this.browser.await("zoom", () -> this.browser.address().contains("zoom="));
		this.browser.await("what is zoomed to", this::scrolled);
	}

	/** After a row is chosen, {@code n} still goes through the matches of the search. */
	@Test
	void whatIsSearchedForShouldBeThereAfterARowWasChosen() throws Exception {
		get("slow");
		open("p=block&sort=cum&focus=WorkController.slow&q=DispatcherServlet", false);
		this.browser.click(FIRST_NAME);
		String chosen = this.browser.text("#selection");
		Set<String> seen = new HashSet<>();
		this.browser.run("document.activeElement.blur();");
		for (int i = 0; i < 2 + this.browser.texts("#table td.name").size(); i++) {
			this.browser.press("n");
			seen.add(this.browser.text("#selection").replaceFirst(":.*", ""));
		}
		assertThat(seen).hasSizeGreaterThan(1).contains(chosen.replaceFirst(":.*", ""));
	}

	private boolean scrolled() {
		return Boolean.TRUE.equals(this.browser.run("return document.querySelector('#flame').scrollTop > 0;"));
	}

	@Test
	void aroundAFunctionShouldBeItsCallersAndCallees() throws Exception {
		get("slow");
		open("p=block&sort=cum&q=DispatcherServlet.doDispatch", false);
		this.browser.click(FIRST_NAME);
		this.browser.await("selection",
				() -> this.browser.text("#selection").contains("DispatcherServlet.doDispatch: "));
		this.browser.click("[data-action=around]");
		this.browser.await("two graphs",
				() -> this.browser.shows("#callers canvas") && this.browser.shows("#callees canvas"));
		assertThat(this.browser.find("#callers canvas").getDomAttribute("aria-label"))
			.isEqualTo("Callers of " + DISPATCH);
		assertThat(this.browser.address()).contains("mode=around", "fn=" + DISPATCH);
		this.browser.screenshot("around");
		this.browser.clickAt("#callees canvas", 30, 10);
		this.browser.press(Keys.ARROW_DOWN);
		this.browser.await("callee", () -> this.browser.text("#selection").contains("Adapter.handle: "));
		this.browser.click("#crumbs button");
		this.browser.await("whole graph", () -> this.browser.shows("#flame canvas"));
		// The function is folded away, so nothing is around it.
		open("p=block&mode=around&fn=" + DISPATCH + "&fold=libraries", false);
		assertThat(this.browser.shows("#flame canvas")).isTrue();
		assertThat(this.browser.text("#selection")).startsWith(DISPATCH + " is in none of the stacks");
	}

	@Test
	void aFunctionShouldBeAskedForAndFound() throws Exception {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.BLOCK, 1);
		for (String branch : List.of("large", "large", "large", "small")) {
			builder.add(List.of(Frame.ofNative(branch + "_leaf", ""), Frame.ofNative(branch, "")), Labels.EMPTY, 1,
					1_000_000);
		}
		this.browser.open(url("", "ui/view.html"));
		drop("branches.pb.gz",
				new PprofEncoder(new Application("test", "")).encode(builder.build(Instant.EPOCH, Duration.ZERO)),
				"open");
		awaitProfile();
		this.browser.clickAt("#flame canvas", 30, 30);
		this.browser.await("zoom", () -> this.browser.texts("#crumbs button").equals(List.of("all", "large")));
		this.browser.click("td.name[title=small_leaf]");
		this.browser.await("the whole graph", () -> this.browser.texts("#crumbs button").equals(List.of("all")));
		assertThat(this.browser.text("#selection")).startsWith("small_leaf: 1.00 ms (25.0 %)");
		this.browser.choose("mode", "around");
		this.browser.await("what was selected", () -> this.browser.address().contains("fn=small_leaf"));
		this.browser.click("#crumbs button");
		this.browser.await("whole graph", () -> this.browser.shows("#flame canvas"));
		this.browser.choose("mode", "around");
		this.browser.await("a question",
				() -> this.browser.text("#selection").equals("Choose a function in the table"));
		this.browser.click("td.name[title=large]");
		this.browser.await("callers", () -> this.browser.shows("#callers canvas"));
	}

	@Test
	void labelsShouldGroupAndFilter() throws Exception {
		open("p=goroutine", false);
		this.browser.click("#filters summary");
		this.browser.choose("group", "state");
		this.browser.await("group", () -> this.browser.address().contains("group=state"));
		this.browser.choose("label", "pool");
		this.browser.await("values", () -> this.browser.texts("select[name=value] option").size() > 2);
		this.browser.screenshot("labels");
		String all = this.browser.text("#selection"); // the table has as many rows as fit
		assertThat(all).startsWith("all: ");
		this.browser.run("const v = document.querySelector('select[name=value]'); v.selectedIndex = v.length - 1;"
				+ "v.dispatchEvent(new Event('change'));");
		this.browser.await("fewer", () -> this.browser.text("#selection").startsWith("all: ")
				&& !this.browser.text("#selection").equals(all));
		this.browser.click("#clear");
		this.browser.await("all again", () -> this.browser.text("#selection").equals(all));
	}

	/** As in the README: what is found is a box below the one for everything. */
	@Test
	void routesShouldBeTowers() throws Exception {
		load("cpu?ms=100");
		open("p=profile&seconds=2&group=route&q=%2Fcpu%24", true);
		this.loaded = false;
		String matched = this.browser.text("#matched");
		assertThat(matched).endsWith(" % matched");
		double share = Double.parseDouble(matched.substring(0, matched.indexOf(' ')));
		assertThat(share).isBetween(30.0, 100.0);
		this.browser.screenshot("routes");
	}

	/**
	 * Both snapshots follow a garbage collection. Otherwise, what is gone in the second
	 * may be more than what grew.
	 */
	@Test
	void takingTwoShouldShowWhatGrew() throws Exception {
		open("p=heap&gc=1&delta=1", true);
		awaitProfile();
		assertThat(this.browser.text("#title")).isEqualTo("heap, compared");
		leak();
		this.browser.click("#compare");
		this.browser.click("#comparing-later button");
		this.browser.await("difference", () -> this.browser.text(FIRST_NAME).startsWith("WorkController.leakMemory")
				&& flat(FIRST_NAME).matches("\\+[\\d.]+ MiB"));
		this.browser.screenshot("diff");
		String amounts = this.browser.text("#selection").replaceAll(".*; was", "was");
		this.browser.click("[name=norm]");
		this.browser.await("equal totals", () -> this.browser.text("#selection").startsWith("all: 0"));
		assertThat(this.browser.text("#selection")).endsWith(amounts).contains("; was ");
		this.browser.click("#compare");
		this.browser.click("#uncompare");
		this.browser.await("one again", () -> this.browser.text("#title").equals("heap"));
	}

	@Test
	void keysShouldTurnTheGraphAndTheTheme() throws Exception {
		open("p=goroutine", false);
		this.browser.press("c"); // has no effect
		this.browser.press("f");
		this.browser.await("folded", () -> this.browser.functions().contains("libraries"));
		assertThat(this.browser.functions()).noneMatch((name) -> name.startsWith("java."));
		assertThat(this.browser.address()).contains("fold=libraries");
		this.browser.click("[name=fold]");
		this.browser.await("unfolded", () -> !this.browser.functions().contains("libraries"));
		this.browser.press("i");
		this.browser.await("inverted", () -> this.browser.address().contains("mode=inverted"));
		this.browser.screenshot("inverted");
		this.browser.press("u");
		this.browser.await("upward", () -> this.browser.address().contains("up=1"));
		this.browser.press("t");
		this.browser.await("no table", () -> !this.browser.shows("#table"));
		this.browser.press("d");
		this.browser.await("dark",
				() -> "dark".equals(this.browser.run("return document.documentElement.dataset.theme;")));
		assertThat(this.browser.address()).doesNotContain("fn=");
		this.browser.screenshot("dark");
		this.browser.reload();
		awaitProfile();
		this.browser.await("still inverted", () -> this.browser.address().contains("mode=inverted"));
		assertThat(this.browser.run("return document.documentElement.dataset.theme;")).isEqualTo("dark");
		assertThat(this.browser.shows("#table")).isFalse();
		this.browser.press("?");
		assertThat(this.browser.text("#keys")).contains("next and previous match");
	}

	@Test
	void lettersShouldBeCommandsOnlyWhereTheReaderWantsThem() {
		open("p=goroutine", false);
		String address = this.browser.address();
		try {
			switchLetters();
			this.browser.press("i");
			this.browser.press("u");
			this.browser.reload();
			awaitProfile();
			this.browser.press("i");
			switchLetters();
		}
		finally {
			this.browser.run("localStorage.removeItem('pprof-letters');");
		}
		assertThat(this.browser.address()).isEqualTo(address);
		this.browser.press("i");
		this.browser.await("inverted", () -> this.browser.address().contains("mode=inverted"));
	}

	private void switchLetters() {
		this.browser.click("#help");
		this.browser.click("#letters");
		this.browser.click("#keys button");
	}

	@ParameterizedTest
	@ValueSource(strings = { "p=profile&seconds=300", "p=heap&gc=1", "p=heap&delta=300", "p=block&seconds=9" })
	void aLinkFromElsewhereShouldStartNothing(String query) {
		this.browser.open(url("", "ui/view.html?" + query));
		this.browser.await("offer", () -> this.browser.shows("#start button"));
		assertThat(this.browser.requests())
			.noneMatch((request) -> request.matches(".*/pprof/(profile|heap|block)\\b.*"));
	}

	@Test
	void aForeignAddressShouldNotBeFetched() {
		for (String name : List.of("//127.0.0.1:1/x", "..%2fhealth", "https:x", "HEAP", "heap%3fgc=1")) {
			this.browser.open(url("", "ui/view.html?p=" + name));
			this.browser.await("nothing to open", () -> this.browser.shows("#empty"));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"p=nosuch | invalid value for \"p\" - must be the name of a profile: p=nosuch",
			"p=profile&seconds=abc | invalid value for \"seconds\" - must be a positive integer of at most six digits: seconds=abc",
			"p=profile&last=5x | invalid value for \"last\" - must be a time such as 60s or 5m: last=5x",
			"p=heap&delta=-1 | invalid value for \"delta\" - must be a positive integer of at most six digits: delta=-1" })
	void aWrongValueInAnAddressShouldBeNamed(String query, String sentence) {
		this.browser.open(url("", "ui/view.html?" + query));
		this.browser.await("refusal", () -> this.browser.text("#error").equals(sentence));
		assertThat(this.browser.shows("#empty")).isTrue();
		assertThat(this.browser.requests()).noneMatch((request) -> request.matches(".*/pprof/(profile|heap)\\b.*"));
	}

	@Test
	void recordingShouldBeCancelledAndRefusalsBeShown() {
		this.browser.open(url("", "ui/view.html?p=profile&seconds=300"));
		this.browser.await("offer", () -> this.browser.shows("#start button"));
		this.browser.click("#start button");
		this.browser.await("progress", () -> this.browser.text("#progress").contains("s left"));
		this.browser.click("#progress button");
		this.browser.await("offer again", () -> this.browser.shows("#start button"));
		this.browser.open(url("", "ui/view.html?p=block&seconds=301"));
		this.browser.await("offer", () -> this.browser.shows("#start button"));
		this.browser.click("#start button");
		this.browser.await("refusal",
				() -> this.browser.text("#error").equals("seconds=301 exceeds pprof.max-duration=300s"));
		// This line is the browser's own.
		assertThat(this.browser.complaints()).singleElement().asString().contains("400");
	}

	@Test
	void whatIsDroppedWhileItRecordsShouldTakeItsPlace() throws Exception {
		this.browser.open(url("", "ui/view.html?p=profile&seconds=300"));
		this.browser.await("offer", () -> this.browser.shows("#start button"));
		this.browser.click("#start button");
		this.browser.await("progress", () -> this.browser.text("#progress").contains("s left"));
		drop("heap.pb.gz", fetch("heap"), "open");
		awaitProfile();
		assertThat(this.browser.shows("#progress")).isFalse();
		assertThat(this.browser.shows("#start")).isFalse();
	}

	@Test
	void nothingRecordedShouldBeSaid() throws Exception {
		this.browser.open(url("", "ui/view.html"));
		drop("empty.pb.gz", new PprofEncoder(new Application("test", ""))
			.encode(new ProfileBuilder(ProfileKind.MUTEX, 1).build(Instant.EPOCH, Duration.ZERO)), "open");
		awaitProfile();
		assertThat(this.browser.text("#selection")).isEqualTo("Nothing was recorded");
	}

	@Test
	void theTableShouldBeEnteredWhereItWasLeft() {
		open("p=goroutine", false);
		this.browser.run("document.querySelector('#table tbody tr[tabindex=\"0\"]').focus();");
		for (int i = 0; i < 3; i++) {
			this.browser.press(Keys.ARROW_DOWN);
		}
		this.browser.press(Keys.ENTER);
		assertThat(this.browser.run("return document.activeElement.ariaRowIndex;")).isEqualTo("5");
		this.browser.run("document.activeElement.blur();");
		assertThat(this.browser.run("return document.querySelector('#table tbody tr[tabindex=\"0\"]').ariaRowIndex;"))
			.isEqualTo("5");
	}

	@Test
	void keysShouldGoOnWhereTheTableWasScrolledTo() {
		open("p=goroutine", false);
		this.browser.run("document.querySelector('#table tbody tr[tabindex=\"0\"]').focus();");
		String first = String.valueOf(this.browser.run("return document.activeElement.ariaRowIndex;"));
		this.browser.run("document.querySelector('#table').scrollTop = 2000;");
		this.browser.await("a row that can be seen",
				() -> !first.equals(this.browser.run("return document.activeElement.ariaRowIndex;")));
		assertThat(this.browser.run("return document.activeElement.tagName;")).isEqualTo("TR");
	}

	/** Going back to the previous page, for example. */
	@Test
	void keysOfTheBrowserShouldBeLeftToIt() {
		open("p=goroutine", false);
		assertThat(this.browser
			.run("""
					return ['altKey', 'ctrlKey', 'metaKey', 'shiftKey'].map((modifier) => !document.querySelector('#flame canvas')
						.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', [modifier]: true, cancelable: true})));
					"""))
			.isEqualTo(List.of(false, false, false, true));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"new Response('<html>', {headers: {'Content-Type': 'text/html'}}) | You are signed out. Reload the page to sign in again.",
			"new Response('Unauthorized: x\\n', {status: 401, headers: {'Content-Type': 'text/plain'}}) | Unauthorized: x. You are signed out: reload the page to sign in again.",
			"Object.defineProperty(new Response('Unknown profile\\n', {status: 404, headers: {'Content-Type': 'text/plain'}}), 'url', {value: 'http://127.0.0.1/pprof/nosuch?debug=1'}) | Unknown profile: nosuch",
			"new Response('<h1>', {status: 502, headers: {'Content-Type': 'text/html'}}) | The server answered with status 502",
			"Promise.reject(new TypeError('x')) | The server cannot be reached (x)." })
	void whatTheServerSaysShouldBeAPlainSentence(String response, String sentence) {
		this.browser.open(url("", "ui/view.html"));
		assertThat(this.browser.run("""
				const {fetchProfile} = await import(new URL('load.js', location.href).href);
				window.fetch = async () => %s;
				return fetchProfile('heap', {}).catch((error) => error.message);
				""".formatted(response))).isEqualTo(sentence);
	}

	@Test
	void hostileNamesShouldBeHarmless() throws IOException {
		List<String> names = List.of("<script>window.pwned = 1</script>", "<img src=x onerror=window.pwned=1>",
				"\"'`><svg onload=window.pwned=1>", "abc\u202Egnp.exe\u202C", "x".repeat(10_000), "a\u0000b\nc");
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.BLOCK, 1);
		names.forEach((name) -> builder.add(List.of(Frame.ofNative(name, ""), Frame.ofNative("root", "")),
				Labels.of(Label.of(name, name)), 1, 1_000_000));
		builder.comment(names.get(0));
		Path file = this.directory.resolve("<img src=x onerror=window.pwned=1>.pb.gz");
		Files.write(file, new PprofEncoder(new Application(names.get(1), ""))
			.encode(builder.build(Instant.EPOCH.plusSeconds(1), Duration.ZERO)));
		this.browser.open(url("", "ui/view.html"));
		this.browser.find("#empty input").sendKeys(file.toString());
		awaitProfile();
		List<String> shown = this.browser.functions();
		assertThat(shown).hasSize(names.size() + 1)
			.anyMatch((name) -> name.contains("<script>window.pwned = 1</script>"))
			.anyMatch((name) -> name.startsWith("abc·gnp.exe·"))
			.allMatch((name) -> name.length() < 500);
		this.browser.click("#filters summary");
		this.browser.choose("group", names.get(3));
		this.browser.click(FIRST_NAME);
		this.browser.clickAt("#flame canvas", 30, 30);
		this.browser.screenshot("hostile");
		assertThat(this.browser
			.run("return window.pwned ?? document.querySelectorAll('main script, main img, main svg').length;"))
			.isEqualTo(0L);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void pagesShouldBeSharpAndFitOnLargeScreens(int ratio) {
		this.browser.resize(1920, 1080, ratio);
		this.browser.screenshot("index-1920-" + ratio);
		open("p=allocs&color=kind", false);
		this.browser.screenshot("allocs-1920-" + ratio);
		Object overflow = this.browser.run("return document.documentElement.scrollWidth - innerWidth;");
		assertThat(overflow).isEqualTo(0L);
		Object canvas = this.browser
			.run("const c = document.querySelector('#flame canvas'); return c.width / c.clientWidth;");
		assertThat(((Number) Objects.requireNonNull(canvas)).doubleValue()).isEqualTo(ratio);
	}

	@ParameterizedTest
	@ValueSource(ints = { 420, 1050, 1280 })
	void nothingShouldBeOutOfReachInANarrowWindow(int width) {
		this.browser.resize(width, 800);
		open("p=goroutine&focus=java", false);
		assertThat(this.browser.run("return document.documentElement.scrollWidth <= innerWidth;")).isEqualTo(true);
		this.browser.click("#filters summary");
		this.browser.screenshot("narrow-" + width);
		for (String part : List.of(".panel", "#flame canvas", "#table td.name", "#help", "#matched")) {
			assertThat(this.browser.run("""
					const {left, right} = document.querySelector(args[0]).getBoundingClientRect();
					return left >= 0 && right <= innerWidth && (right - left > 180 || !/flame/.test(args[0]));
					""", part)).as(part).isEqualTo(true);
		}
	}

	@Test
	void droppedFilesShouldBeOpenedAndCompared() throws Exception {
		this.browser.open(url("", "ui/view.html"));
		drop("heap.pb.gz", fetch("heap"), "open");
		awaitProfile();
		assertThat(this.browser.text("#title")).isEqualTo("heap.pb.gz");
		drop("older.pb.gz", fetch("heap"), "base");
		this.browser.await("comparison",
				() -> this.browser.text("#title").equals("heap.pb.gz, compared with older.pb.gz"));
		drop("block.pb.gz", fetch("block"), "base");
		this.browser.await("refusal", () -> this.browser.text("#error")
			.equals("The base has no alloc_objects in count: it is another kind of profile"));
		assertThat(this.browser.text("#title")).isEqualTo("heap.pb.gz, compared with older.pb.gz");
	}

	/**
	 * Sends the events that the browser sends when the user drops a file on a part of the
	 * page.
	 */
	private void drop(String name, byte[] content, String part) {
		this.browser.run("""
				const bytes = Uint8Array.from(atob(arguments[1]), (c) => c.charCodeAt(0));
				const dataTransfer = new DataTransfer();
				dataTransfer.items.add(new File([bytes], arguments[0]));
				const tell = (target, type) => target.dispatchEvent(
				  new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}));
				const part = document.querySelector(`[data-drop=${arguments[2]}]`);
				tell(document.body, 'dragenter');
				if (part.closest('#drop').hidden) throw new Error('nothing to drop it on');
				tell(part, 'dragover');
				tell(part, 'drop');
				""", name, Base64.getEncoder().encodeToString(content), part);
	}

	/** Opens a profile as a link on the index does. */
	private void open(String query, boolean starts) {
		this.browser.open(url("", "ui/view.html?" + query));
		if (starts) {
			this.browser.await("offer", () -> this.browser.shows("#start button"));
			this.browser.click("#start button");
		}
		awaitProfile();
	}

	private void awaitProfile() {
		this.browser.await("profile", () -> this.browser.shows("#selection"));
	}

	private String flat(String nameCell) {
		return this.browser.text(nameCell.replace("td.name", "td:first-child"));
	}

	private String url(String user, String path) {
		return "http://" + user + "127.0.0.1:" + this.managementPort + "/actuator/pprof/" + path;
	}

	private byte[] fetch(String profile) throws IOException, InterruptedException {
		String admin = Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));
		HttpRequest request = HttpRequest.newBuilder(URI.create(url("", profile)))
			.header("Authorization", "Basic " + admin)
			.build();
		return this.http.send(request, BodyHandlers.ofByteArray()).body();
	}

	private void load(String path) {
		this.loaded = true;
		Thread load = new Thread(() -> {
			while (this.loaded) {
				try {
					get(path);
				}
				catch (IOException | InterruptedException ex) {
					return;
				}
			}
		}, "load");
		load.setDaemon(true);
		load.start();
	}

	/**
	 * Leaks more than any other line of a profile can show. In a JVM that all other tests
	 * have kept busy, the heap sampler follows up only a few of the objects, and each of
	 * these then represents tens of megabytes, whatever allocated it.
	 */
	private void leak() throws IOException, InterruptedException {
		get("leak?mb=256");
	}

	private void get(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/" + path)).build();
		assertThat(this.http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
	}

}
