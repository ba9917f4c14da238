package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.management.OperatingSystemMXBean;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.asyncprofiler.RecordingReader;
import one.convert.Arguments;
import one.convert.JfrToPprof;

/**
 * Converts a recording to a pprof file, with this library or with jfr-converter, and
 * prints what that took. Runs in a JVM of its own.
 */
final class Conversion {

	private Conversion() {
	}

	/**
	 * Runs the conversion.
	 * @param args {@code ours} or {@code jfr-converter}, {@code threads} or
	 * {@code plain}, the recording, the file to write, and the nanoseconds of a sample
	 */
	public static void main(String[] args) throws IOException {
		boolean threads = args[1].equals("threads");
		if (args[0].equals("ours")) {
			Profile profile = RecordingReader.read(Path.of(args[2]), Long.parseLong(args[4]));
			Files.write(Path.of(args[3]), new PprofEncoder(new Application("benchmark", ""))
				.encode(threads ? profile : profile.withoutTextsAndThreads()));
		}
		else {
			String[] options = { "--cpu", "--output", "pprof", "--threads" };
			JfrToPprof.convert(args[2], args[3], new Arguments(Arrays.copyOf(options, threads ? 4 : 3)));
		}
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		System.out.println("cpu=" + system.getProcessCpuTime() / 1e9);
		Matcher peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(Files.readString(Path.of("/proc/self/status")));
		System.out.println("peak=" + (peak.find() ? Double.parseDouble(peak.group(1)) / 1024 : -1));
	}

}
