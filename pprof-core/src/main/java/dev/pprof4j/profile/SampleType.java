package dev.pprof4j.profile;

/**
 * What one value of a sample is, and in which unit, in the words of {@code profile.proto}
 * ({@code ValueType}).
 *
 * @param type what is counted, for example {@code cpu}
 * @param unit the unit of the value, for example {@code nanoseconds}
 */
public record SampleType(String type, String unit) {

	static final SampleType SAMPLES = new SampleType("samples", "count");

	static final SampleType CPU = new SampleType("cpu", "nanoseconds");

}
