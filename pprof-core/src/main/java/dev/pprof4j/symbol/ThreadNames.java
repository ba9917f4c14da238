package dev.pprof4j.symbol;

import java.util.regex.Pattern;

/**
 * Names of threads that mean the same for all threads of a pool.
 */
public final class ThreadNames {

	private static final Pattern NUMBERS = Pattern.compile("[-_ #:.]*\\d+");

	private ThreadNames() {
	}

	/**
	 * The pool that a thread belongs to, told from its name: the name without its
	 * numbers, and without what joins a number to what is before it.
	 * @param name the name of the thread, for example {@code http-nio-8080-exec-7}
	 * @return for example {@code http-nio-exec}; {@code unnamed} if nothing is left
	 */
	public static String pool(String name) {
		String pool = NUMBERS.matcher(name).replaceAll("").strip();
		return pool.isEmpty() ? "unnamed" : pool;
	}

}
