package dev.pprof4j.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;

/**
 * The table of properties in the documentation, made from the metadata that the build
 * generates from the code.
 */
final class PropertyReference {

	static final String BEGIN = "<!-- properties: begin -->\n";

	static final String END = "<!-- properties: end -->\n";

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private final Map<String, Object> metadata;

	PropertyReference() throws IOException {
		try (var stream = Objects.requireNonNull(PprofPath.class.getClassLoader().getResourceAsStream(METADATA),
				METADATA)) {
			this.metadata = JsonParserFactory.getJsonParser()
				.parseMap(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
		}
	}

	/** Returns the properties that a user can set. */
	List<Map<String, Object>> properties() {
		return entries("properties").stream().filter((property) -> name(property).startsWith("pprof.")).toList();
	}

	/** Returns the text between the markers. */
	String table() {
		return properties().stream()
			.map(this::row)
			.collect(Collectors.joining("", "| property | default | |\n|---|---|---|\n", ""));
	}

	/** Returns the document with its table replaced by this one. */
	String in(String document) {
		int begin = document.indexOf(BEGIN) + BEGIN.length();
		return document.substring(0, begin) + table() + document.substring(document.indexOf(END));
	}

	private String row(Map<String, Object> property) {
		Object value = property.get("defaultValue");
		return "| `%s` | %s | %s%s |\n".formatted(name(property), (value != null) ? "`" + value + "`" : "",
				code(String.valueOf(property.get("description"))), values(property));
	}

	/** Returns the meaning of each value of a property that has a fixed set of them. */
	private String values(Map<String, Object> property) {
		if (!String.valueOf(property.get("type")).startsWith("dev.pprof4j.")) {
			return "";
		}
		return entries("hints").stream()
			.filter((hint) -> name(hint).equals(name(property)))
			.flatMap((hint) -> list(hint.get("values")).stream())
			.map((value) -> " `%s`: %s".formatted(value.get("value"), code(String.valueOf(value.get("description")))))
			.collect(Collectors.joining());
	}

	private static String code(String sentence) {
		return sentence.replaceAll("'([^']+)'", "`$1`");
	}

	private static String name(Map<String, Object> entry) {
		return String.valueOf(entry.get("name"));
	}

	private List<Map<String, Object>> entries(String name) {
		return list(this.metadata.get(name));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(@Nullable Object list) {
		return (List<Map<String, Object>>) Objects.requireNonNull(list);
	}

}
