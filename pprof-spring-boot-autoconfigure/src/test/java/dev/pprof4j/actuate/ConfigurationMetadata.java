package dev.pprof4j.actuate;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.json.JsonParserFactory;

/**
 * The properties that any library on the class path knows, according to its metadata.
 */
final class ConfigurationMetadata {

	private static final String PATH = "META-INF/spring-configuration-metadata.json";

	private final Set<String> names = new HashSet<>();

	/** Prefixes of the map properties, whose keys the user chooses. */
	private final Set<String> maps = new HashSet<>();

	ConfigurationMetadata() throws IOException {
		for (URL url : Collections.list(ConfigurationMetadata.class.getClassLoader().getResources(PATH))) {
			try (var stream = url.openStream()) {
				Map<String, Object> metadata = JsonParserFactory.getJsonParser()
					.parseMap(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
				((List<?>) metadata.getOrDefault("properties", List.of()))
					.forEach((property) -> add((Map<?, ?>) property));
			}
		}
	}

	private void add(Map<?, ?> property) {
		String name = String.valueOf(property.get("name"));
		this.names.add(name);
		if (String.valueOf(property.get("type")).startsWith("java.util.Map")) {
			this.maps.add(name + ".");
		}
	}

	boolean knows(String property) {
		String plain = property.replaceAll("\\[\\d+]$", "");
		return this.names.contains(plain) || this.maps.stream().anyMatch(plain::startsWith);
	}

}
