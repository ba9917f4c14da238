package dev.pprof4j.source.agent;

import java.nio.file.Path;

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

}
