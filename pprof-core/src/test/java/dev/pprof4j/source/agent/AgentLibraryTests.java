package dev.pprof4j.source.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.RequiresNativeSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AgentLibrary}.
 */
@RequiresNativeSampler
class AgentLibraryTests {

	@TempDir
	Path tempDir;

	@Test
	void aFailureShouldBeRememberedForTenSeconds() {
		String output = new ChildJvm().with(ChildJvm.QUICK_START).run(LateLibrary.class, this.tempDir.toString());
		assertThat(output.lines())
			.anySatisfy(
					(line) -> assertThat(line).startsWith("first: ").contains("installed.so is not a readable file"))
			.containsSubsequence("soon the same: true", "later another: true", "not tried: true", "loaded: false",
					"tried: true");
	}

	/** For example, a class from a jar on the boot class path. */
	@Test
	void aClassThatIsThereWithoutItsNativeMethodsShouldGetThem() throws IOException {
		String name = Agent.CLASS.replace('.', '/') + ".class";
		Path file = this.tempDir.resolve("boot").resolve(name);
		Files.createDirectories(Objects.requireNonNull(file.getParent()));
		try (InputStream shared = Objects.requireNonNull(getClass().getResourceAsStream("/" + name))) {
			Files.copy(shared, file);
		}
		String output = new ChildJvm().with("-Xbootclasspath/a:" + this.tempDir.resolve("boot"))
			.run(ForeignClass.class, this.tempDir.toString());
		assertThat(output.lines()).containsSubsequence("there: true, usable: false", "threads: true");
	}

}
