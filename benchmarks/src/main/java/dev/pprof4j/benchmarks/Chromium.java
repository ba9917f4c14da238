package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/**
 * Headless Chromium with a window of 1920 by 1080 pixels. Each page has its own tab, and
 * so its own process, with an empty cache. Reads processes in {@code /proc}: Linux only.
 */
final class Chromium implements AutoCloseable {

	private static final int WIDTH = 1920;

	private static final int HEIGHT = 1080;

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private static final long BETWEEN_LOOKS_MILLIS = 50;

	private final ChromeDriver driver;

	private final String home;

	Chromium() {
		ChromeOptions options = new ChromeOptions();
		options.setBinary("/usr/bin/chromium");
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync", "--use-gl=angle",
				"--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--window-size=" + WIDTH + ',' + HEIGHT);
		this.driver = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
					.build(),
				options);
		this.driver.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
		this.home = this.driver.getWindowHandle();
	}

	String version() {
		return String.valueOf(this.driver.getCapabilities().getBrowserVersion());
	}

	/**
	 * Opens a page in a new tab.
	 * @param before a script that runs before those of the page
	 */
	void open(String address, String before) {
		this.driver.switchTo().newWindow(WindowType.TAB);
		devTools("Network.enable", Map.of());
		devTools("Network.setCacheDisabled", Map.of("cacheDisabled", true));
		devTools("Emulation.setDeviceMetricsOverride",
				Map.of("width", WIDTH, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
		devTools("Page.addScriptToEvaluateOnNewDocument", Map.of("source", before));
		this.driver.get(address);
	}

	private void devTools(String command, Map<String, Object> parameters) {
		this.driver.executeCdpCommand(command, parameters);
	}

	void closeTab() {
		this.driver.close();
		this.driver.switchTo().window(this.home);
	}

	/** Waits until an expression is a number. */
	double await(String expression) throws InterruptedException {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (System.nanoTime() < end) {
			if (this.driver.executeScript("return " + expression) instanceof Number number) {
				return number.doubleValue();
			}
			Thread.sleep(BETWEEN_LOOKS_MILLIS);
		}
		throw new IllegalStateException("Still not there: " + expression);
	}

	/** Runs a script, and waits until it calls {@code done} with a number. */
	double run(String script, @Nullable Object... arguments) {
		Object result = this.driver.executeAsyncScript("const done = arguments[arguments.length - 1];" + script,
				arguments);
		return ((Number) Objects.requireNonNull(result)).doubleValue();
	}

	void execute(String script) {
		this.driver.executeScript(script);
	}

	/** Clicks a point of an element, in pixels from its upper left corner. */
	void clickAt(String css, int x, int y) {
		WebElement element = this.driver.findElement(By.cssSelector(css));
		new Actions(this.driver)
			.moveToElement(element, x - element.getSize().getWidth() / 2, y - element.getSize().getHeight() / 2)
			.click()
			.perform();
	}

	/**
	 * What the page's process has used. Of the processes that draw pages, this is the
	 * largest.
	 */
	Usage usage() {
		return ProcessHandle.current()
			.descendants()
			.filter(Chromium::drawsPages)
			.map(Chromium::usage)
			.reduce(new Usage(0, 0, 0), (one, other) -> (one.memory() > other.memory()) ? one : other);
	}

	private static Usage usage(ProcessHandle process) {
		double seconds = process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1000.0;
		return new Usage(status(process, "VmRSS"), status(process, "VmHWM"), seconds);
	}

	private static boolean drawsPages(ProcessHandle process) {
		return read(process, "cmdline").contains("--type=renderer");
	}

	private static double status(ProcessHandle process, String key) {
		Matcher matcher = Pattern.compile(key + ":\\s+(\\d+) kB").matcher(read(process, "status"));
		return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 / 1e6 : 0;
	}

	/** The content of a file of a process, or nothing if the process has ended. */
	private static String read(ProcessHandle process, String file) {
		try {
			return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file));
		}
		catch (IOException ex) {
			return "";
		}
	}

	@Override
	public void close() {
		this.driver.quit();
	}

	/**
	 * What a process has used so far.
	 *
	 * @param memory the resident memory, in MB
	 * @param peak the most resident memory it has had, in MB
	 * @param seconds the CPU time of all its threads
	 */
	record Usage(double memory, double peak, double seconds) {

	}

}
