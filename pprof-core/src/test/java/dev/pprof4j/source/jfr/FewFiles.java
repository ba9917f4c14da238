package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.TraceFile;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;

/**
 * Records in a JVM that can open only a few more files, and later as many as before.
 * Prints the outcome, and who may read what is recorded.
 */
final class FewFiles {

	private FewFiles() {
	}

	/**
	 * Prints the outcome.
	 * @param args a folder
	 */
	public static void main(String[] args) throws Exception {
		try (PrivateDirectory directory = new PrivateDirectory(Path.of(args[0]))) {
			TraceSource source = new TraceSource(directory, "default", 1024 * 1024);
			UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
			System.out.println("will write to " + RecorderSetup.repository());
			source.start().close();
			Path repository = Path.of(System.getProperty("jdk.jfr.repository"));
			System.out.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(repository)));
			long before = system.getMaxFileDescriptorCount();
			System.out.println(RecorderSetup.repository().equals(repository.toFile()));
			TraceRecording running = source.start();
			limit(system.getOpenFileDescriptorCount() + 10, before);
			try {
				source.start();
			}
			catch (ProfilingException.Unavailable ex) {
				System.out.println(ex.getMessage());
			}
			while (FlightRecorder.getFlightRecorder()
				.getRecordings()
				.stream()
				.anyMatch((recording) -> recording.getState() == RecordingState.RUNNING)) {
				Thread.sleep(10);
			}
			limit(before, before);
			try (running; TraceFile file = running.stop()) {
				System.out.println("ended with " + (file.size() > 0));
			}
			try (TraceRecording recording = source.start(); TraceFile file = recording.stop()) {
				System.out.println("recorded " + (file.size() > 0));
			}
		}
	}

	private static void limit(long files, long most) throws IOException, InterruptedException {
		Process process = new ProcessBuilder("prlimit", "--pid", "" + ProcessHandle.current().pid(),
				"--nofile=" + files + ":" + most)
			.inheritIO()
			.start();
		if (process.waitFor() != 0) {
			throw new IllegalStateException("prlimit");
		}
	}

}
