package dev.pprof4j.source.jfr;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.ProfilingException;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is room for what Flight Recorder writes: where its disk is full, or no
 * file can be opened, it ends the JVM. So nothing of ours begins where little is left,
 * and what runs ends before nothing is. There is one for the process, as there is one
 * Flight Recorder. Safe to share between threads.
 */
final class RecorderRoom {

	private static final Logger logger = System.getLogger(RecorderRoom.class.getName());

	private static final int MEGABYTE = 1024 * 1024;

	/**
	 * What the end of a recording takes, and what others write until it has been noticed.
	 */
	private static final long MIN_BYTES = 64L * MEGABYTE;

	private static final long MIN_FILES = 16;

	/** To end one of several recordings may open a file for the others. */
	private static final long FILES_TO_END = 3;

	private static final int CHECK_MILLIS = 250;

	/** In checks: to count open files takes milliseconds where they are many. */
	private static final int FILES_EVERY = 4;

	private static final List<Recording> watched = new ArrayList<>();

	private static @Nullable Thread watcher;

	private RecorderRoom() {
	}

	/**
	 * Refuses where there is too little.
	 * @throws ProfilingException.Unavailable with what is missing, and where
	 */
	static void require() {
		String missing = missing(missingBytes(), missingFiles(0));
		if (!missing.isEmpty()) {
			throw new ProfilingException.Unavailable(
					"JDK Flight Recorder is not used: " + missing + ", and it ends the JVM where it cannot write");
		}
	}

	/**
	 * Refuses to copy a recording to where there is too little for it: while Flight
	 * Recorder does, it ends nothing.
	 * @param to the file
	 * @param bytes how large it will be
	 * @throws IOException with what is missing, and where
	 */
	static void requireFor(Path to, long bytes) throws IOException {
		File repository = RecorderSetup.repository();
		long usable = repository.getUsableSpace();
		if (isTold(repository) && usable - bytes < MIN_BYTES
				&& Files.getFileStore(to).equals(Files.getFileStore(repository.toPath()))) {
			throw new IOException("%d MB are free for %d MB, and JDK Flight Recorder must have %d MB there"
				.formatted(usable / MEGABYTE, bytes / MEGABYTE, MIN_BYTES / MEGABYTE));
		}
	}

	/** Ends a recording when there is too little, as long as it runs. */
	static void watch(Recording recording) {
		synchronized (watched) {
			watched.add(recording);
			if (watcher == null || !watcher.isAlive()) {
				watcher = DaemonThread.start("pprof-jfr-room", RecorderRoom::run);
			}
		}
	}

	private static void run() {
		for (int check = 1; isWanted(); check++) {
			try {
				check(check % FILES_EVERY == 0);
				forgetWhatHasEnded();
			}
			catch (RuntimeException | Error ex) {
				// nothing is said where there is no memory for it: the next check may
				// have some
			}
			try {
				Thread.sleep(CHECK_MILLIS);
			}
			catch (InterruptedException ex) {
				// nobody but the JVM's end interrupts our thread
			}
		}
	}

	private static void check(boolean files) {
		String missing = missing(missingBytes(), files ? missingFiles(FILES_TO_END) : "");
		if (!missing.isEmpty()) {
			running().forEach(RecorderRoom::end);
			logger.log(Level.WARNING, "The recordings of JDK Flight Recorder for profiles are ended: " + missing);
		}
	}

	private static void end(Recording recording) {
		try {
			recording.stop();
		}
		catch (IllegalStateException ex) {
			logger.log(Level.DEBUG, "It has ended already", ex);
		}
	}

	private static List<Recording> running() {
		synchronized (watched) {
			return List.copyOf(watched);
		}
	}

	/**
	 * Their states are Flight Recorder's, which may be busy: whoever begins one goes on.
	 */
	private static void forgetWhatHasEnded() {
		List<Recording> ended = running().stream()
			.filter((recording) -> recording.getState() != RecordingState.RUNNING)
			.toList();
		synchronized (watched) {
			watched.removeAll(ended);
		}
	}

	private static boolean isWanted() {
		synchronized (watched) {
			if (watched.isEmpty()) {
				watcher = null;
			}
			return !watched.isEmpty();
		}
	}

	private static String missing(String bytes, String files) {
		return bytes + ((bytes.isEmpty() || files.isEmpty()) ? "" : ", and ") + files;
	}

	/** Whether anybody knows how much is free there: not where there is nothing. */
	private static boolean isTold(File directory) {
		return directory.getTotalSpace() > 0;
	}

	/** Empty if there is enough, or nobody knows. */
	private static String missingBytes() {
		File directory = RecorderSetup.repository();
		long usable = directory.getUsableSpace();
		return (isTold(directory) && usable < MIN_BYTES)
				? "%d MB are free in %s, less than %d".formatted(usable / MEGABYTE, directory, MIN_BYTES / MEGABYTE)
				: "";
	}

	/** Empty if there are enough, fewer than that, or nobody knows. */
	private static String missingFiles(long atLeast) {
		long left = Management.isThere() ? Management.filesLeft() : MIN_FILES;
		return (left < MIN_FILES && left >= atLeast)
				? "%d more files can be opened, less than %d".formatted(left, MIN_FILES) : "";
	}

}
