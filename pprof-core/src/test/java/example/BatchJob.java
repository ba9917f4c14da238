package example;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.pprof4j.Pprof;
import dev.pprof4j.RunningProfile;
import dev.pprof4j.label.ProfilingLabels;
import dev.pprof4j.profile.ProfileKind;

public final class BatchJob {

	private final List<String> results = new ArrayList<>();

	private BatchJob() {
	}

	@SuppressWarnings("try")
	public static void main(String[] args) throws Exception {
		try (Pprof pprof = Pprof.start("batch-job")) {
			BatchJob job = new BatchJob();
			try (RunningProfile cpu = pprof.record(ProfileKind.CPU, Path.of(args[0], "cpu.pb.gz"))) {
				ProfilingLabels.of("step", "read").run(() -> job.work(1_500_000));
				ProfilingLabels.of("step", "write").run(() -> job.work(500_000));
			}
			pprof.write(ProfileKind.HEAP, Path.of(args[0], "heap.pb.gz"));
			System.out.println(job.results.size() + " results");
		}
	}

	private void work(int lines) {
		for (int i = 0; i < lines; i++) {
			String line = Integer.toString(i).repeat(20);
			if (line.chars().sum() % 7 == 0) {
				this.results.add(line);
			}
		}
	}

}
