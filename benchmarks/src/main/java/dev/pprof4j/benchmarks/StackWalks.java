package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

import dev.pprof4j.benchmarks.OnOff.Score;

/**
 * What does it cost to walk the stack when an object is sampled, measured by the thread's
 * clock and by the application's loss of throughput? None of this library's code runs: an
 * agent switches the JVM's own sampling on and off, and walks a given number of stacks a
 * second.
 */
final class StackWalks {

	/** Seconds until the application is compiled. */
	private static final int WARM_UP_SECONDS = 50;

	private final LoadedApplication application;

	private final Load.Pages pages;

	private final Path order;

	private final int seconds;

	private StackWalks(LoadedApplication application, Load.Pages pages, Path order, int seconds) {
		this.application = application;
		this.pages = pages;
		this.order = order;
		this.seconds = seconds;
	}

	/**
	 * Runs the benchmark.
	 * @param args the jar of the sample application, the agent, the number of rounds, the
	 * seconds of each, and the walks a second
	 */
	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[2]);
		int seconds = Integer.parseInt(args[3]);
		int perSecond = Integer.parseInt(args[4]);
		System.out.printf("JDK %s%n", Runtime.version());
		for (Load.Pages pages : Load.Pages.values()) {
			Path order = Files.createTempDirectory("walks").resolve("order");
			Files.writeString(order, "0 1");
			System.out.println(pages);
			try (LoadedApplication application = LoadedApplication.start(Path.of(args[0]),
					List.of("-agentpath:" + args[1] + '=' + order), List.of("--pprof.enabled=false"))) {
				StackWalks walks = new StackWalks(application, pages, order, seconds);
				new Load(application, pages).run(WARM_UP_SECONDS);
				walks.twice(perSecond);
				walks.compare("events that are left alone", Mode.EVENTS, rounds, perSecond);
				walks.compare("walks", Mode.WALK, rounds, perSecond);
			}
		}
	}

	private void twice(int perSecond) throws Exception {
		send(Mode.WALK_TWICE, perSecond);
		Report before = report();
		new Load(this.application, this.pages).run(3 * this.seconds);
		Report now = report().since(before);
		send(Mode.OFF, perSecond);
		System.out.printf(Locale.ROOT, "a walk takes %.0f us, the same once more at once %.0f us (%d of each)%n",
				now.nanos / 1e3 / now.walks, now.secondNanos / 1e3 / now.walks, now.walks);
	}

	private void compare(String what, Mode mode, int rounds, int perSecond) throws Exception {
		Report before = report();
		AtomicLong onCpuNanos = new AtomicLong();
		AtomicLong onNanos = new AtomicLong();
		OnOff result = OnOff.compare(this::round, () -> {
			send(mode, perSecond);
			long cpu = this.application.cpuNanos();
			long start = System.nanoTime();
			return () -> {
				onCpuNanos.addAndGet(this.application.cpuNanos() - cpu);
				onNanos.addAndGet(System.nanoTime() - start);
				send(Mode.OFF, perSecond);
			};
		}, rounds);
		Report now = report().since(before);
		System.out.printf(Locale.ROOT, "%s: %.0f events and %.0f walks a second, %.2f %% of the CPU time%n", what,
				now.events * 1e9 / onNanos.get(), now.walks * 1e9 / onNanos.get(),
				100.0 * now.nanos / onCpuNanos.get());
		result.print();
	}

	private Score round() throws Exception {
		Load.Result result = new Load(this.application, this.pages).run(this.seconds);
		return new Score(result.sorted().size(), result.cpuNanos(), result.nanos(), 0);
	}

	/** Returns when the agent has switched. */
	private void send(Mode mode, int perSecond) throws IOException, InterruptedException {
		Path next = Files.writeString(this.order.resolveSibling("next"), mode.number + " " + perSecond);
		Files.move(next, this.order, StandardCopyOption.ATOMIC_MOVE);
		while (report().mode != mode.number) {
			this.application.waitABit();
		}
	}

	private Report report() throws IOException, InterruptedException {
		Path file = this.order.resolveSibling("order.report");
		while (!Files.exists(file)) {
			this.application.waitABit();
		}
		long[] numbers = Arrays.stream(Files.readString(file).strip().split(" ", -1))
			.mapToLong(Long::parseLong)
			.toArray();
		return new Report((int) numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
	}

	/** The modes, as numbered by the agent. */
	private enum Mode {

		OFF(0), EVENTS(1), WALK(2), WALK_TWICE(3);

		private final int number;

		Mode(int number) {
			this.number = number;
		}

	}

	/**
	 * What the agent reports.
	 *
	 * @param mode what it does
	 * @param events the number of objects sampled so far
	 * @param walks the number of those whose stack was walked
	 * @param nanos the CPU time of these walks
	 * @param secondNanos the CPU time of the second walks in a row
	 */
	private record Report(int mode, long events, long walks, long nanos, long secondNanos) {

		Report since(Report earlier) {
			return new Report(this.mode, this.events - earlier.events, this.walks - earlier.walks,
					this.nanos - earlier.nanos, this.secondNanos - earlier.secondNanos);
		}

	}

}
