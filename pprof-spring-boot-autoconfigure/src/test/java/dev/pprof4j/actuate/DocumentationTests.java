package dev.pprof4j.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.autoconfigure.PprofProperties;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.SampleType;
import dev.pprof4j.test.DocumentedBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the documents and the metadata of properties follow the code.
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

	/** A profile's {@code doc_url} leads there. */
	@Test
	void everyProfileShouldHaveAnAnchorInTheDocumentation() throws IOException {
		String document = Files.readString(PROFILES);
		for (ProfileKind kind : ProfileKind.values()) {
			assertThat(document).containsPattern("\n## %1$s\n|<a id=\"%1$s\"></a>".formatted(kind.path()));
		}
	}

	/** {@code -Dpprof.docs.write=true} writes the table into the document. */
	@Test
	void theTableOfPropertiesShouldBeThatOfTheMetadata() throws IOException {
		PropertyReference reference = new PropertyReference();
		assertThat(reference.properties()).hasSizeGreaterThan(40)
			.allSatisfy((property) -> assertThat(property).containsKey("description"));
		String document = Files.readString(CONFIGURATION);
		if (Boolean.getBoolean("pprof.docs.write")) {
			Files.writeString(CONFIGURATION, reference.in(document));
		}
		assertThat(Files.readString(CONFIGURATION)).isEqualTo(reference.in(document));
	}

	@Test
	void everyLinkShouldLeadSomewhere() throws IOException {
		Pattern link = Pattern.compile("]\\(([^)#: ]*)(#[^) ]*)?\\)");
		for (Path document : DocumentedBlock.documents()) {
			Matcher links = link.matcher(Files.readString(document).replaceAll("\\R", " "));
			while (links.find()) {
				Path target = links.group(1).isEmpty() ? document : document.resolveSibling(links.group(1)).normalize();
				assertThat(target).as("link in " + document).exists();
				if (links.group(2) != null) {
					assertThat(anchors(target)).as("link in " + document).contains(links.group(2));
				}
			}
		}
	}

	/** Returns the anchors that GitHub creates for the headings. */
	private static List<String> anchors(Path document) throws IOException {
		return Files.readAllLines(document)
			.stream()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> "#" + line.replaceFirst("#+ ", "")
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^a-z0-9 _-]", "")
				.replace(' ', '-'))
			.toList();
	}

	static List<Arguments> configurations() throws IOException {
		List<Arguments> blocks = new ArrayList<>();
		for (DocumentedBlock block : DocumentedBlock.all("yaml")) {
			blocks.add(Arguments.of(block.location(), block.text()));
		}
		return blocks;
	}

	/**
	 * Binds a configuration of an application as the application would; no property may
	 * be left over.
	 */
	@ParameterizedTest(name = "{0}")
	@MethodSource("configurations")
	void everyConfigurationShouldBeOne(String location, String yaml) throws IOException {
		List<PropertySource<?>> loaded = new YamlPropertySourceLoader().load(location,
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		assertThat(loaded).hasSize(1);
		MapPropertySource properties = (MapPropertySource) loaded.get(0);
		if (yaml.startsWith("object_storage:")) {
			assertThat(properties.getPropertyNames()).as("what a scraper asks for is tested with the sample")
				.contains("scrape_configs[0].job_name");
			return;
		}
		new Binder(ConfigurationPropertySources.from(properties)).bindOrCreate("pprof",
				Bindable.of(PprofProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
		ConfigurationMetadata metadata = new ConfigurationMetadata();
		assertThat(properties.getPropertyNames()).as(location).allMatch(metadata::knows);
	}

	@Test
	void theProgramInTheDocumentationShouldBeTheOneThatIsTested() throws IOException {
		String program = Files
			.readString(Path.of("..", "pprof-core", "src", "test", "java", "example", "BatchJob.java"));
		assertThat(Files.readString(Path.of("..", "docs", "library.md")))
			.contains("```java\n" + program.replace("package example;\n\n", "") + "```");
	}

}
