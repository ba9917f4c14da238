package dev.pprof4j.encode;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.CodedOutputStream;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.Sample;
import dev.pprof4j.profile.SampleType;

/**
 * Writes one profile, message by message, in the order of {@code profile.proto}. The
 * tables fill up along the way and are written once nothing more can refer to them. IDs
 * are sequential from 1, as Parca requires. Used for one profile.
 */
final class ProfileWriter {

	/** The only mapping: its flags tell clients that nothing is left to symbolize. */
	private static final int MAPPING_ID = 1;

	/** Describes how to read each profile, for clients that show the link. */
	private static final String DOCUMENTS = "https://github.com/pprof4j/pprof4j/blob/main/docs/profiles.md#";

	private final CodedOutputStream out;

	private final Application application;

	private final MessageBuffer message = new MessageBuffer();

	private final MessageBuffer nested = new MessageBuffer();

	private final Table<String> strings = new Table<>(0);

	private final Locations locations = new Locations();

	private final Table<Function> functions = new Table<>(1);

	ProfileWriter(CodedOutputStream out, Application application) {
		this.out = out;
		this.application = application;
		this.strings.indexOf("");
	}

	void write(Profile profile) throws IOException {
		for (SampleType type : profile.kind().sampleTypes()) {
			valueType(ProfileFields.PROFILE_SAMPLE_TYPE, type);
		}
		for (Sample sample : profile.samples()) {
			sample(sample);
		}
		mapping();
		int number = 0;
		for (List<Frame> frames : this.locations.all()) {
			location(++number, frames);
		}
		for (Function function : this.functions.values()) {
			function(function);
		}
		// Everything that refers to a string comes before the string table, whatever its
		// field number.
		valueType(ProfileFields.PROFILE_PERIOD_TYPE, profile.kind().periodType());
		this.out.writeInt64(ProfileFields.PROFILE_PERIOD, profile.period());
		this.out.writeInt64(ProfileFields.PROFILE_TIME_NANOS, nanos(profile.start()));
		number(this.out, ProfileFields.PROFILE_DURATION_NANOS, profile.duration().toNanos());
		for (String comment : profile.comments()) {
			// One tag for each comment: Alloy loses a packed list.
			this.out.writeInt64(ProfileFields.PROFILE_COMMENT, this.strings.indexOf(comment));
		}
		text(this.out, ProfileFields.PROFILE_DEFAULT_SAMPLE_TYPE, profile.kind().defaultSampleType().type());
		text(this.out, ProfileFields.PROFILE_DOC_URL, DOCUMENTS + profile.kind().path());
		for (String string : this.strings.values()) {
			this.out.writeString(ProfileFields.PROFILE_STRING_TABLE, string);
		}
	}

	private void valueType(int field, SampleType type) throws IOException {
		this.message.write(this.out, field, (body) -> {
			text(body, ProfileFields.VALUE_TYPE_TYPE, type.type());
			text(body, ProfileFields.VALUE_TYPE_UNIT, type.unit());
		});
	}

	private void sample(Sample sample) throws IOException {
		this.locations.enter(sample.stack());
		this.message.write(this.out, ProfileFields.PROFILE_SAMPLE, (body) -> {
			this.nested.write(body, ProfileFields.SAMPLE_LOCATION_ID, this::locationIds);
			this.nested.write(body, ProfileFields.SAMPLE_VALUE, (inner) -> values(inner, sample.values()));
			for (Label label : sample.labels().all()) {
				this.nested.write(body, ProfileFields.SAMPLE_LABEL, (inner) -> label(inner, label));
			}
		});
	}

	private void locationIds(CodedOutputStream packed) throws IOException {
		for (int i = 0; i < this.locations.count(); i++) {
			packed.writeUInt32NoTag(this.locations.number(i));
		}
	}

	private static void values(CodedOutputStream packed, List<Long> values) throws IOException {
		for (int i = 0; i < values.size(); i++) {
			packed.writeInt64NoTag(values.get(i));
		}
	}

	private void label(CodedOutputStream body, Label label) throws IOException {
		text(body, ProfileFields.LABEL_KEY, label.key());
		String text = label.text();
		if (text != null) {
			text(body, ProfileFields.LABEL_STR, text);
			return;
		}
		number(body, ProfileFields.LABEL_NUM, label.number());
		text(body, ProfileFields.LABEL_NUM_UNIT, label.unit());
	}

	private void mapping() throws IOException {
		this.message.write(this.out, ProfileFields.PROFILE_MAPPING, (body) -> {
			body.writeUInt64(ProfileFields.MAPPING_ID, MAPPING_ID);
			text(body, ProfileFields.MAPPING_FILENAME, this.application.name());
			text(body, ProfileFields.MAPPING_BUILD_ID, this.application.buildId());
			body.writeBool(ProfileFields.MAPPING_HAS_FUNCTIONS, true);
			body.writeBool(ProfileFields.MAPPING_HAS_FILENAMES, true);
			body.writeBool(ProfileFields.MAPPING_HAS_LINE_NUMBERS, true);
		});
	}

	private void location(int number, List<Frame> frames) throws IOException {
		int[] functionIds = new int[frames.size()];
		for (int i = 0; i < functionIds.length; i++) {
			functionIds[i] = functionId(frames.get(i));
		}
		this.message.write(this.out, ProfileFields.PROFILE_LOCATION, (body) -> {
			body.writeUInt64(ProfileFields.LOCATION_ID, number);
			body.writeUInt64(ProfileFields.LOCATION_MAPPING_ID, MAPPING_ID);
			body.writeUInt64(ProfileFields.LOCATION_ADDRESS, Frame.address(frames));
			for (int i = 0; i < functionIds.length; i++) {
				line(body, functionIds[i], frames.get(i).line());
			}
		});
	}

	private int functionId(Frame frame) {
		return this.functions.indexOf(new Function(frame.name(), frame.systemName(), frame.fileName()));
	}

	private void line(CodedOutputStream body, int functionId, int line) throws IOException {
		this.nested.write(body, ProfileFields.LOCATION_LINE, (inner) -> {
			inner.writeUInt64(ProfileFields.LINE_FUNCTION_ID, functionId);
			number(inner, ProfileFields.LINE_LINE, line);
		});
	}

	private void function(Function function) throws IOException {
		this.message.write(this.out, ProfileFields.PROFILE_FUNCTION, (body) -> {
			body.writeUInt64(ProfileFields.FUNCTION_ID, this.functions.indexOf(function));
			text(body, ProfileFields.FUNCTION_NAME, function.name());
			text(body, ProfileFields.FUNCTION_SYSTEM_NAME, function.systemName());
			text(body, ProfileFields.FUNCTION_FILENAME, function.fileName());
		});
	}

	private void text(CodedOutputStream body, int field, String text) throws IOException {
		number(body, field, this.strings.indexOf(text));
	}

	/** A reader takes an absent number as zero, so zero is left out. */
	private static void number(CodedOutputStream body, int field, long number) throws IOException {
		if (number != 0) {
			body.writeInt64(field, number);
		}
	}

	private static long nanos(Instant time) {
		return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
	}

	/**
	 * The names of a function.
	 */
	private record Function(String name, String systemName, String fileName) {

		/** The system name alone tells nearly all functions apart. */
		@Override
		public int hashCode() {
			return this.systemName.hashCode();
		}

	}

}
