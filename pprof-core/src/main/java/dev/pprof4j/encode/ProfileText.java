package dev.pprof4j.encode;

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
		return switch (profile.kind()) {
			case HEAP, ALLOCS -> HeapText.of(profile);
			case BLOCK, MUTEX -> ContentionText.of(profile);
			case GOROUTINE, THREADCREATE -> CountText.of(profile);
			case CPU, WALL -> throw new IllegalArgumentException("There is no text of a profile of " + profile.kind());
		};
	}

}
