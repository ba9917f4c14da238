package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;

/**
 * Queries that need the module {@code jdk.management}, which not every runtime has. Safe
 * to share between threads.
 */
final class Management {

	private static final Pattern REPOSITORY = Pattern.compile("(?:^|,)repository=\"?([^,\"]+)");

	private Management() {
	}

	/** Whether the module is present. Check this before anything else. */
	static boolean isThere() {
		return ModuleLayer.boot().findModule("jdk.management").isPresent();
	}

	/** How many more files can be opened; a very large number if that is not known. */
	static long filesLeft() {
		if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
			try {
				return system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
			}
			catch (InternalError ex) {
				return 0; // counting them needs one more
			}
		}
		return Long.MAX_VALUE;
	}

	/**
	 * The directory that Flight Recorder was given when the JVM started; empty if none.
	 */
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
