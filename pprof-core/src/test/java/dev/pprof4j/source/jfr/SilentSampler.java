package dev.pprof4j.source.jfr;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.Recording;
import dev.pprof4j.symbol.SourceFiles;
import dev.pprof4j.test.VirtualThread;
import one.profiler.AsyncProfiler;

/**
 * Takes profiles in a JVM that has used SIGPROF.
 */
final class SilentSampler {

	private SilentSampler() {
	}

	/**
	 * Prints the samples and comments of two profiles.
	 * @param args a folder
	 */
	public static void main(String[] args) throws Exception {
		Path file = Path.of(args[0], "theirs");
		AsyncProfiler profiler = AsyncProfiler.getInstance();
		profiler.execute("start,event=ctimer,jfr,file=" + file);
		profiler.execute("stop");
		file.toFile().delete();
		try (PrivateDirectory directory = new PrivateDirectory(Path.of(args[0]))) {
			JfrCpuSource source = new JfrCpuSource(new SourceFiles(SilentSampler.class.getClassLoader()), directory,
					Duration.ofMillis(10));
			// Requests may run on virtual threads.
			VirtualThread.start(() -> print("first", source)).join();
			print("second", source);
		}
	}

	private static void print(String which, JfrCpuSource source) {
		try (Recording recording = source.start()) {
			new CpuSplit("split", 1, TimeUnit.SECONDS.toNanos(2)).run();
			Profile profile = recording.stop();
			long samples = profile.samples().stream().mapToLong((sample) -> sample.values().get(0)).sum();
			System.out.println(which + " " + samples + " " + profile.comments());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
