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
 * Checks that there is room for what Flight Recorder writes: if its disk is full, or no
 * file can be opened, it ends the JVM. So we start nothing when little room is left, and
 * end what is running before there is none. There is one for the process, as there is one
 * Flight Recorder. Safe to share between threads.
 */
final class RecorderRoom {

	private static final Logger logger = System.getLogger(RecorderRoom.class.getName());

	private static final int MEGABYTE = 1024 * 1024;

	/**
	 * Room for ending a recording, and for what others write until a shortage is noticed.
	 */
	private static final long MIN_BYTES = 64L * MEGABYTE;

	private static final int BLOCK_BYTES = 4096;

	private static final long MIN_FILES = 16;

	/** Ending one of several recordings may open a file for the others. */
	private static final long FILES_TO_END = 3;

	private static final int CHECK_MILLIS = 250;

	/**
	 * Open files are counted with one check in this many: that takes milliseconds if
	 * there are many.
	 */
	private static final int FILES_EVERY = 4;

	private static final Object COPYING = new Object();

	private static final List<Recording> watched = new ArrayList<>();

	private static @Nullable Thread watcher;

	private RecorderRoom() {
	}

	/**
	 * Fails if there is too little room.
	 * @throws ProfilingException.Unavailable with what is missing, and where
	 */
	static void require() {
		refuseIf(missing(missingBytes(), missingFiles(0)));
	}

	/**
	 * Fails if there is too little room, or no file can be written. To be called before
	 * something is started: to find out, a small file is written.
	 * @throws ProfilingException.Unavailable with what is missing, and where
	 */
	static void requireToStart() {
		require();
		refuseIf(missingAccess());
	}

	private static void refuseIf(String missing) {
		if (!missing.isEmpty()) {
			throw new ProfilingException.Unavailable(
					"JDK Flight Recorder is not used: " + missing + ", and it ends the JVM when it cannot write");
		}
	}

	/**
	 * Copies a recording, unless there is too little room for it: while Flight Recorder
	 * copies, no recording can be ended. Copies are made one after the other, so that
	 * each leaves room after those before it. If the thread has been interrupted, it
	 * still is afterwards: an interrupt would close the file.
	 * @param recording the recording
	 * @param to the file
	 * @throws IOException with what is missing, and where
	 */
	static void copy(Recording recording, Path to) throws IOException {
		boolean interrupted = Thread.interrupted();
		try {
			synchronized (COPYING) {
				requireFor(to, recording.getSize());
				recording.dump(to);
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	static void requireFor(Path to, long bytes) throws IOException {
		File repository = RecorderSetup.repository();
		long usable = repository.getUsableSpace();
		if (isSpaceKnown(repository) && usable - bytes < MIN_BYTES
				&& Files.getFileStore(to).equals(Files.getFileStore(repository.toPath()))) {
			throw new IOException("%s MB are free for %s MB, and JDK Flight Recorder must keep %s MB free there"
				.formatted(usable / MEGABYTE, bytes / MEGABYTE, MIN_BYTES / MEGABYTE));
		}
	}

	/**
	 * Watches a recording as long as it runs, and ends it when there is too little room.
	 */
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
				// not logged: there may be no memory for that, and the next check may
				// have some
			}
			try {
				Thread.sleep(CHECK_MILLIS);
			}
			catch (InterruptedException ex) {
				// only the end of the JVM interrupts our thread
			}
		}
	}

	private static void check(boolean files) {
		String missing = missing(missingBytes(), files ? missingFiles(FILES_TO_END) : "");
		if (!missing.isEmpty()) {
			running().forEach(RecorderRoom::end);
			logger.log(Level.WARNING, "JDK Flight Recorder's recordings for profiles were stopped: " + missing);
		}
	}

	private static void end(Recording recording) {
		try {
			recording.stop();
		}
		catch (IllegalStateException ex) {
			logger.log(Level.DEBUG, "The recording has already ended", ex);
		}
	}

	private static List<Recording> running() {
		synchronized (watched) {
			return List.copyOf(watched);
		}
	}

	/**
	 * States are read without holding the lock: Flight Recorder may be busy, and starting
	 * a recording must not wait for it.
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

	/**
	 * Whether the free space of a directory is known, which it is not if there is no such
	 * directory.
	 */
	private static boolean isSpaceKnown(File directory) {
		return directory.getTotalSpace() > 0;
	}

	/** Empty if there is enough, or that is not known. */
	private static String missingBytes() {
		File directory = RecorderSetup.repository();
		long usable = directory.getUsableSpace();
		return (isSpaceKnown(directory) && usable < MIN_BYTES)
				? "%s MB are free in %s, less than %s".formatted(usable / MEGABYTE, directory, MIN_BYTES / MEGABYTE)
				: "";
	}

	/**
	 * Empty if a file can be created and written. It may not, however much is free: there
	 * are quotas, and only so many files. The watcher does not check this, because ending
	 * one of several recordings creates a file, too.
	 */
	private static String missingAccess() {
		Path directory = RecorderSetup.repository().toPath();
		try {
			Files.createDirectories(directory);
			Path file = Files.createTempFile(directory, "pprof-", null);
			try {
				Files.write(file, new byte[BLOCK_BYTES]);
			}
			finally {
				Files.delete(file);
			}
			return "";
		}
		catch (IOException ex) {
			return "no file can be written in " + directory + " (" + ex + ")";
		}
	}

	/**
	 * Empty if there are enough, if there are fewer than {@code atLeast}, or if that is
	 * not known.
	 */
	private static String missingFiles(long atLeast) {
		long left = Management.isThere() ? Management.filesLeft() : MIN_FILES;
		return (left < MIN_FILES && left >= atLeast)
				? "%s more files can be opened, fewer than %s".formatted(left, MIN_FILES) : "";
	}

}
