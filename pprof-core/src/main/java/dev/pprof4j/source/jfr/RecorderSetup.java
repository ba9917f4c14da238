package dev.pprof4j.source.jfr;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import javax.management.JMException;

import dev.pprof4j.source.ProfilingException;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/**
 * Sets up Flight Recorder in a JVM that has not recorded anything yet. If something else
 * was first, its setup stays. Safe to share between threads.
 */
final class RecorderSetup {

	private static final Logger logger = System.getLogger(RecorderSetup.class.getName());

	/**
	 * The depth of stacks: 64 by default, while a request that comes through Spring's
	 * filters is 150 frames deep.
	 */
	private static final int FRAMES = 256;

	/**
	 * The property in which the JDK publishes where Flight Recorder writes, once it does.
	 */
	private static final String REPOSITORY = "jdk.jfr.repository";

	private RecorderSetup() {
	}

	/**
	 * Sets it up, unless something else has.
	 * @throws ProfilingException.Unavailable if it cannot start
	 */
	static synchronized void prepare() {
		if (FlightRecorder.isInitialized()) {
			return;
		}
		raiseStackDepth();
		// Its directory is created for the first recording.
		try (Recording nothing = new Recording()) {
			nothing.start();
			makePrivate();
		}
		catch (IllegalStateException ex) {
			throw new ProfilingException.Unavailable("JDK Flight Recorder cannot be started: " + ex.getMessage(), ex);
		}
	}

	/** Where Flight Recorder writes, or will write. */
	static File repository() {
		String configured = System.getProperty(REPOSITORY, "");
		if (configured.isEmpty() && Management.isThere()) {
			configured = Management.flightRecorderRepository();
		}
		return new File(configured.isEmpty() ? System.getProperty("java.io.tmpdir") : configured);
	}

	private static void raiseStackDepth() {
		try {
			DiagnosticCommand.run("jfrConfigure", "stackdepth=" + FRAMES);
		}
		catch (JMException ex) {
			logger.log(Level.DEBUG, "Stacks are cut at Flight Recorder's default depth", ex);
		}
	}

	/** Keeps other users from reading what it writes, before anything is written. */
	private static void makePrivate() {
		String repository = System.getProperty(REPOSITORY, "");
		try {
			if (!repository.isEmpty()) {
				Files.setPosixFilePermissions(Path.of(repository), PosixFilePermissions.fromString("rwx------"));
			}
		}
		catch (IOException | UnsupportedOperationException ex) {
			logger.log(Level.DEBUG, "Flight Recorder's directory keeps the permissions it was made with", ex);
		}
	}

}
