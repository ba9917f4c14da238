package dev.pprof4j.symbol;

/**
 * Thread names that mean the same for all threads of a pool.
 */
public final class ThreadNames {

	private static final String SEPARATORS = "-_#.: ";

	private ThreadNames() {
	}

	/**
	 * Derives the pool that a thread belongs to from its name: each run of digits is
	 * removed, together with the separators ({@code - _ # . :} and space) before it.
	 * @param name the name of the thread, for example {@code http-nio-8080-exec-7}
	 * @return for example {@code http-nio-exec}; empty if nothing is left
	 */
	public static String pool(String name) {
		StringBuilder pool = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			char next = name.charAt(i);
			if (!isDigit(next)) {
				pool.append(next);
			}
			else if (i == 0 || !isDigit(name.charAt(i - 1))) {
				removeSeparators(pool);
			}
		}
		return pool.toString();
	}

	private static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

	private static void removeSeparators(StringBuilder pool) {
		while (!pool.isEmpty() && SEPARATORS.indexOf(pool.charAt(pool.length() - 1)) >= 0) {
			pool.setLength(pool.length() - 1);
		}
	}

}
