package example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.DocumentedBlock;
import dev.pprof4j.test.GoPprof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class BatchJobTests {

	@TempDir
	private Path directory;

	@Test
	void profilesShouldBeReadByTheTool() {
		String output = new ChildJvm().run(BatchJob.class, this.directory.toString());
		assertThat(output).contains(" results");
		GoPprof go = GoPprof.in(this.directory);
		String cpu = this.directory.resolve("cpu.pb.gz").toString();
		assertThat(go.run("-top", "-cum", cpu).out()).contains("File: batch-job", "Type: cpu", "example.BatchJob.work");
		assertThat(go.run("-tags", cpu).out()).containsPattern("step: Total .*\\n.*\\): read\\n.*\\): write")
			.doesNotContain("other");
		String heap = this.directory.resolve("heap.pb.gz").toString();
		assertThat(go.run("-top", "-cum", "-sample_index=alloc_space", heap).out()).contains("Type: alloc_space",
				"example.BatchJob.work");
		assertThat(go.run("-top", "-tagroot=step", "-cum", "-sample_index=alloc_space", heap).out()).contains("read",
				"write");
	}

	/** Runs the commands as written, in a clone that has been built. */
	@Test
	void theDocumentedCommandsShouldRun() throws Exception {
		GoPprof.in(this.directory); // without Go there is nothing to try
		Path module = Files.createDirectories(this.directory.resolve("pprof-core/target"));
		Files.writeString(module.resolve("classpath.txt"), System.getProperty("java.class.path"));
		Files.createSymbolicLink(this.directory.resolve("pprof-core/src"), Path.of("src").toAbsolutePath());
		Path out = this.directory.resolve("said.txt");
		ProcessBuilder commands = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", documented())
			.directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(out.toFile());
		commands.environment()
			.merge("PATH", Path.of(System.getProperty("java.home"), "bin").toString(), (path, jdk) -> jdk + ":" + path);
		Process running = commands.start();
		try {
			assertThat(running.waitFor(3, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			running.destroyForcibly();
		}
		assertThat(out).content().contains(" results", "File: batch-job", "step: Total", "Type: alloc_space");
		assertThat(running.exitValue()).isZero();
	}

	private static String documented() throws IOException {
		return DocumentedBlock.all("shell")
			.stream()
			.map(DocumentedBlock::text)
			.filter((text) -> text.contains("BatchJob.java"))
			.findFirst()
			.orElseThrow();
	}

}
