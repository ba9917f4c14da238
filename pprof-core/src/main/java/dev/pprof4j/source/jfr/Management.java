package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;

/**
 * What the module {@code jdk.management} knows, which not every runtime has. Safe to
 * share between threads.
 */
final class Management {

	private static final Pattern REPOSITORY = Pattern.compile("(?:^|,)repository=\"?([^,\"]+)");

	private Management() {
	}

	/** To be asked first. */
	static boolean isThere() {
		return ModuleLayer.boot().findModule("jdk.management").isPresent();
	}

	/** How many more files can be opened; very many where nobody knows. */
	static long filesLeft() {
		if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
			try {
				return system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
			}
			catch (InternalError ex) {
				return 0; // to count them takes one more
			}
		}
		return Long.MAX_VALUE;
	}

	/** Where Flight Recorder was told to write when the JVM started, if it was. */
	static String flightRecorderRepository() {
		HotSpotDiagnosticMXBean flags = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
		try {
			Matcher option = REPOSITORY.matcher(flags.getVMOption("FlightRecorderOptions").getValue());
			return option.find() ? option.group(1) : "";
		}
		catch (IllegalArgumentException ex) {
			return ""; // a JVM without that option
		}
	}

}
