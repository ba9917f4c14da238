package dev.pprof4j.profile;

import java.util.Optional;

/**
 * A remark that contains no counts.
 *
 * @param text the sentence
 */
record PlainRemark(String text) implements Remark {

	@Override
	public Optional<String> sentence() {
		return Optional.of(this.text);
	}

}
