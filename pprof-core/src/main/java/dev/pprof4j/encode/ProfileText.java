package dev.pprof4j.encode;

import java.io.UncheckedIOException;

import dev.pprof4j.profile.Profile;

/**
 * Writes profiles as Go does for people ({@code debug=1}). {@code go tool pprof} reads
 * the text, too.
 */
public final class ProfileText {

	private ProfileText() {
	}

	/**
	 * Returns a profile as text.
	 * @param profile a profile of a kind that is not recorded over a window
	 * @return the text
	 * @throws IllegalArgumentException if profiles of its kind have no text
	 */
	public static String of(Profile profile) {
		StringBuilder text = new StringBuilder();
		write(profile, text);
		return text.toString();
	}

	/**
	 * Writes a profile as text, which may be a hundred MB.
	 * @param profile a profile of a kind that is not recorded over a window
	 * @param out where it is written; a write error is thrown as an
	 * {@link UncheckedIOException}
	 * @throws IllegalArgumentException if profiles of its kind have no text
	 */
	public static void write(Profile profile, Appendable out) {
		TextLines text = new TextLines(out);
		switch (profile.kind()) {
			case HEAP, ALLOCS -> HeapText.write(profile, text);
			case BLOCK, MUTEX -> ContentionText.write(profile, text);
			case GOROUTINE, THREADCREATE -> CountText.write(profile, text);
			case CPU, WALL -> throw new IllegalArgumentException("There is no text format for " + profile.kind());
		}
	}

}
