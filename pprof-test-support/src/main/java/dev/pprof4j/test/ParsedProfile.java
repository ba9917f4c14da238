package dev.pprof4j.test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

import dev.pprof4j.test.proto.Function;
import dev.pprof4j.test.proto.Label;
import dev.pprof4j.test.proto.Line;
import dev.pprof4j.test.proto.Location;
import dev.pprof4j.test.proto.Profile;
import dev.pprof4j.test.proto.Sample;
import dev.pprof4j.test.proto.ValueType;

/**
 * A profile as a third-party parser understands it. It is created only if it is valid by
 * Go's rules.
 */
public final class ParsedProfile {

	private final Profile proto;

	private final Map<Long, Location> locations = new HashMap<>();

	private final Map<Long, Function> functions = new HashMap<>();

	private ParsedProfile(Profile proto) {
		this.proto = proto;
		proto.getLocationList().forEach((location) -> this.locations.put(location.getId(), location));
		proto.getFunctionList().forEach((function) -> this.functions.put(function.getId(), function));
	}

	/**
	 * Parses and checks a profile.
	 * @param gzipped the bytes of a response
	 * @return the profile
	 */
	public static ParsedProfile of(byte[] gzipped) {
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
			Profile proto = Profile.parseFrom(in);
			ProfileValidity.check(proto);
			return new ParsedProfile(proto);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Parses a profile from another tool without checking it, since it may bend the
	 * rules.
	 * @param message the bytes, not compressed
	 * @return the profile
	 */
	public static ParsedProfile unchecked(byte[] message) {
		try {
			return new ParsedProfile(Profile.parseFrom(message));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Profile proto() {
		return this.proto;
	}

	public List<String> sampleTypes() {
		return this.proto.getSampleTypeList().stream().map(this::valueType).toList();
	}

	public String periodType() {
		return valueType(this.proto.getPeriodType());
	}

	public List<String> comments() {
		return this.proto.getCommentList().stream().map(this::string).toList();
	}

	public String string(long index) {
		return this.proto.getStringTable(Math.toIntExact(index));
	}

	/** The function names of a sample, leaf first, including inlined ones. */
	public List<String> stack(Sample sample) {
		return sample.getLocationIdList()
			.stream()
			.flatMap((id) -> location(id).getLineList().stream())
			.map((line) -> string(required(this.functions, line.getFunctionId()).getName()))
			.toList();
	}

	/** The names of functions that are inlined into another one in any location. */
	public Set<String> inlined() {
		Set<String> names = new TreeSet<>();
		for (Location location : this.locations.values()) {
			location.getLineList()
				.subList(0, location.getLineCount() - 1)
				.forEach((line) -> names.add(string(required(this.functions, line.getFunctionId()).getName())));
		}
		return names;
	}

	public Map<String, Object> labels(Sample sample) {
		Map<String, Object> labels = new TreeMap<>();
		for (Label label : sample.getLabelList()) {
			labels.put(string(label.getKey()), (label.getStr() != 0) ? string(label.getStr()) : label.getNum());
		}
		return labels;
	}

	/** The sum of a value over all samples. */
	public long total(int valueIndex) {
		return total(valueIndex, (sample) -> true);
	}

	/** The sum of a value over some samples. */
	public long total(int valueIndex, Predicate<Sample> which) {
		return this.proto.getSampleList().stream().filter(which).mapToLong((s) -> s.getValue(valueIndex)).sum();
	}

	/**
	 * The sum of a value over the samples whose leaf is this function: its flat value.
	 */
	public long flat(int valueIndex, String function) {
		return total(valueIndex, (sample) -> stack(sample).get(0).equals(function));
	}

	/**
	 * The sum of a value over the samples with this function anywhere: its cumulative
	 * value.
	 */
	public long cumulative(int valueIndex, String function) {
		return total(valueIndex, (sample) -> stack(sample).contains(function));
	}

	public Optional<Function> functionNamed(String name) {
		return this.functions.values().stream().filter((function) -> string(function.getName()).equals(name)).findAny();
	}

	public Function function(Location location) {
		return functionOf(location.getLine(0));
	}

	public Function functionOf(Line line) {
		return required(this.functions, line.getFunctionId());
	}

	/** The file of a location, empty if it is not known. */
	public String mapping(Location location) {
		return this.proto.getMappingList()
			.stream()
			.filter((mapping) -> mapping.getId() == location.getMappingId())
			.map((mapping) -> string(mapping.getFilename()))
			.findFirst()
			.orElse("");
	}

	public Location location(long id) {
		return required(this.locations, id);
	}

	private static <T> T required(Map<Long, T> table, long id) {
		T found = table.get(id);
		if (found == null) {
			throw new AssertionError("Nothing has the id " + id);
		}
		return found;
	}

	private String valueType(ValueType type) {
		return string(type.getType()) + "/" + string(type.getUnit());
	}

}
