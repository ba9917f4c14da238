package dev.pprof4j.source.jfr;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import javax.management.JMException;

import jdk.jfr.FlightRecorder;

/**
 * How deep Flight Recorder looks into stacks: 64 frames if nobody says otherwise, while a
 * request that comes through Spring's filters is 150 deep. It can be set in a JVM that
 * has not recorded anything yet; whoever was first keeps what is.
 */
final class StackDepth {

	private static final Logger logger = System.getLogger(StackDepth.class.getName());

	private static final int FRAMES = 256;

	private StackDepth() {
	}

	static void raise() {
		if (FlightRecorder.isInitialized()) {
			return;
		}
		try {
			DiagnosticCommand.run("jfrConfigure", "stackdepth=" + FRAMES);
		}
		catch (JMException ex) {
			logger.log(Level.DEBUG, "Stacks are cut at Flight Recorder's default depth", ex);
		}
	}

}
