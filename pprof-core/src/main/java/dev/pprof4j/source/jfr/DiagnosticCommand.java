package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Runs diagnostic commands in this JVM, as {@code jcmd} does. Safe to share between
 * threads.
 */
final class DiagnosticCommand {

	private static final String NAME = "com.sun.management:type=DiagnosticCommand";

	private DiagnosticCommand() {
	}

	/**
	 * Runs a command.
	 * @param operation the name of its operation, for example {@code gcClassHistogram}
	 * @param arguments its arguments
	 * @return what it prints
	 * @throws JMException if the JVM does not know the command, or it fails
	 */
	static String run(String operation, String... arguments) throws JMException {
		return (String) ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName(NAME), operation, new Object[] { arguments },
					new String[] { String[].class.getName() });
	}

}
