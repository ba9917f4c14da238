package dev.pprof4j.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.SourceState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests the index and the files of the pages over HTTP, on both web stacks.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = { "servlet", "reactive" })
@Timeout(60)
class PprofIndexHttpTests {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";

	private static final Pattern LINK = Pattern.compile("(?:href|action|src)=\"([^\"]*)\"");

	private static final Path UI = Path.of("src/main/resources/dev/pprof4j/actuate/ui");

	private final String web;

	@TempDir
	private static Path tempDir;

	@SuppressWarnings("NullAway.Init") // set by JUnit, once for each stack
	private static PprofServer shared;

	private PprofServer server;

	PprofIndexHttpTests(String web) {
		this.web = web;
		this.server = shared;
	}

	@BeforeParameterizedClassInvocation
	static void start(String web) {
		shared = new PprofServer(web, tempDir);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		shared.close();
	}

	@BeforeEach
	void forget() {
		shared.forget();
	}

	@AfterEach
	void closeOwn() {
		if (this.server != shared) {
			this.server.close();
		}
	}

	private void useOwn(String... arguments) {
		this.server = new PprofServer(this.web, tempDir, arguments);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { BROWSER + " | text/html;charset=UTF-8", "text/html | text/html;charset=UTF-8",
					"*/* | text/plain;charset=UTF-8", "text/plain | text/plain;charset=UTF-8",
					"application/json | application/json" })
	void indexShouldComeInTheFormThatIsAccepted(String accept, String type) throws Exception {
		for (String path : List.of("/actuator/pprof", "/actuator/pprof/", "/actuator/pprof?x=y")) {
			HttpResponse<byte[]> response = this.server.getFromRoot(path, "Accept", accept);
			assertThat(response.statusCode()).as(path).isEqualTo(200);
			assertThat(PprofServer.headers(response, "Content-Type", "X-Go-Pprof", "Content-Disposition"))
				.containsExactly(type, "1", "");
		}
		assertThat(PprofServer.headers(this.server.getFromRoot("/actuator/pprof"), "Content-Type"))
			.containsExactly("text/plain;charset=UTF-8");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "application/octet-stream | 200 406", "image/png | 406", "nonsense | 406",
			"text/html, nonsense/ | 406", "image/png, */* | 200" })
	void whatTheIndexIsNotInShouldBeRefusedOrBeText(String accept, String statuses) throws Exception {
		for (String path : List.of("/actuator/pprof", "/actuator/pprof/")) {
			HttpResponse<byte[]> response = this.server.getFromRoot(path, "Accept", accept);
			assertThat(statuses).as(path).contains(String.valueOf(response.statusCode()));
			assertThat(PprofServer.headers(response, "Content-Type")).containsExactly("text/plain;charset=UTF-8");
		}
	}

	@Test
	void filesShouldBeServedToWhoeverAcceptsTheirTypeAlone() throws Exception {
		for (UiFile file : UiFile.all()) {
			String type = file.type().replaceAll(";.*", "");
			assertThat(this.server.getFromRoot("/actuator/pprof/ui/" + file.name(), "Accept", type).statusCode())
				.as(file.name())
				.isEqualTo(200);
		}
	}

	/** Browsers accept only the digits 0 to 9. */
	@Test
	void fieldsShouldHaveDigitsOfAnyLocale() throws Exception {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag("fa-IR"));
		try {
			assertThat("%d".formatted(300)).as("the locale matters").isNotEqualTo("300");
			assertThat(page("/actuator/pprof")).contains("name=\"seconds\" min=\"1\" max=\"300\" value=\"30\"");
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void windowsShouldNotBeLongerThanTheyMay() {
		assertThat(page(SourceState.available("on"))).contains("max=\"9\" value=\"7\"", "/profile?seconds=7&#39;",
				"/block&#39;");
	}

	@Test
	void whatIsOffShouldNotBeOfferedAsACommand() {
		assertThat(page(SourceState.unavailable("off"))).doesNotContain("/profile?seconds=7&#39;", "/block&#39;");
	}

	private static String page(SourceState state) {
		PprofIndex index = new PprofIndex("app", 1, "17", Duration.ZERO,
				new ProfileLimits(Duration.ofSeconds(7), Duration.ofSeconds(9), 1, 1, Duration.ZERO),
				SourceState.unavailable("off"),
				PprofPath.all().stream().map((path) -> new PprofIndex.Row(path, state, OptionalLong.empty())).toList());
		return new IndexPage(index, new RequestAddress("", "")).html();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "example.org | @example.org/actuator", "[::1]:8080 | @[::1]:8080/",
					"my_host:9090 | @my_host:9090/", "a'b | HOST:PORT", "$(reboot) | HOST:PORT", "x;y | HOST:PORT",
					"\"><script>alert(1)</script> | HOST:PORT", "a b | HOST:PORT", "evil@host | HOST:PORT" })
	void hostShouldBeTheClientsOnlyIfItCannotBeAnythingElse(String host, String shown) throws Exception {
		String answer = this.server.raw("GET /actuator/pprof HTTP/1.1", host, "Accept: text/html");
		assertThat(answer).containsPattern("^HTTP/1.1 (200|400) ").doesNotContain("<script>alert", "$(", "evil@", ";y");
		if (answer.startsWith("HTTP/1.1 200")) {
			assertThat(answer).contains(shown);
		}
	}

	@Test
	void addressShouldNotBeAParametersBusiness() throws Exception {
		assertThat(page("/actuator/pprof/?pprof.request-line=GET+http://evil.example/x&format=JSON"))
			.doesNotContain("evil.example")
			.contains("@127.0.0.1:");
	}

	@ParameterizedTest
	@ValueSource(strings = { "profile?seconds=1", "trace?seconds=1", "block?seconds=1", "profil%65?seconds=1",
			"ui/../profile?seconds=1", "ui/%2e%2e/profile?seconds=1", "ui/..;/profile?seconds=1", "/profile?seconds=1",
			"profile/?seconds=1", "./profile?seconds=1", "%2e/profile?seconds=1" })
	void noSpellingShouldBeWelcomeFromOtherSites(String path) throws Exception {
		String answer = this.server.raw("GET /actuator/pprof/" + path + " HTTP/1.1", "127.0.0.1",
				"Sec-Fetch-Site: cross-site");
		assertThat(answer).containsPattern("^HTTP/1.1 40[03] ");
		assertThat(this.server.source().starts()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ui/../nosuch", "ui/../ui/style.css", "ui/%2e%2e/ui/style.css", "ui/..%2fui/style.css",
			"ui//style.css", "ui/style.css%00", "ui/style.css%2f", "ui/./style.css", "ui/%252e%252e/UiFile.class",
			"ui/style.css%20", "ui/\\..\\UiFile.class", "ui/<script>", "ui/style.css%3f" })
	void noSpellingShouldLeadOutOfTheList(String path) throws Exception {
		String answer = this.server.raw("GET /actuator/pprof/" + path + " HTTP/1.1");
		assertThat(answer).containsPattern("^HTTP/1.1 40[04] ").doesNotContain("--accent");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "/actuator/pprof |", "/actuator/pprof/ |", "/actuator/%70prof |",
			"/x:y | --management.endpoints.web.base-path=/ --management.endpoints.web.path-mapping.pprof=x:y",
			"/debug/pprof | --management.endpoints.web.base-path=/ --management.endpoints.web.path-mapping.pprof=debug/pprof",
			"/debug/pprof/ | --management.endpoints.web.base-path=/ --management.endpoints.web.path-mapping.pprof=debug/pprof",
			"/ops/actuator/pprof | --management.server.base-path=/ops",
			"/ops/actuator/pprof/ | --management.server.base-path=/ops" })
	void everyLinkShouldLeadSomewhere(String path, String arguments) throws Exception {
		if (arguments != null) {
			useOwn(arguments.split(" "));
		}
		String page = page(path);
		assertThat(page).contains("go tool pprof -http=: &#39;http://admin:PASSWORD@", "/profile?seconds=30");
		List<String> links = LINK.matcher(page).results().map((link) -> link.group(1).replace("&amp;", "&")).toList();
		assertThat(links).hasSizeGreaterThan(20).noneMatch((link) -> link.startsWith("/"));
		URI base = URI.create(this.server.origin() + path);
		for (String link : links) {
			String target = base.resolve(link).getPath();
			assertThat(base.resolve(link).toString()).startsWith(this.server.origin() + "/");
			if (!target.matches(".*/(profile|wall|trace)")) {
				assertThat(this.server.getFromRoot(target).statusCode()).as(target).isEqualTo(200);
			}
			assertThat(target).startsWith(base.getPath().replaceAll("/$", ""));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/debug/pprof", "debug/pprof/" })
	void aPathThatNoRuleOfAccessRecognizesShouldEndTheStart(String path) {
		String argument = "--management.endpoints.web.path-mapping.pprof=" + path;
		assertThatThrownBy(() -> new PprofServer(this.web, tempDir, argument)).rootCause()
			.isInstanceOf(InvalidConfigurationPropertyValueException.class)
			.hasMessageContaining("management.endpoints.web.path-mapping.pprof");
	}

	@Test
	void pageShouldTellOfEveryProfileAndItsSource() throws Exception {
		String page = page("/actuator/pprof");
		assertThat(PprofPath.all())
			.allSatisfy((path) -> assertThat(page).contains("<th scope=\"row\">" + path.name() + "</th>"));
		assertThat(page).contains("<h1>the app</h1>", "<dd>" + ProcessHandle.current().pid() + "</dd>",
				"<option>heap</option>",
				// Spring Security sends no-referrer on WebFlux; with it, no recording
				// would start by itself.
				"<meta name=\"referrer\" content=\"same-origin\">",
				"name=\"seconds\" min=\"1\" max=\"300\" value=\"30\"");
		useOwn("--pprof.cmdline.enabled=false");
		assertThat(page("/actuator/pprof")).contains("<b class=\"bad\">off</b> The command line is not shown");
	}

	@Test
	void jsonShouldTellTheSame() throws Exception {
		String json = PprofServer.text(this.server.getFromRoot("/actuator/pprof", "Accept", "application/json"));
		assertThat(JsonPath.<String>read(json, "$.application")).isEqualTo("the app");
		assertThat(JsonPath.<Number>read(json, "$.pid").longValue()).isEqualTo(ProcessHandle.current().pid());
		assertThat(JsonPath.<List<String>>read(json, "$.profiles[*].name"))
			.containsExactlyElementsOf(PprofPath.all().stream().map(PprofPath::name).toList());
		assertThat(JsonPath.<List<Map<String, Object>>>read(json, "$.profiles[?(@.name == 'block')]").get(0))
			.containsEntry("sampleTypes", List.of("contentions/count", "delay/nanoseconds"))
			.containsEntry("available", true)
			.containsEntry("state", "ready");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<script>alert(1)</script>", "\"><img src=x>", "{prefix}{rows}", "a\u202Eb" })
	void namesShouldBeNothingButText(String name) throws Exception {
		useOwn("--spring.application.name=" + name);
		assertThat(page("/actuator/pprof")).contains("<h1>" + Html.escape(name) + "</h1>")
			.doesNotContain("<script>alert", "<img", "\u202E");
	}

	@Test
	void hostsThatAreNoneShouldNotBeShown() throws Exception {
		for (String host : List.of("x';curl evil", "<b>", "a$(id)")) {
			String page = this.server
				.raw("GET /actuator/pprof HTTP/1.1\r\nAccept: text/html\r\nX-Forwarded-Host: " + host);
			assertThat(page).doesNotContain(host);
		}
		assertThat(new RequestAddress("http://x';id/actuator/pprof", "ad'min").of("heap"))
			.isEqualTo("http://USER:PASSWORD@HOST:PORT/actuator/pprof/heap");
		assertThat(new RequestAddress("https://a-b.example:9090/debug/pprof/", "me@x").of("heap"))
			.isEqualTo("https://me%40x:PASSWORD@a-b.example:9090/debug/pprof/heap");
	}

	@Test
	void theViewerShouldKnowWhatProfilesThereAre() throws Exception {
		String names = Arrays.stream(ProfileKind.values()).map(ProfileKind::path).collect(Collectors.joining("|"));
		assertThat(Files.readString(UI.resolve("state.js"))).contains("/^(" + names + ")$/");
	}

	@Test
	void filesShouldBeTheOnesInTheFolder() throws Exception {
		try (Stream<Path> files = Files.list(UI)) {
			assertThat(UiFile.all().stream().map(UiFile::name))
				.containsExactlyInAnyOrderElementsOf(files.map((file) -> String.valueOf(file.getFileName())).toList());
		}
		for (UiFile file : UiFile.all()) {
			HttpResponse<byte[]> response = this.server.get("ui/" + file.name());
			byte[] served = new String(response.body(), StandardCharsets.UTF_8)
				.replaceAll("\"[0-9a-f]{16}/", "\"{version}/")
				.getBytes(StandardCharsets.UTF_8);
			assertThat(served).as(file.name()).isEqualTo(Files.readAllBytes(UI.resolve(file.name())));
			assertThat(PprofServer.headers(response, "Content-Type", "X-Content-Type-Options"))
				.containsExactly(file.type(), "nosniff");
			assertThat(PprofServer.headers(response, "Content-Disposition").get(0)).doesNotContain("attachment");
		}
	}

	/** Each request costs a password check. */
	@Test
	void whatThePagesLoadShouldBeKeptByBrowsers() throws Exception {
		String view = PprofServer.text(this.server.get("ui/view.html"));
		List<String> loaded = LINK.matcher(view + page("/actuator/pprof"))
			.results()
			.map((link) -> link.group(1).replaceAll(".*ui/", ""))
			.filter((link) -> link.matches("[0-9a-f]{16}/.*"))
			.distinct()
			.toList();
		assertThat(loaded).hasSizeGreaterThan(20).anyMatch((file) -> file.endsWith("/index.js"));
		for (String file : loaded) {
			HttpResponse<byte[]> response = this.server.get("ui/" + file);
			assertThat(response.body()).as(file).isEqualTo(Files.readAllBytes(UI.resolve(file.substring(17))));
			assertThat(PprofServer.headers(response, "Cache-Control", "Pragma", "Expires")).as(file)
				.containsExactly("private, max-age=31536000, immutable", "", "");
		}
		String kept = loaded.get(0);
		for (String path : List.of("ui/view.html", "ui/view.js", "ui/0123456789abcdef/view.js")) {
			HttpResponse<byte[]> response = this.server.get(path);
			assertThat(response.statusCode()).as(path).isEqualTo(200);
			assertThat(PprofServer.headers(response, "Cache-Control")).as(path).containsExactly("no-store");
		}
		for (String path : List.of(kept.replaceAll("/.*", "/nope.js"), kept.replaceAll("/.*", "/view.html"))) {
			HttpResponse<byte[]> response = this.server.get("ui/" + path);
			assertThat(response.statusCode()).as(path).isEqualTo(404);
			assertThat(PprofServer.headers(response, "Cache-Control")).as(path).containsExactly("no-store");
		}
		HttpResponse<byte[]> refused = this.server.getAsNobody("/actuator/pprof/ui/" + kept);
		assertThat(refused.statusCode()).isEqualTo(401);
		assertThat(PprofServer.headers(refused, "Cache-Control")).containsExactly("no-store");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ui", "ui/", "ui/nope.js", "ui/../heap", "ui/%2e%2e/heap", "ui/..%2fUiFile.class",
			"ui/a/b", "ui/view.html/", "ui/VIEW.HTML", "UI/view.html" })
	void otherFilesShouldNotBeThere(String path) throws Exception {
		HttpResponse<byte[]> response = this.server.get(path);
		assertThat(response.statusCode()).isBetween(400, 404);
		assertThat(PprofServer.text(response)).doesNotContain("<title>pprof</title>", "UiFile");
	}

	@Test
	void pagesShouldBeSwitchedOff() throws Exception {
		useOwn("--pprof.ui.enabled=false");
		HttpResponse<byte[]> index = this.server.getFromRoot("/actuator/pprof", "Accept", BROWSER);
		assertThat(PprofServer.headers(index, "Content-Type")).containsExactly("text/plain;charset=UTF-8");
		HttpResponse<byte[]> file = this.server.get("ui/view.html");
		assertThat(file.statusCode()).isEqualTo(404);
		assertThat(PprofServer.text(file)).isEqualTo("The pages are switched off: set pprof.ui.enabled=true\n");
	}

	@ParameterizedTest
	@CsvSource({ "cross-site, 403", "same-site, 403", "junk, 403", "same-origin, 200", "none, 200" })
	void pagesOfOthersShouldStartNothing(String site, int status) throws Exception {
		for (String path : List.of("heap", "profile?seconds=1", "goroutine?debug=2", "cmdline", "ui/../heap")) {
			HttpResponse<byte[]> response = this.server.getFromRoot("/actuator/pprof/" + path, "Sec-Fetch-Site", site);
			if (status == 403) {
				assertThat(response.statusCode()).as(path).isEqualTo(403);
				assertThat(PprofServer.text(response)).startsWith("Forbidden: a page of another site").hasLineCount(1);
				assertThat(PprofServer.headers(response, "X-Go-Pprof")).containsExactly("1");
			}
			else if (path.contains("..")) {
				assertThat(response.statusCode()).as(path).isIn(400, 404);
			}
			else {
				assertThat(response.statusCode()).as(path).isEqualTo(200);
			}
		}
		for (String path : List.of("", "/", "/ui/view.html", "/ui/view.js")) {
			assertThat(this.server.getFromRoot("/actuator/pprof" + path, "Sec-Fetch-Site", site).statusCode()).as(path)
				.isEqualTo(200);
		}
	}

	@Test
	void nothingShouldBeInlineOrForeign() throws Exception {
		String page = page("/actuator/pprof");
		check("index", page);
		for (UiFile file : UiFile.all()) {
			String content = new String(file.content(), StandardCharsets.UTF_8);
			check(file.name(), content);
			assertThat(content).as(file.name())
				.doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
						"new Function(", "setTimeout('");
		}
		String view = Files.readString(UI.resolve("view.html"));
		assertThat(List.of(page, view)).allSatisfy((html) -> assertThat(html)
			.contains("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"));
	}

	private static void check(String name, String content) {
		String code = content.replaceAll("https://protobuf\\.dev\\S*|http://www\\.w3\\.org/2000/svg", "");
		assertThat(code.replaceAll("https\\?://", "")).as(name)
			.doesNotContainPattern("<script(?! type=\"module\" src=\"[a-z0-9./]+\\.js\")")
			.doesNotContainPattern("<[a-z]+[^>]* (style|on[a-z]+)=\"")
			.doesNotContainPattern("<style")
			.doesNotContainPattern("(?<!127\\.0\\.0\\.1)(https?:)?//[a-z0-9-]+\\.[a-z]");
	}

	private String page(String path) throws IOException, InterruptedException {
		return Objects.requireNonNull(PprofServer.text(this.server.getFromRoot(path, "Accept", BROWSER)));
	}

}
