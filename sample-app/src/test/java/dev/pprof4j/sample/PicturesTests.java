package dev.pprof4j.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

import dev.pprof4j.test.Programs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes the pictures for the documents: the pages, while the sample application is under
 * load. Runs only if {@code -Dpprof.docs.write=true} asks for new pictures.
 */
@EnabledIfSystemProperty(named = "pprof.docs.write", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class PicturesTests {

	private static final String FIRST_NAME = "#table tbody tr[aria-rowindex='2'] td.name";

	private static final Path PICTURES = Path.of("..", "docs", "images");

	private static final List<String> PAGES = List.of("cpu?ms=60", "slow", "alloc?mb=20", "lock?ms=30");

	/** The pages that the README asks for. */
	private static final List<String> TWO_PAGES = List.of("cpu?ms=300", "alloc?mb=4000");

	private final Path pngquant = Programs.require("pngquant");

	private final Browser browser = Browser.start();

	private SampleProcess sample;

	private volatile List<String> pages = PAGES;

	private volatile boolean loaded = true;

	@BeforeAll
	void start(@TempDir Path directory) throws Exception {
		this.sample = SampleProcess.start(directory);
		for (int caller = 0; caller < 3; caller++) {
			Thread thread = new Thread(this::load, "caller");
			thread.setDaemon(true);
			thread.start();
		}
		this.browser.open(url("admin:admin@", ""));
		this.browser.forget();
		this.sample.pprof("profile?seconds=10"); // by then most of it is compiled
	}

	@BeforeEach
	void forget() {
		this.pages = PAGES;
		this.browser.forget();
	}

	@AfterAll
	void stop() {
		this.loaded = false;
		this.browser.close();
		this.sample.close();
	}

	@Test
	void index() throws Exception {
		this.browser.open(url("", ""));
		assertThat(this.browser.texts("table td, table th")).anyMatch((text) -> text.contains("heap"));
		picture("index-1280");
		this.browser.prefer("dark");
		this.browser.resize(1920, 1080);
		picture("index-dark-1920");
	}

	@Test
	void progress() throws Exception {
		this.browser.open(url("", "ui/view.html?p=profile&seconds=8"));
		this.browser.click("#start button");
		this.browser.await("some time", () -> this.browser.text("#progress").contains("4 s left"));
		picture("progress-1280");
		this.browser.click("#progress button");
	}

	@Test
	void cpuTime() throws Exception {
		this.pages = TWO_PAGES;
		open("p=profile&seconds=8&group=route&fold=libraries");
		assertThat(this.browser.functions().subList(0, 3)).anyMatch((name) -> name.endsWith("burnCpu"));
		picture("cpu-1280");
		this.pages = PAGES;
		open("p=profile&seconds=5&color=kind", 1920, 1080, "dark");
		picture("cpu-dark-1920");
	}

	@Test
	void callersAndCallees() throws Exception {
		open("p=profile&seconds=5&mode=around&fn=dev.pprof4j.sample.WorkController.slow");
		assertThat(this.browser.shows("#callers canvas")).isTrue();
		picture("callers-callees-1280");
	}

	@Test
	void waits() throws Exception {
		open("p=block&seconds=5&group=reason&fold=libraries");
		assertThat(this.browser.functions()).anyMatch((name) -> name.endsWith("WorkController.slow"));
		picture("labels-1280");
	}

	@Test
	void memory() throws Exception {
		open("p=heap&gc=1", 1920, 1080, "light");
		picture("heap-1920");
		// What else is allocated leaves fewer samples for the leak.
		this.pages = List.of("cpu?ms=100");
		open("p=heap&gc=1");
		this.sample.page("leak?mb=192");
		this.browser.click("#compare");
		this.browser.click("#comparing-later button");
		this.browser.await("difference", () -> this.browser.text(FIRST_NAME).startsWith("WorkController.leakMemory"));
		picture("diff-1280");
	}

	/** Saves a picture in 256 colours, at a third of the size. */
	private void picture(String name) throws IOException, InterruptedException {
		this.browser.screenshot(PICTURES, name);
		String file = PICTURES.resolve(name + ".png").toString();
		Process process = new ProcessBuilder(this.pngquant.toString(), "--force", "--quality", "80-98", "--output",
				file, file)
			.inheritIO()
			.start();
		assertThat(process.waitFor()).isZero();
	}

	private void open(String query) {
		open(query, 1280, 800, "light");
	}

	/** Opens a profile that starts with a button, and waits for it. */
	private void open(String query, int width, int height, String colorScheme) {
		this.browser.forget();
		this.browser.resize(width, height);
		this.browser.prefer(colorScheme);
		this.browser.open(url("", "ui/view.html?" + query));
		this.browser.await("offer", () -> this.browser.shows("#start button"));
		this.browser.click("#start button");
		this.browser.await("profile", () -> this.browser.shows("#selection"));
	}

	private void load() {
		try {
			while (this.loaded) {
				for (String page : this.pages) {
					this.sample.page(page);
				}
			}
		}
		catch (IOException ex) {
			if (this.loaded) {
				throw new UncheckedIOException(ex);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private String url(String user, String path) {
		return "http://" + user + "127.0.0.1:" + this.sample.managementPort() + "/actuator/pprof/" + path;
	}

}
