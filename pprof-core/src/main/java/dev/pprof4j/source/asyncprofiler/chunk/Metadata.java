package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a chunk says about its types. It is an event with a table of texts and a tree of
 * elements, whose names and attributes are indexes into the table. A {@code class}
 * element is a type, and each {@code field} in it a field.
 */
final class Metadata {

	/** The number for no type. */
	static final long NO_TYPE = -1;

	/**
	 * Real elements and structures have a few levels; endless ones would exhaust our
	 * stack.
	 */
	private static final int MAX_DEPTH = 16;

	private final Map<Long, Type> types = new HashMap<>();

	private final Map<Long, Layout> layouts = new HashMap<>();

	private Metadata() {
	}

	/**
	 * Reads the metadata.
	 * @param input at the beginning of the event
	 */
	static Metadata read(Input input) throws IOException {
		FixedEvent event = FixedEvent.readMetadata(input);
		input.readNumber(); // which of several metadata
		List<String> texts = new ArrayList<>();
		for (int left = input.readCount(); left > 0; left--) {
			String text = input.readText();
			texts.add((text != null) ? text : "");
		}
		Metadata metadata = new Metadata();
		metadata.readElement(input, texts, null, 0);
		event.checkEnd(input);
		return metadata;
	}

	private void readElement(Input input, List<String> texts, @Nullable Type around, int depth) throws IOException {
		if (depth > MAX_DEPTH) {
			throw ChunkException.damaged("its metadata are deeper than " + MAX_DEPTH);
		}
		String element = text(input, texts);
		Map<String, String> attributes = new HashMap<>();
		for (int left = input.readCount(); left > 0; left--) {
			attributes.put(text(input, texts), text(input, texts));
		}
		Type type = null;
		if (element.equals("class")) {
			type = new Type(attributes.getOrDefault("name", ""), new ArrayList<>());
			this.types.put(id(attributes, "id"), type);
		}
		else if (element.equals("field") && around != null) {
			around.fields.add(attributes);
		}
		for (int left = input.readCount(); left > 0; left--) {
			readElement(input, texts, type, depth + 1);
		}
	}

	private static String text(Input input, List<String> texts) throws IOException {
		int number = Input.identifier(input.readNumber());
		if (number >= texts.size()) {
			throw ChunkException.damaged("its metadata have no text " + number);
		}
		return texts.get(number);
	}

	private static long id(Map<String, String> attributes, String attribute) throws IOException {
		try {
			return Long.parseLong(attributes.getOrDefault(attribute, ""));
		}
		catch (NumberFormatException ex) {
			throw ChunkException.damaged("its metadata have the type " + attributes.get(attribute));
		}
	}

	/** The name of a type; empty if it is not known. */
	private String name(long typeId) {
		Type type = this.types.get(typeId);
		return (type != null) ? type.name : "";
	}

	/** The type with this name; {@link #NO_TYPE} if there is none. */
	long id(String name) {
		return this.types.entrySet()
			.stream()
			.filter((type) -> type.getValue().name.equals(name))
			.mapToLong(Map.Entry::getKey)
			.findFirst()
			.orElse(NO_TYPE);
	}

	/** How values of the type with this name are written. */
	Layout layout(String name) throws IOException {
		long typeId = id(name);
		if (typeId == NO_TYPE) {
			throw ChunkException.ofAnotherVersion("there is no type " + name);
		}
		return layout(typeId);
	}

	/** How values of this type are written. */
	Layout layout(long typeId) throws IOException {
		return layout(typeId, 0);
	}

	private Layout layout(long typeId, int depth) throws IOException {
		Layout known = this.layouts.get(typeId);
		if (known != null) {
			return known;
		}
		Type type = this.types.get(typeId);
		if (type == null || depth > MAX_DEPTH) {
			throw ChunkException.damaged("its metadata do not say how type " + typeId + " is written");
		}
		Layout layout = new Layout(fields(type, depth));
		this.layouts.put(typeId, layout);
		return layout;
	}

	/** A text or a number is a value with one field. */
	private List<Field> fields(Type type, int depth) throws IOException {
		Field.Encoding encoding = Field.Encoding.of(type.name, false);
		if (encoding != Field.Encoding.STRUCTURE) {
			return List.of(new Field("", encoding, false, null));
		}
		List<Field> fields = new ArrayList<>();
		for (Map<String, String> field : type.fields) {
			fields.add(field(field, depth));
		}
		return fields;
	}

	private Field field(Map<String, String> attributes, int depth) throws IOException {
		long typeId = id(attributes, "class");
		boolean reference = "true".equals(attributes.get("constantPool"));
		Field.Encoding encoding = Field.Encoding.of(name(typeId), reference);
		boolean structure = encoding == Field.Encoding.STRUCTURE;
		return new Field(attributes.getOrDefault("name", ""), encoding, "1".equals(attributes.get("dimension")),
				structure ? layout(typeId, depth + 1) : null);
	}

	/**
	 * A type.
	 *
	 * @param name its name
	 * @param fields the attributes of each of its fields
	 */
	private record Type(String name, List<Map<String, String>> fields) {

	}

}
