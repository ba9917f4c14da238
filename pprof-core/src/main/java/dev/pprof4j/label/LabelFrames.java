package dev.pprof4j.label;

import org.jspecify.annotations.Nullable;

/**
 * Frames that encode a number in their line numbers, so that anything that walks the
 * stack can read it: a profiler in a signal handler, a JVMTI agent, Flight Recorder, on
 * platform and on virtual threads, without clocks or bookkeeping. The number is written
 * in base 64. Its lowest digit is next to {@link #call}; the higher digits are closer to
 * the leaf. Safe to share between threads.
 */
final class LabelFrames {

	static final String NAME = LabelFrames.class.getName();

	private static final int BASE = 64;

	private static final int NO_NUMBER = -1;

	/** The function whose line is a digit. */
	static final String DIGIT = NAME + ".digit";

	/** The function that begins a number. */
	static final String CALL = NAME + ".call";

	/** The line of the digit 0; not positive if this class has lost its line table. */
	private static final int FIRST_LINE = call(0, LabelFrames::lineOfDigit);

	private LabelFrames() {
	}

	/**
	 * Appends the digit that a line encodes to a number.
	 * @param number the value of the higher digits
	 * @param line a line of {@link #DIGIT}
	 * @return the number, negative if it is not valid
	 */
	static int append(int number, int line) {
		int digit = line - FIRST_LINE;
		boolean known = FIRST_LINE > 0 && digit >= 0 && digit < BASE && number >= 0;
		return known ? number * BASE + digit : NO_NUMBER;
	}

	/** Calls the body with the number on the stack. */
	static <T extends @Nullable Object, X extends Exception> T call(int number, Body<T, X> body) throws X {
		return digit(number % BASE, number / BASE, body);
	}

	private static <T extends @Nullable Object, X extends Exception> T next(int rest, Body<T, X> body) throws X {
		return (rest == 0) ? body.run() : digit(rest % BASE, rest / BASE, body);
	}

	private static int lineOfDigit() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.filter((frame) -> DIGIT.equals(frame.getClassName() + '.' + frame.getMethodName()))
				.mapToInt(StackWalker.StackFrame::getLineNumber)
				.findFirst()
				.orElse(0));
	}

	/** Each digit needs a line of its own: the lines must not be merged. */
	private static <T extends @Nullable Object, X extends Exception> T digit(int digit, int rest, Body<T, X> body)
			throws X {
		return switch (digit) {
			case 0 -> next(rest, body);
			case 1 -> next(rest, body);
			case 2 -> next(rest, body);
			case 3 -> next(rest, body);
			case 4 -> next(rest, body);
			case 5 -> next(rest, body);
			case 6 -> next(rest, body);
			case 7 -> next(rest, body);
			case 8 -> next(rest, body);
			case 9 -> next(rest, body);
			case 10 -> next(rest, body);
			case 11 -> next(rest, body);
			case 12 -> next(rest, body);
			case 13 -> next(rest, body);
			case 14 -> next(rest, body);
			case 15 -> next(rest, body);
			case 16 -> next(rest, body);
			case 17 -> next(rest, body);
			case 18 -> next(rest, body);
			case 19 -> next(rest, body);
			case 20 -> next(rest, body);
			case 21 -> next(rest, body);
			case 22 -> next(rest, body);
			case 23 -> next(rest, body);
			case 24 -> next(rest, body);
			case 25 -> next(rest, body);
			case 26 -> next(rest, body);
			case 27 -> next(rest, body);
			case 28 -> next(rest, body);
			case 29 -> next(rest, body);
			case 30 -> next(rest, body);
			case 31 -> next(rest, body);
			case 32 -> next(rest, body);
			case 33 -> next(rest, body);
			case 34 -> next(rest, body);
			case 35 -> next(rest, body);
			case 36 -> next(rest, body);
			case 37 -> next(rest, body);
			case 38 -> next(rest, body);
			case 39 -> next(rest, body);
			case 40 -> next(rest, body);
			case 41 -> next(rest, body);
			case 42 -> next(rest, body);
			case 43 -> next(rest, body);
			case 44 -> next(rest, body);
			case 45 -> next(rest, body);
			case 46 -> next(rest, body);
			case 47 -> next(rest, body);
			case 48 -> next(rest, body);
			case 49 -> next(rest, body);
			case 50 -> next(rest, body);
			case 51 -> next(rest, body);
			case 52 -> next(rest, body);
			case 53 -> next(rest, body);
			case 54 -> next(rest, body);
			case 55 -> next(rest, body);
			case 56 -> next(rest, body);
			case 57 -> next(rest, body);
			case 58 -> next(rest, body);
			case 59 -> next(rest, body);
			case 60 -> next(rest, body);
			case 61 -> next(rest, body);
			case 62 -> next(rest, body);
			default -> next(rest, body);
		};
	}

	/**
	 * The code that is called with the number on the stack.
	 *
	 * @param <T> what it returns
	 * @param <X> what it throws
	 */
	@FunctionalInterface
	interface Body<T extends @Nullable Object, X extends Exception> {

		T run() throws X;

	}

}
