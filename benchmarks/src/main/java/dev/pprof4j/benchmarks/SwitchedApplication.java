package dev.pprof4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.SamplingOptions;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.Recording;
import jdk.jfr.Configuration;

/**
 * The sample application twice in one JVM, first with the labels of requests and then
 * without. Whatever costs the whole JVM is off in both, and is switched by lines on the
 * standard input: the name of a {@link Part}, or {@value #OFF}. Each line is answered on
 * the standard output.
 */
final class SwitchedApplication {

	static final String OFF = "off";

	/** Ends the answer, which is the number of lines read so far. */
	static final String SWITCHED = " switched";

	private static final List<String> NOTHING = List.of("--pprof.heap.enabled=false", "--pprof.block.enabled=false",
			"--pprof.mutex.enabled=false", "--pprof.mutex.virtual-threads=false", "--pprof.threadcreate.enabled=false",
			"--pprof.cpu.preload=false");

	private SwitchedApplication() {
	}

	public static void main(String[] args) throws Exception {
		start(args, "--pprof.labels.http=true");
		start(args, "--pprof.labels.http=false");
		try {
			obey();
		}
		catch (Exception ex) {
			ex.printStackTrace(System.out); // which the benchmark reads
		}
		System.exit(0); // the servers would keep running
	}

	private static void obey() throws Exception {
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		AutoCloseable running = () -> {
		};
		int read = 0;
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			running.close();
			running = line.equals(OFF) ? () -> {
			} : Part.valueOf(line).start();
			read++;
			System.out.println(read + SWITCHED);
		}
	}

	/**
	 * Starts the application, whose classes are in the jar, which is not on the class
	 * path here.
	 */
	private static void start(String[] args, String labels) throws ReflectiveOperationException {
		Object all = Stream.of(Arrays.stream(args), NOTHING.stream(), Stream.of(labels))
			.flatMap((some) -> some)
			.toArray(String[]::new);
		Class.forName("dev.pprof4j.sample.SampleApplication").getMethod("main", String[].class).invoke(null, all);
	}

	/**
	 * The parts that can be switched in a JVM.
	 */
	enum Part {

		/** Everything that the starter does before a profile is requested. */
		STARTER {
			@Override
			AutoCloseable start() {
				return counting(ProfileKind.HEAP, ProfileKind.BLOCK, ProfileKind.MUTEX, ProfileKind.THREADCREATE);
			}
		},

		/** The same, and a profile of CPU time is being taken. */
		STARTER_AND_CPU {
			@Override
			AutoCloseable start() throws Exception {
				AutoCloseable starter = STARTER.start();
				AutoCloseable window = CPU.start();
				return () -> {
					try (starter; window) {
						// nothing but to close them
					}
				};
			}
		},

		/** Labels requests, which nothing but the choice of the application switches. */
		LABELS {
			@Override
			AutoCloseable start() {
				return () -> {
				};
			}
		},

		/** Samples allocations. */
		HEAP {
			@Override
			AutoCloseable start() {
				return counting(ProfileKind.HEAP);
			}
		},

		/** Counts waits and started threads. */
		WAITS {
			@Override
			AutoCloseable start() {
				return counting(ProfileKind.BLOCK, ProfileKind.MUTEX, ProfileKind.THREADCREATE);
			}
		},

		/** Takes a profile of CPU time, and discards it. */
		CPU {
			@Override
			AutoCloseable start() {
				return window(ProfileKind.CPU);
			}
		},

		/** Takes a profile of wall-clock time. */
		WALL {
			@Override
			AutoCloseable start() {
				return window(ProfileKind.WALL);
			}
		},

		/** Keeps the past of CPU time. */
		PAST {
			@Override
			AutoCloseable start() {
				Profiler profiler = new Profiler(keepingThePast());
				profiler.start(ProfileKind.CPU);
				return profiler;
			}
		},

		/** The JDK's own recording. */
		JFR_DEFAULT {
			@Override
			AutoCloseable start() throws IOException, ParseException {
				return flightRecorder("default");
			}
		},

		/** The same with more events. */
		JFR_PROFILE {
			@Override
			AutoCloseable start() throws IOException, ParseException {
				return flightRecorder("profile");
			}
		};

		/** Starts the part, which is running when this returns. */
		abstract AutoCloseable start() throws Exception;

		/** Whether the part uses Flight Recorder, which takes long to start. */
		boolean isFlightRecorder() {
			return Set.of(STARTER, STARTER_AND_CPU, WAITS, JFR_DEFAULT, JFR_PROFILE).contains(this);
		}

		/** Whether requests are labelled, too. */
		boolean isLabelled() {
			return this == LABELS || this == STARTER || this == STARTER_AND_CPU;
		}

		/**
		 * Whether the part must settle before it is measured: at first, a heap sampler
		 * knows no stacks.
		 */
		boolean settles() {
			return this == HEAP || isFlightRecorder();
		}

		private static AutoCloseable counting(ProfileKind... kinds) {
			Profiler profiler = new Profiler(ProfilerOptions.defaults());
			profiler.start(kinds);
			for (ProfileKind kind : kinds) {
				profiler.snapshot(kind); // returns once it is counted
			}
			return profiler;
		}

		private static AutoCloseable window(ProfileKind kind) {
			Profiler profiler = new Profiler(ProfilerOptions.defaults());
			Recording window = profiler.begin(kind);
			return () -> {
				try (profiler; window) {
					window.stop();
				}
			};
		}

		private static ProfilerOptions keepingThePast() {
			ProfilerOptions defaults = ProfilerOptions.defaults();
			SamplingOptions.Continuous off = defaults.sampling().continuous();
			return defaults.withSampling(defaults.sampling()
				.withContinuous(
						new SamplingOptions.Continuous(true, off.frequency(), off.retention(), off.maxBytes())));
		}

		private static AutoCloseable flightRecorder(String settings) throws IOException, ParseException {
			jdk.jfr.Recording recording = new jdk.jfr.Recording(Configuration.getConfiguration(settings));
			recording.start();
			return recording;
		}

	}

}
