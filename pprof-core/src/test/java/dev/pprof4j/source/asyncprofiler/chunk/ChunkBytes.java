package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A handmade chunk in the JFR format: two constant pools, the second of which points to
 * the first, and a type with fields of all kinds. Its samples come from three threads
 * (one with a Java name, one with a native name, one without a name), in three stacks.
 */
public final class ChunkBytes {

	/** The reading of the chunk's clock when it begins. */
	static final long START_TICKS = 1_000;

	static final long START_NANOS = 1_700_000_000_000_000_000L;

	/** The stack of the first two samples; the stack of the next one is missing. */
	public static final int SHALLOW = 1;

	/** A stack with more frames than there is room for at first. */
	public static final int DEEP = 2;

	public static final int DEPTH = 300;

	public static final int MISSING = 9;

	/** Types, with fields: name, type, and whether it is a reference or an array. */
	private static final String[][] TYPES = { { "1", "long" }, { "2", "int" }, { "3", "byte" }, { "4", "boolean" },
			{ "5", "float" }, { "6", "double" }, { "20", "java.lang.String" },
			{ "21", "java.lang.Class", "name 31 ref", "modifiers 2" },
			{ "22", "java.lang.Thread", "osName 20", "osThreadId 1", "javaName 20", "javaThreadId 1" },
			{ "25", "jdk.types.ThreadState", "name 20" },
			{ "26", "jdk.types.StackTrace", "truncated 4", "frames 27 array" },
			{ "27", "jdk.types.StackFrame", "method 28 ref", "lineNumber 2", "bytecodeIndex 2", "type 24 ref" },
			{ "28", "jdk.types.Method", "type 21 ref", "name 31 ref", "descriptor 31 ref", "modifiers 2", "hidden 4" },
			{ "31", "jdk.types.Symbol", "string 20" },
			{ "40", "test.Everything", "one 3", "two 5", "three 6", "four 20 array", "five 1 array", "six 31",
					"seven 41" },
			{ "41", "test.Nothing" },
			{ "101", "jdk.ExecutionSample", "startTime 1", "sampledThread 22 ref", "stackTrace 26 ref",
					"state 25 ref" },
			{ "102", "profiler.WallClockSample", "startTime 1", "sampledThread 22 ref", "stackTrace 26 ref",
					"state 25 ref", "samples 2" },
			{ "103", "test.Other", "startTime 1" } };

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private ChunkBytes() {
	}

	/** The whole chunk. */
	public static byte[] whole() {
		return whole("main", 0);
	}

	/** With another name for the thread {@code main}. */
	public static byte[] ofThread(String name) {
		return whole(name, 0);
	}

	/** With more texts in its metadata than bytes after them. */
	static byte[] ofManyTexts() {
		String[][] types = Arrays.copyOf(TYPES, TYPES.length + 1);
		types[TYPES.length] = new String[5_000];
		types[TYPES.length][0] = "200";
		types[TYPES.length][1] = "test.Large";
		for (int i = 2; i < types[TYPES.length].length; i++) {
			types[TYPES.length][i] = "field" + i + " 1";
		}
		return whole(types, "main", 0);
	}

	/** With a second constant pool that gives another distance to the first. */
	static byte[] linkedTo(int distance) {
		return whole("main", distance);
	}

	private static byte[] whole(String thread, int distance) {
		return whole(TYPES, thread, distance);
	}

	/** With another name for a type or a field. */
	static byte[] whole(String name, String otherName) {
		return whole(Arrays.stream(TYPES)
			.map((type) -> Arrays.stream(type)
				.map((text) -> text.equals(name) || text.startsWith(name + " ")
						? otherName + text.substring(name.length()) : text)
				.toArray(String[]::new))
			.toArray(String[][]::new), "main", 0);
	}

	private static byte[] whole(String[][] types, String thread, int distance) {
		ChunkBytes chunk = new ChunkBytes();
		chunk.bytes.writeBytes(new byte[68]);
		chunk.event(chunk(101, 1_010, 11, SHALLOW, 0));
		chunk.event(chunk(101, 1_020, 12, SHALLOW, 0));
		chunk.event(chunk(103, 1_025));
		chunk.event(chunk(101, 1_030, 13, MISSING, 0));
		chunk.event(chunk(102, 1_040, 11, DEEP, 1, 7));
		chunk.event(chunk(101, 1_050, 11, SHALLOW, 0));
		int metadata = chunk.bytes.size();
		chunk.event(metadata(types));
		int first = chunk.bytes.size();
		chunk.event(stacksAndThreads(thread));
		int last = chunk.bytes.size();
		chunk.event(names((distance != 0) ? distance : first - last));
		return ByteBuffer.wrap(chunk.bytes.toByteArray())
			.putInt(0x464c5200)
			.putShort((short) 2)
			.putShort((short) 0)
			.putLong(chunk.bytes.size())
			.putLong(last)
			.putLong(metadata)
			.putLong(START_NANOS)
			.putLong(5_000)
			.putLong(START_TICKS)
			.putLong(250_000_000)
			.array();
	}

	/** The position in the chunk that a field of the header gives. */
	static int position(byte[] chunk, int field) {
		return (int) ByteBuffer.wrap(chunk).getLong(8 + field * Long.BYTES);
	}

	private static ChunkBytes metadata(String[][] types) {
		List<String> texts = new ArrayList<>(
				List.of("root", "class", "field", "id", "name", "constantPool", "true", "dimension", "1"));
		ChunkBytes tree = new ChunkBytes();
		tree.numbers(0, 0, types.length);
		for (String[] type : types) {
			tree.numbers(1, 2, 3, text(texts, type[0]), 4, text(texts, type[1]), type.length - 2);
			for (String field : Arrays.asList(type).subList(2, type.length)) {
				String[] parts = field.split(" ", -1);
				tree.numbers(2, parts.length, 4, text(texts, parts[0]), 1, text(texts, parts[1]));
				if (field.endsWith(" ref")) {
					tree.numbers(5, 6);
				}
				if (field.endsWith(" array")) {
					tree.numbers(7, 8);
				}
				tree.numbers(0);
			}
		}
		ChunkBytes metadata = chunk(0, START_TICKS, 0, 1, texts.size());
		texts.forEach(metadata::text);
		metadata.bytes.writeBytes(tree.bytes.toByteArray());
		return metadata;
	}

	private static int text(List<String> texts, String text) {
		if (!texts.contains(text)) {
			texts.add(text);
		}
		return texts.indexOf(text);
	}

	private static ChunkBytes stacksAndThreads(String thread) {
		ChunkBytes pool = chunk(1, START_TICKS, 0, 0);
		pool.bytes.write(1);
		pool.numbers(3);
		pool.numbers(26, 2);
		pool.numbers(SHALLOW, 0, 2, /**/ 1, 10, 0, 0, /**/ 2, 20, 0, 1);
		pool.numbers(DEEP, 0, DEPTH);
		for (int i = 0; i < DEPTH; i++) {
			pool.numbers(1 + (i % 2), 1_000 + i, 0, 2);
		}
		pool.numbers(22, 2, 11).text("main-native").numbers(11).text(thread).numbers(1);
		pool.numbers(12).text("native").numbers(12, 0, 0);
		pool.numbers(40, 2, 1, 7).zeros(12).numbers(2, 0).text("a").numbers(3, 1, 300, 70_000).text("b");
		pool.numbers(2, 7).zeros(12).numbers(0, 0).text("c");
		return pool;
	}

	private static ChunkBytes names(int first) {
		ChunkBytes pool = chunk(1, START_TICKS, 0, first);
		pool.bytes.write(1);
		pool.numbers(4);
		pool.numbers(25, 2, 0).text("STATE_DEFAULT").numbers(1).text("STATE_SLEEPING");
		pool.numbers(28, 2, /**/ 1, 5, 1, 2, 0, 0, /**/ 2, 99, 3, 2, 0, 1);
		pool.numbers(21, 1, /**/ 5, 4, 0);
		pool.numbers(31, 5, 0).text("symbol 0").numbers(1).text("inner").numbers(2).text("()V");
		pool.numbers(3).text("outer").numbers(4).text("com/example/Work");
		return pool;
	}

	private static ChunkBytes chunk(long... numbers) {
		return new ChunkBytes().numbers(numbers);
	}

	/** Writes an event after its size, which takes five bytes, as in async-profiler. */
	private void event(ChunkBytes event) {
		int size = event.bytes.size() + 5;
		for (int i = 0; i < 4; i++) {
			this.bytes.write((size >>> (7 * i)) | 0x80);
		}
		this.bytes.write(0);
		this.bytes.writeBytes(event.bytes.toByteArray());
	}

	private ChunkBytes numbers(long... numbers) {
		for (long number : numbers) {
			int count = 0;
			long left = number;
			while (count < 8 && (left & ~0x7fL) != 0) {
				this.bytes.write((int) (left | 0x80));
				left >>>= 7;
				count++;
			}
			this.bytes.write((int) left);
		}
		return this;
	}

	private ChunkBytes text(String text) {
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		this.bytes.write(3);
		numbers(utf8.length);
		this.bytes.writeBytes(utf8);
		return this;
	}

	private ChunkBytes zeros(int count) {
		this.bytes.writeBytes(new byte[count]);
		return this;
	}

}
