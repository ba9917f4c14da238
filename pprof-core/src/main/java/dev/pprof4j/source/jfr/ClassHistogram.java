package dev.pprof4j.source.jfr;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.symbol.ClassNames;

import javax.management.JMException;

/**
 * The objects on the heap by class, counted by the JVM while the application is paused:
 * about half a second per gigabyte, twice that with a collection first.
 *
 * @param classes the usage of each class, by readable name
 */
record ClassHistogram(Map<String, Usage> classes) {

	private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

	static ClassHistogram take(boolean afterGc) {
		return parse(print(afterGc));
	}

	private static String print(boolean afterGc) {
		String[] arguments = afterGc ? new String[0] : new String[] { "-all" };
		try {
			return DiagnosticCommand.run("gcClassHistogram", arguments);
		}
		catch (JMException ex) {
			throw new ProfilingException.Unavailable("The JVM provides no class histogram: " + ex.getMessage(), ex);
		}
	}

	static ClassHistogram parse(String text) {
		Map<String, Usage> classes = new HashMap<>();
		text.lines().map(ROW::matcher).filter(Matcher::matches).forEach((row) -> {
			Usage usage = new Usage(Long.parseLong(row.group(1)), Long.parseLong(row.group(2)));
			classes.merge(readable(row.group(3)), usage, Usage::plus);
		});
		return new ClassHistogram(classes);
	}

	/** Some sources give arrays as descriptors, others as Java writes them. */
	static String readable(String className) {
		return className.startsWith("[") ? ClassNames.ofDescriptor(className) : ClassNames.stable(className);
	}

	/**
	 * The objects of one class.
	 *
	 * @param objects the number of objects
	 * @param bytes their size
	 */
	record Usage(long objects, long bytes) {

		Usage plus(Usage other) {
			return new Usage(this.objects + other.objects, this.bytes + other.bytes);
		}

	}

}
