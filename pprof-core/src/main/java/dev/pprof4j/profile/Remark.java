package dev.pprof4j.profile;

import java.util.List;
import java.util.Optional;

/**
 * A remark of a profile about itself. Immutable.
 */
public interface Remark {

	/**
	 * Creates a remark that is always the same.
	 * @param sentence the sentence for readers of the profile
	 * @return the remark
	 */
	static Remark of(String sentence) {
		return new PlainRemark(sentence);
	}

	/**
	 * Returns what there is to say.
	 * @return a sentence for readers of the profile, empty if there is nothing to say
	 */
	Optional<String> sentence();

	/**
	 * Returns what there is to say about the time since an earlier profile.
	 * @param earlier the remarks of the earlier profile
	 * @return the remark, which is this one unless it contains counts
	 */
	default Remark since(List<Remark> earlier) {
		return this;
	}

}
