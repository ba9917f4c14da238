package dev.pprof4j.profile;

import java.util.List;
import java.util.Optional;

/**
 * What a profile says about itself. Immutable.
 */
public interface Remark {

	/**
	 * A remark that is always the same.
	 * @param sentence for whoever reads the profile
	 * @return the remark
	 */
	static Remark of(String sentence) {
		return new PlainRemark(sentence);
	}

	/**
	 * What there is to say.
	 * @return a sentence for whoever reads the profile, empty if there is nothing to say
	 */
	Optional<String> sentence();

	/**
	 * What is to be said of the time since an earlier profile.
	 * @param earlier the remarks of that
	 * @return the remark, which is this one unless it counts something
	 */
	default Remark since(List<Remark> earlier) {
		return this;
	}

}
