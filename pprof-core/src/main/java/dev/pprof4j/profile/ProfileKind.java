package dev.pprof4j.profile;

import java.util.List;
import java.util.Optional;

/**
 * The table of profiles: one row for each, with the name, the sample types and the period
 * that Go's {@code net/http/pprof} and its clients know. Routing, the index and the
 * encoder read this table; adding a profile starts with a row here.
 */
public enum ProfileKind {

	/** CPU time by stack, over a window of time. */
	CPU("profile", "CPU time by stack, sampled over a window of 'seconds'", List.of(SampleType.SAMPLES, SampleType.CPU),
			SampleType.CPU);

	private final String path;

	private final String description;

	private final List<SampleType> sampleTypes;

	private final SampleType periodType;

	ProfileKind(String path, String description, List<SampleType> sampleTypes, SampleType periodType) {
		this.path = path;
		this.description = description;
		this.sampleTypes = sampleTypes;
		this.periodType = periodType;
	}

	/**
	 * The kind behind a path.
	 * @param path the last segment of the profile's URL, for example {@code profile}
	 * @return the kind, or empty if no profile has that path
	 */
	public static Optional<ProfileKind> ofPath(String path) {
		for (ProfileKind kind : values()) {
			if (kind.path.equals(path)) {
				return Optional.of(kind);
			}
		}
		return Optional.empty();
	}

	/**
	 * The last segment of the profile's URL, and the name of its download.
	 * @return the name that Go gives this profile
	 */
	public String path() {
		return this.path;
	}

	/**
	 * What the profile shows, in half a sentence.
	 * @return the description, for people
	 */
	public String description() {
		return this.description;
	}

	/**
	 * The types of a sample's values, in their order; the last is the one shown when
	 * nobody asks for another.
	 * @return the sample types
	 */
	public List<SampleType> sampleTypes() {
		return this.sampleTypes;
	}

	/**
	 * The sample type that a client shows when nobody asks for another.
	 * @return the default sample type
	 */
	public SampleType defaultSampleType() {
		return this.sampleTypes.get(this.sampleTypes.size() - 1);
	}

	/**
	 * The event between two samples, and its unit.
	 * @return the type of the profile's period
	 */
	public SampleType periodType() {
		return this.periodType;
	}

}
