package dev.pprof4j.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.SampleType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents and the metadata of properties follow the code.
 */
class DocumentationTests {

	private static final Path PROFILES = Path.of("..", "docs", "profiles.md");

	private static final Path CONFIGURATION = Path.of("..", "docs", "configuration.md");

	static List<PprofPath> paths() {
		return PprofPath.all();
	}

	@ParameterizedTest
	@MethodSource("paths")
	void everyPathShouldHaveItsRowInTheDocumentation(PprofPath path) throws IOException {
		assertThat(path.description()).isNotBlank();
		String prefix = "| `/actuator/pprof/" + path.name() + "` |";
		List<String> rows = Files.readAllLines(PROFILES).stream().filter((line) -> line.startsWith(prefix)).toList();
		assertThat(rows).as("rows of " + path.name()).hasSize(1);
		assertThat(rows.get(0)).contains(path.description().replace("'", "`"));
		assertThat(path.parameters()).allSatisfy((parameter) -> assertThat(rows.get(0)).contains('`' + parameter));
		ProfileKind kind = path.kind();
		for (SampleType type : (kind != null) ? kind.sampleTypes() : List.<SampleType>of()) {
			assertThat(rows.get(0)).contains("`" + type.type() + "/" + type.unit() + "`");
		}
	}

	@Test
	void everyProfileShouldHaveAPath() {
		assertThat(PprofPath.all().stream().map(PprofPath::kind).filter(Objects::nonNull))
			.containsExactlyElementsOf(Arrays.asList(ProfileKind.values()));
	}

	@Test
	void everyPropertyShouldBeDescribedInTheMetadataAndInTheDocumentation() throws IOException {
		String metadata = resource("META-INF/spring-configuration-metadata.json");
		String table = Files.readString(CONFIGURATION);
		List<String> properties = new ArrayList<>();
		Matcher property = Pattern.compile(
				"\\{\\s*\"name\": \"(pprof\\.[a-z0-9.-]+)\",\\s*\"type\": \"(?!dev\\.pprof4j\\.autoconfigure\\.PprofProperties)[^}]*\\}")
			.matcher(metadata);
		while (property.find()) {
			properties.add(property.group(1));
			assertThat(property.group()).as(property.group(1)).contains("\"description\": \"");
			assertThat(table).contains("| `" + property.group(1) + "` |");
		}
		assertThat(properties).contains("pprof.enabled", "pprof.block.threshold", "pprof.trace.settings")
			.hasSizeGreaterThan(20);
	}

	@Test
	void theProgramInTheDocumentationShouldBeTheOneThatIsTested() throws IOException {
		String program = Files
			.readString(Path.of("..", "pprof-core", "src", "test", "java", "example", "BatchJob.java"));
		assertThat(Files.readString(Path.of("..", "docs", "library.md")))
			.contains("```java\n" + program.replace("package example;\n\n", "") + "```");
	}

	private static String resource(String name) throws IOException {
		try (var stream = Objects.requireNonNull(PprofPath.class.getClassLoader().getResourceAsStream(name), name)) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
