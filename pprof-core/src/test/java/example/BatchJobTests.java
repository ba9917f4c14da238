package example;

import java.nio.file.Path;

import dev.pprof4j.test.ChildJvm;
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

}
