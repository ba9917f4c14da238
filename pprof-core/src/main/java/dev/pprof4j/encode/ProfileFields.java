package dev.pprof4j.encode;

/**
 * The field numbers of {@code profile.proto}, named {@code MESSAGE_FIELD}.
 */
final class ProfileFields {

	static final int PROFILE_SAMPLE_TYPE = 1; // repeated ValueType

	static final int PROFILE_SAMPLE = 2; // repeated Sample

	static final int PROFILE_MAPPING = 3; // repeated Mapping

	static final int PROFILE_LOCATION = 4; // repeated Location

	static final int PROFILE_FUNCTION = 5; // repeated Function

	static final int PROFILE_STRING_TABLE = 6; // repeated string

	static final int PROFILE_TIME_NANOS = 9; // int64, since the epoch

	static final int PROFILE_DURATION_NANOS = 10; // int64

	static final int PROFILE_PERIOD_TYPE = 11; // ValueType

	static final int PROFILE_PERIOD = 12; // int64

	static final int PROFILE_COMMENT = 13; // repeated int64, index into the string table

	static final int PROFILE_DEFAULT_SAMPLE_TYPE = 14; // int64, likewise

	static final int PROFILE_DOC_URL = 15; // int64, likewise

	static final int VALUE_TYPE_TYPE = 1; // int64, index into the string table

	static final int VALUE_TYPE_UNIT = 2; // int64, index into the string table

	static final int SAMPLE_LOCATION_ID = 1; // repeated uint64, leaf first

	static final int SAMPLE_VALUE = 2; // repeated int64, in the order of the sample types

	static final int SAMPLE_LABEL = 3; // repeated Label

	static final int LABEL_KEY = 1; // int64, index into the string table

	static final int LABEL_STR = 2; // int64, index into the string table

	static final int LABEL_NUM = 3; // int64

	static final int LABEL_NUM_UNIT = 4; // int64, index into the string table

	static final int MAPPING_ID = 1; // uint64

	static final int MAPPING_FILENAME = 5; // int64, index into the string table

	static final int MAPPING_BUILD_ID = 6; // int64, index into the string table

	static final int MAPPING_HAS_FUNCTIONS = 7; // bool

	static final int MAPPING_HAS_FILENAMES = 8; // bool

	static final int MAPPING_HAS_LINE_NUMBERS = 9; // bool

	static final int LOCATION_ID = 1; // uint64

	static final int LOCATION_MAPPING_ID = 2; // uint64

	static final int LOCATION_ADDRESS = 3; // uint64

	static final int LOCATION_LINE = 4; // repeated Line

	static final int LINE_FUNCTION_ID = 1; // uint64

	static final int LINE_LINE = 2; // int64

	static final int FUNCTION_ID = 1; // uint64

	static final int FUNCTION_NAME = 2; // int64, index into the string table

	static final int FUNCTION_SYSTEM_NAME = 3; // int64, index into the string table

	static final int FUNCTION_FILENAME = 4; // int64, index into the string table

	private ProfileFields() {
	}

}
