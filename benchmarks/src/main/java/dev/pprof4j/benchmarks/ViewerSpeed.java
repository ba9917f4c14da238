package dev.pprof4j.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * How long does a reader of the pages wait? Measures the time from opening a page until
 * its profile is painted, and from a click or a search until the result is painted, with
 * the memory of the page's process. Speedscope, if there is one, is measured on the same
 * files in the same Chromium.
 * <p>
 * A drawing counts as painted when the second animation frame after it begins: the first
 * one has been painted by then. A zoom is timed from the time stamp of the click, a
 * search from the moment when the reader has stopped typing for 150 ms.
 */
final class ViewerSpeed {

	static final Path UI = Path.of("../pprof-spring-boot-autoconfigure/src/main/resources/dev/pprof4j/actuate/ui");

	/** By then, the page has freed what it frees after painting. */
	private static final long SETTLING_MILLIS = 1000;

	/** The height of a row of the graph, in pixels. */
	private static final int ROW = 20;

	private static final List<Integer> DEPTHS = List.of(2, 5, 8, 12, 16);

	private static final List<String> SEARCHES = List.of("Repository", "^org\\.springframework", "serialize", "java",
			"");

	private static final String PAINTED = "performance.getEntriesByName('pprof-painted')[0]?.startTime";

	/**
	 * Sets a mark in speedscope when there is a profile and the first part of it is
	 * drawn.
	 */
	private static final String MARK_SPEEDSCOPE = """
			const draw = WebGLRenderingContext.prototype.drawArrays;
			WebGLRenderingContext.prototype.drawArrays = function (...what) {
			  draw.apply(this, what);
			  if (document.title.endsWith(' - speedscope')) {
			    WebGLRenderingContext.prototype.drawArrays = draw;
			    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('pprof-painted')));
			  }
			};
			""";

	private static final String TIME_CLICK = """
			window.painted = null;
			addEventListener('click', ({timeStamp}) => requestAnimationFrame(() => requestAnimationFrame(() => {
			  window.painted = performance.now() - timeStamp;
			})), {capture: true, once: true});
			""";

	/**
	 * The timers fire in the order in which they are set; the page's timer is between
	 * these two.
	 */
	private static final String TIME_SEARCH = """
			const field = document.querySelector('input[name=q]');
			let start;
			field.value = arguments[0];
			setTimeout(() => { start = performance.now(); }, 150);
			field.dispatchEvent(new Event('input'));
			setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))), 150);
			""";

	private final Map<String, List<Double>> figures = new TreeMap<>();

	private final Chromium chromium;

	private final ViewerServer server;

	private ViewerSpeed(Chromium chromium, ViewerServer server) {
		this.chromium = chromium;
		this.server = server;
	}

	/**
	 * Runs the benchmark.
	 * @param args the number of rounds, and the absolute path of speedscope's
	 * {@code dist/release}, if it takes part
	 */
	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[0]);
		boolean beside = args.length > 1;
		try (ViewerServer server = new ViewerServer()) {
			serve(server, InventedProfile.ofCpu());
			serve(server, InventedProfile.ofHeap());
			server.serve("/actuator/pprof/ui/", UI);
			if (beside) {
				server.serve("/speedscope/", Path.of(args[1]));
			}
			server.start();
			System.out.printf(Locale.ROOT, "files of the viewer: %,d bytes gzipped%n", gzipped(UI));
			try (Chromium chromium = new Chromium()) {
				System.out.println("Chromium " + chromium.version());
				new ViewerSpeed(chromium, server).measure(rounds, beside);
			}
		}
	}

	private static void serve(ViewerServer server, InventedProfile profile) {
		byte[] bytes = profile.encoded();
		System.out.printf(Locale.ROOT, "%s; %,d bytes%n", profile.description(), bytes.length);
		server.serve("/actuator/pprof/" + profile.name(), bytes);
	}

	private static long gzipped(Path folder) throws IOException {
		long bytes = 0;
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.toList()) {
				ByteArrayOutputStream compressed = new ByteArrayOutputStream();
				try (OutputStream out = new BestGzipOutputStream(compressed)) {
					Files.copy(file, out);
				}
				bytes += compressed.size();
			}
		}
		return bytes;
	}

	private void measure(int rounds, boolean beside) throws InterruptedException {
		for (int round = -1; round < rounds; round++) { // one to warm up
			blank();
			for (String profile : List.of("profile", "heap")) {
				viewer(profile);
				if (beside) {
					speedscope(profile);
				}
			}
			if (round < 0) {
				this.figures.clear();
			}
		}
		this.figures
			.forEach((what, values) -> System.out.printf(Locale.ROOT, "%-28s %s%n", what, new Statistics(values)));
	}

	private void blank() throws InterruptedException {
		this.chromium.open(this.server.address("/blank"), "");
		usage("blank");
		this.chromium.closeTab();
	}

	private void viewer(String profile) throws InterruptedException {
		// Without 'last', the page would ask before it records a CPU profile.
		this.chromium.open(this.server.address("/actuator/pprof/ui/view.html?last=60s&p=" + profile), "");
		painted("viewer, " + profile);
		if (profile.equals("heap")) {
			zoom();
			search();
		}
		this.chromium.closeTab();
	}

	private void speedscope(String profile) throws InterruptedException {
		this.chromium.open(this.server.address("/speedscope/index.html#profileURL=/actuator/pprof/" + profile),
				MARK_SPEEDSCOPE);
		painted("speedscope, " + profile);
		this.chromium.closeTab();
	}

	private void painted(String what) throws InterruptedException {
		add(what + ", painted, s", this.chromium.await(PAINTED) / 1000);
		usage(what);
	}

	private void usage(String what) throws InterruptedException {
		Thread.sleep(SETTLING_MILLIS);
		Chromium.Usage usage = this.chromium.usage();
		add(what + ", CPU, s", usage.seconds());
		add(what + ", memory, MB", usage.memory());
		add(what + ", peak, MB", usage.peak());
	}

	/** Zooms into a box that has not been visited before, and out again. */
	private void zoom() throws InterruptedException {
		for (int depth : DEPTHS) {
			add("zoom in, ms", click(depth));
			add("zoom out, ms", click(0));
		}
	}

	private double click(int depth) throws InterruptedException {
		this.chromium.execute(TIME_CLICK);
		this.chromium.clickAt("#flame canvas", ROW, depth * ROW + ROW / 2);
		return this.chromium.await("window.painted");
	}

	private void search() {
		for (String text : SEARCHES) {
			add("search, ms", this.chromium.run(TIME_SEARCH, text));
		}
	}

	private void add(String what, double value) {
		this.figures.computeIfAbsent(what, (added) -> new ArrayList<>()).add(value);
	}

	private static final class BestGzipOutputStream extends GZIPOutputStream {

		BestGzipOutputStream(OutputStream out) throws IOException {
			super(out);
			this.def.setLevel(Deflater.BEST_COMPRESSION);
		}

	}

}
