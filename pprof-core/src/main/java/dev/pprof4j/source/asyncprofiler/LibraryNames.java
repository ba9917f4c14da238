package dev.pprof4j.source.asyncprofiler;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of native code without symbols, to which async-profiler gives the name of its
 * library, with the path.
 */
final class LibraryNames {

	/**
	 * A library that {@code NativeLibrary} unpacks has a number before its name, and its
	 * file is deleted.
	 */
	private static final Pattern UNPACKED = Pattern.compile("/(?:.*/)?\\d+-([^/]+) \\(deleted\\)");

	private static final Pattern PATH = Pattern.compile("/(?:.*/)?([^/]+?)(?: \\(deleted\\))?");

	private LibraryNames() {
	}

	/**
	 * A name that does not depend on where the library is.
	 * @param symbol a function, or the path of a library
	 * @return the function, or the library's file name
	 */
	static String withoutPath(String symbol) {
		Matcher unpacked = UNPACKED.matcher(symbol);
		Matcher path = unpacked.matches() ? unpacked : PATH.matcher(symbol);
		return path.matches() ? path.group(1) : symbol;
	}

}
