package dev.pprof4j.source.jfr;

import java.io.File;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.ProfilingException;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Whether there is room for what Flight Recorder writes: where its disk is full, or no
 * file can be opened, it ends the JVM. So nothing of ours begins where little is left,
 * and what runs ends before nothing is. Safe to share between threads.
 */
final class RecorderRoom {

	private static final Logger logger = System.getLogger(RecorderRoom.class.getName());

	private static final int MEGABYTE = 1024 * 1024;

	/**
	 * What the end of a recording takes, and what others write until it has been noticed.
	 */
	private static final long MIN_BYTES = 64L * MEGABYTE;

	private static final long MIN_FILES = 16;

	private static final int CHECK_MILLIS = 250;

	/** In checks: to count open files takes milliseconds where they are many. */
	private static final int FILES_EVERY = 20;

	private static final List<Recording> watched = new ArrayList<>();

	private RecorderRoom() {
	}

	/**
	 * Refuses where there is too little.
	 * @throws ProfilingException.Unavailable with what is missing, and where
	 */
	static void require() {
		String missing = missingBytes() + missingFiles();
		if (!missing.isEmpty()) {
			throw new ProfilingException.Unavailable(
					"JDK Flight Recorder is not used: " + missing + ", and it ends the JVM where it cannot write");
		}
	}

	/** Ends a recording when there is too little, as long as it runs. */
	static void watch(Recording recording) {
		synchronized (watched) {
			watched.add(recording);
			if (watched.size() == 1) {
				DaemonThread.start("pprof-jfr-room", RecorderRoom::run);
			}
		}
	}

	private static void run() {
		for (int check = 1; isWanted(); check++) {
			String missing = missingBytes();
			if (missing.isEmpty() && check % FILES_EVERY == 0) {
				missing = missingFiles();
			}
			if (!missing.isEmpty()) {
				logger.log(Level.WARNING, "The recordings of JDK Flight Recorder for profiles are ended: " + missing);
				end();
			}
			try {
				Thread.sleep(CHECK_MILLIS);
			}
			catch (InterruptedException ex) {
				// nobody but the JVM's end interrupts our thread
			}
		}
	}

	private static boolean isWanted() {
		synchronized (watched) {
			watched.removeIf((recording) -> recording.getState() != RecordingState.RUNNING);
			return !watched.isEmpty();
		}
	}

	private static void end() {
		List<Recording> running;
		synchronized (watched) {
			running = List.copyOf(watched);
		}
		for (Recording recording : running) {
			try {
				recording.stop();
			}
			catch (IllegalStateException ex) {
				logger.log(Level.DEBUG, "It has ended already", ex);
			}
		}
	}

	/** Empty if there is enough, or nobody knows. */
	private static String missingBytes() {
		File directory = new File(System.getProperty(RecorderSetup.REPOSITORY, System.getProperty("java.io.tmpdir")));
		long usable = directory.getUsableSpace();
		boolean told = directory.getTotalSpace() > 0;
		return (told && usable < MIN_BYTES)
				? "%d MB are free in %s, less than %d".formatted(usable / MEGABYTE, directory, MIN_BYTES / MEGABYTE)
				: "";
	}

	private static String missingFiles() {
		if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
			long left = leftOf(system);
			return (left < MIN_FILES) ? "%d more files can be opened, less than %d".formatted(left, MIN_FILES) : "";
		}
		return "";
	}

	private static long leftOf(UnixOperatingSystemMXBean system) {
		try {
			return system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
		}
		catch (InternalError ex) {
			return 0; // to count them takes one more
		}
	}

}
