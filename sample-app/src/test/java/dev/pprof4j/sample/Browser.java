package dev.pprof4j.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.test.Programs;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Chromium without a window, with the complaints it makes and the requests it sends.
 */
final class Browser implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Pattern REQUESTED = Pattern.compile("\"(?:url|documentURL)\":\"((?:https?|wss?):[^\"]*)\"");

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private final ChromeDriver driver;

	private final List<String> requests = new ArrayList<>();

	private Browser(Path chromium, Path chromedriver) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(chromium.toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		logs.enable(LogType.PERFORMANCE, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		this.driver = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.toFile()).build(), options);
		resize(1280, 800);
	}

	/**
	 * Starts the browser. If Chromium or its driver is not installed, the test is
	 * skipped; on a CI machine, where {@code CI} is set, it fails.
	 */
	static Browser start() {
		return new Browser(Programs.require("chromium", "google-chrome"), Programs.require("chromedriver"));
	}

	/** Resets the browser as if it had been started anew, except for the password. */
	void forget() {
		complaints();
		requests().clear();
		resize(1280, 800);
		prefer("light");
		run("localStorage.clear();");
	}

	void resize(int width, int height) {
		resize(width, height, 1);
	}

	/**
	 * Resizes the window as on a screen with {@code ratio} pixels in each direction for
	 * one of the page's.
	 */
	void resize(int width, int height, int ratio) {
		cdp("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", ratio, "mobile", false));
	}

	void prefer(String colorScheme) {
		cdp("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
	}

	private void cdp(String command, Map<String, Object> parameters) {
		this.driver.executeCdpCommand(command, parameters);
	}

	void open(String url) {
		this.driver.get(url);
	}

	String address() {
		return String.valueOf(this.driver.getCurrentUrl());
	}

	void back() {
		this.driver.navigate().back();
	}

	void reload() {
		this.driver.navigate().refresh();
	}

	WebElement find(String css) {
		return this.driver.findElement(By.cssSelector(css));
	}

	List<String> texts(String css) {
		return this.driver.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
	}

	/** Returns the full names of functions in the table, which may cut off their ends. */
	List<String> functions() {
		return this.driver.findElements(By.cssSelector("#table tbody td.name"))
			.stream()
			.map((cell) -> String.valueOf(cell.getDomAttribute("title")))
			.toList();
	}

	String text(String css) {
		return find(css).getText();
	}

	boolean shows(String css) {
		return this.driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed);
	}

	void click(String css) {
		find(css).click();
	}

	/**
	 * Clicks a point of an element, in pixels from its upper left corner: its size may
	 * still change.
	 */
	void clickAt(String css, int x, int y) {
		Map<?, ?> corner = (Map<?, ?>) Objects.requireNonNull(this.driver
			.executeScript("const {left, top} = arguments[0].getBoundingClientRect(); return {left, top};", find(css)));
		new Actions(this.driver).moveToLocation(x + pixels(corner.get("left")), y + pixels(corner.get("top")))
			.click()
			.perform();
	}

	private static int pixels(@Nullable Object number) {
		return (int) Math.round(Double.parseDouble(String.valueOf(number)));
	}

	void press(CharSequence keys) {
		new Actions(this.driver).sendKeys(keys).perform();
	}

	void choose(String name, String value) {
		find("select[name=" + name + "] option[value='" + value + "']").click();
	}

	/** Runs a script, and waits for the promise that it returns. */
	Object run(String script, Object... arguments) {
		this.driver.manage().timeouts().scriptTimeout(PATIENCE);
		return this.driver.executeAsyncScript("const done = arguments[arguments.length - 1];" + "(async (...args) => {"
				+ script + "})(...arguments).then(done, (error) => done('failed: ' + error));", arguments);
	}

	/** Waits until something holds; a page has no latch that a test could wait for. */
	void await(String what, Supplier<Boolean> condition) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!holds(condition)) {
			if (System.nanoTime() > end) {
				screenshot("late-" + what.replace(' ', '-'));
				throw new AssertionError("Still not: " + what + "; complaints: " + complaints());
			}
			pause();
		}
	}

	/** Leaves the processor to the browser, and to the application under test. */
	private static void pause() {
		try {
			Thread.sleep(20);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Returns false if the page changes while the condition reads it. */
	private static boolean holds(Supplier<Boolean> condition) {
		try {
			return condition.get();
		}
		catch (StaleElementReferenceException ex) {
			return false;
		}
	}

	/**
	 * Returns what the console reports: scripts that fail, and everything that the page's
	 * policy forbids.
	 */
	List<String> complaints() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList();
	}

	/** Returns all URLs requested since the start or the last {@code forget()}. */
	List<String> requests() {
		for (LogEntry entry : this.driver.manage().logs().get(LogType.PERFORMANCE)) {
			if (entry.getMessage().contains("Network.requestWillBeSent\"")) {
				Matcher matcher = REQUESTED.matcher(entry.getMessage());
				while (matcher.find()) {
					this.requests.add(matcher.group(1).replaceFirst("//[^/@]*@", "//"));
				}
			}
		}
		return this.requests;
	}

	/** Keeps a screenshot as output of the build. */
	void screenshot(String name) {
		screenshot(SCREENSHOTS, name);
	}

	void screenshot(Path folder, String name) {
		try {
			Files.createDirectories(folder);
			Files.write(folder.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void shouldHaveAskedNobodyElse(String origin) {
		assertThat(requests()).isNotEmpty().allSatisfy((url) -> assertThat(url).startsWith(origin));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
