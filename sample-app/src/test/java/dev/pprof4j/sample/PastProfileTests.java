package dev.pprof4j.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import dev.pprof4j.test.GoPprof;
import dev.pprof4j.test.ParsedProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests past CPU time of the sample application: requested after the load has ended,
 * alongside a window, and written when the application stops.
 */
@Timeout(120)
class PastProfileTests {

	private static final String HOT = "dev.pprof4j.sample.WorkController.burnCpu";

	private static final int PAGES = 15;

	private static final int MILLIS = 200;

	@TempDir
	private Path directory;

	@Test
	void whatWasUsedShouldBeThereAfterwards() throws Exception {
		Path left = this.directory.resolve("left");
		try (SampleProcess sample = SampleProcess.start(this.directory, "--pprof.cpu.continuous.enabled=true",
				"--pprof.cpu.continuous.frequency=97", "--pprof.cpu.continuous.retention=1m",
				"--pprof.cpu.continuous.dump-on-exit=" + left)) {
			while (sample.pprof("profile?last=60s").statusCode() == 503) {
				Thread.sleep(100); // nothing is kept in the first second
			}
			for (int i = 0; i < PAGES; i++) {
				assertThat(sample.page("cpu?ms=" + MILLIS).statusCode()).isEqualTo(200);
			}
			ParsedProfile window = ParsedProfile.of(sample.pprof("profile?seconds=1").body());
			assertThat(window.cumulative(1, HOT)).isZero();
			hasThePages(ParsedProfile.of(sample.pprof("profile?last=60s").body()));
		}
		List<Path> files = files(left);
		assertThat(files).singleElement().asString().matches(".*/profile-\\d+-\\d{8}T\\d{6}Z-\\d+\\.pb\\.gz");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.get(0)))).isEqualTo("rw-------");
		hasThePages(ParsedProfile.of(Files.readAllBytes(files.get(0))));
		GoPprof.Result top = GoPprof.in(this.directory).run("-top", files.get(0).toString());
		assertThat(top.complaints()).isEmpty();
		assertThat(top.out()).contains("burnCpu");
	}

	/**
	 * The error ends the application by a signal, as it should: everything that runs at
	 * shutdown is then run.
	 */
	@Test
	void whatWasUsedShouldBeLeftByAnOutOfMemoryError() throws Exception {
		Path left = this.directory.resolve("left");
		try (SampleProcess sample = SampleProcess.start(this.directory, "-Xmx160m",
				"-XX:OnOutOfMemoryError=kill -TERM %p", "--pprof.cpu.continuous.enabled=true",
				"--pprof.cpu.continuous.frequency=97", "--pprof.cpu.continuous.dump-on-exit=" + left)) {
			for (int i = 0; i < PAGES; i++) {
				assertThat(sample.page("cpu?ms=" + MILLIS).statusCode()).isEqualTo(200);
			}
			leak(sample);
			sample.awaitEnd();
		}
		assertThat(left).isDirectory();
		assertThat(files(left)).hasSize(1);
		hasThePages(ParsedProfile.of(Files.readAllBytes(files(left).get(0))));
	}

	/** Leaks all the memory there is. */
	private static void leak(SampleProcess sample) throws InterruptedException {
		try {
			int status = 200;
			while (status == 200) {
				status = sample.page("leak?mb=20").statusCode();
			}
		}
		catch (IOException ex) {
			// no memory is left for an answer
		}
	}

	@Test
	void thePageShouldOfferThePast() throws Exception {
		try (Browser browser = Browser.start();
				SampleProcess sample = SampleProcess.start(this.directory, "--pprof.cpu.continuous.enabled=true",
						"--pprof.cpu.continuous.frequency=97", "--pprof.cpu.continuous.retention=1m")) {
			// More than the password checks of a browser's requests take, even on a busy
			// machine.
			for (int i = 0; i < 3 * PAGES; i++) {
				assertThat(sample.page("cpu?ms=" + MILLIS).statusCode()).isEqualTo(200);
			}
			while (sample.pprof("profile?last=60s").statusCode() == 503) {
				Thread.sleep(100); // nothing is kept in the first second
			}
			String index = "127.0.0.1:" + sample.managementPort() + "/actuator/pprof";
			browser.open("http://admin:admin@" + index);
			browser.run("document.querySelector('input[name=last]').value = 60;");
			browser.click("form[action$='ui/view.html']:has(input[name=last]) button");
			browser.await("profile", () -> browser.shows("#selection"));
			assertThat(browser.address()).contains("p=profile", "last=60");
			assertThat(browser.functions()).first().isEqualTo(HOT);
			browser.screenshot("past");
			browser.reload();
			browser.await("profile again, since nothing has to be recorded", () -> browser.shows("#selection"));
			assertThat(browser.complaints()).isEmpty();
		}
	}

	/**
	 * The pages take this long, on a busy machine not all of it on a CPU. Of 291 samples,
	 * four standard errors are 23 %.
	 */
	private static void hasThePages(ParsedProfile profile) {
		assertThat(profile.cumulative(1, HOT) / 1e9).isBetween(PAGES * MILLIS / 1e3 / 3, PAGES * MILLIS / 1e3 * 1.23);
	}

	private static List<Path> files(Path directory) throws Exception {
		try (Stream<Path> files = Files.list(directory)) {
			return files.toList();
		}
	}

}
