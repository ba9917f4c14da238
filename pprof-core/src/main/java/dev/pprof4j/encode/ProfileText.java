package dev.pprof4j.encode;

import java.io.UncheckedIOException;

import dev.pprof4j.profile.Profile;

/**
 * Profiles as Go writes them for people ({@code debug=1}). {@code go tool pprof} reads
 * the text too.
 */
public final class ProfileText {

	private ProfileText() {
	}

	/**
	 * A profile as text.
	 * @param profile a profile that is no window
	 * @return the text
	 * @throws IllegalArgumentException if profiles of its kind have no text
	 */
	public static String of(Profile profile) {
		StringBuilder text = new StringBuilder();
		write(profile, text);
		return text.toString();
	}

	/**
	 * Writes a profile as text, of which there may be a hundred MB.
	 * @param profile a profile that is no window
	 * @param out where it is written; what cannot be written is an
	 * {@link UncheckedIOException}
	 * @throws IllegalArgumentException if profiles of its kind have no text
	 */
	public static void write(Profile profile, Appendable out) {
		TextLines text = new TextLines(out);
		switch (profile.kind()) {
			case HEAP, ALLOCS -> HeapText.write(profile, text);
			case BLOCK, MUTEX -> ContentionText.write(profile, text);
			case GOROUTINE, THREADCREATE -> CountText.write(profile, text);
			case CPU, WALL -> throw new IllegalArgumentException("There is no text of a profile of " + profile.kind());
		}
	}

}
