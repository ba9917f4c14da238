package dev.pprof4j.source;

import org.jspecify.annotations.Nullable;

/**
 * A profile that could not be taken. The message is one sentence for the person who asked
 * for it.
 */
public abstract sealed class ProfilingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private ProfilingException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * The maximum number of profiles is already being taken. A later request may succeed.
	 */
	public static final class Busy extends ProfilingException {

		private static final long serialVersionUID = 1L;

		/**
		 * A refusal because the limit is reached.
		 * @param message the sentence
		 */
		public Busy(String message) {
			super(message, null);
		}

	}

	/**
	 * Something else holds a resource that this profile needs and cannot share. A request
	 * after that has ended may succeed.
	 */
	public static final class Conflict extends ProfilingException {

		private static final long serialVersionUID = 1L;

		/**
		 * A refusal in favour of another recording.
		 * @param message the sentence
		 */
		public Conflict(String message) {
			super(message, null);
		}

	}

	/**
	 * This JVM cannot take the profile until something changes.
	 */
	public static final class Unavailable extends ProfilingException {

		private static final long serialVersionUID = 1L;

		/**
		 * A refusal until something changes.
		 * @param message the sentence, with what to change
		 */
		public Unavailable(String message) {
			super(message, null);
		}

		/**
		 * A refusal until something changes.
		 * @param message the sentence, with what to change
		 * @param cause what went wrong
		 */
		public Unavailable(String message, Throwable cause) {
			super(message, cause);
		}

	}

	/**
	 * Profiling should have worked, but did not.
	 */
	public static final class Failed extends ProfilingException {

		private static final long serialVersionUID = 1L;

		/**
		 * A failure.
		 * @param message the sentence
		 * @param cause what went wrong
		 */
		public Failed(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
