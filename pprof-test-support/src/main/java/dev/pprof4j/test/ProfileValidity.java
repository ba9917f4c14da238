package dev.pprof4j.test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

import dev.pprof4j.test.proto.Function;
import dev.pprof4j.test.proto.Line;
import dev.pprof4j.test.proto.Location;
import dev.pprof4j.test.proto.Mapping;
import dev.pprof4j.test.proto.Profile;
import dev.pprof4j.test.proto.Sample;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the rules that Go's {@code Profile.CheckValid} and its decoder apply, and those
 * that Parca, Alloy and Pyroscope add.
 */
final class ProfileValidity {

	private ProfileValidity() {
	}

	static void check(Profile profile) {
		assertThat(profile.getStringTableList()).as("string table").isNotEmpty();
		assertThat(profile.getStringTable(0)).as("string_table[0]").isEmpty();
		assertThat(profile.getSampleTypeList()).as("sample types").isNotEmpty();
		Set<Long> mappings = sequentialIds("mapping", profile.getMappingList(), Mapping::getId);
		Set<Long> functions = sequentialIds("function", profile.getFunctionList(), Function::getId);
		Set<Long> locations = sequentialIds("location", profile.getLocationList(), Location::getId);
		checkStrings(profile);
		checkLocations(profile, mappings, functions);
		for (Sample sample : profile.getSampleList()) {
			assertThat(sample.getValueCount()).as("values of a sample").isEqualTo(profile.getSampleTypeCount());
			assertThat(sample.getValueList()).as("values of a sample").allMatch((value) -> value >= 0);
			assertThat(locations).as("locations").containsAll(sample.getLocationIdList());
			assertThat(sample.getLabelList()).as("label keys").allMatch((label) -> label.getKey() != 0);
		}
	}

	private static <T> Set<Long> sequentialIds(String what, List<T> table, ToLongFunction<T> id) {
		for (int i = 0; i < table.size(); i++) {
			assertThat(id.applyAsLong(table.get(i))).as("id of %s %d", what, i).isEqualTo(i + 1);
		}
		Set<Long> ids = new HashSet<>();
		table.forEach((row) -> ids.add(id.applyAsLong(row)));
		return ids;
	}

	private static void checkLocations(Profile profile, Set<Long> mappings, Set<Long> functions) {
		Set<Long> addresses = new HashSet<>();
		for (Location location : profile.getLocationList()) {
			assertThat(mappings).as("mappings").contains(location.getMappingId());
			assertThat(location.getAddress()).as("address").isNotZero();
			assertThat(addresses.add(location.getAddress())).as("address is unique").isTrue();
			assertThat(functions).as("functions")
				.containsAll(location.getLineList().stream().map(Line::getFunctionId).toList());
		}
	}

	private static void checkStrings(Profile profile) {
		int size = profile.getStringTableCount();
		profile.getFunctionList()
			.forEach((function) -> assertThat(
					List.of(function.getName(), function.getSystemName(), function.getFilename()))
				.as("strings of a function")
				.allMatch((index) -> index > 0 && index < size));
		profile.getFunctionList()
			.forEach((function) -> assertThat(profile.getStringTable(Math.toIntExact(function.getName())))
				.as("name of a function, the same in every JVM as its address must be")
				.doesNotStartWith("/"));
		profile.getSampleTypeList()
			.forEach((type) -> assertThat(profile.getStringTable(Math.toIntExact(type.getType())))
				.as("sample type, as Pyroscope accepts it")
				.doesNotContain("-"));
		profile.getCommentList()
			.forEach((comment) -> assertThat(profile.getStringTable(Math.toIntExact(comment)))
				.as("comment, as Parca leaves it alone")
				.doesNotStartWith("executableInfo="));
	}

}
