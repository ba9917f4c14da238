package dev.pprof4j.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/**
 * A directory on a small file system of its own, such as one that forbids execution, as
 * hardened machines mount {@code /tmp}. Only root can mount it; for other users the test
 * is skipped.
 *
 * @param path the directory
 */
public record MountedDirectory(Path path) implements AutoCloseable {

	/**
	 * Mounts a file system.
	 * @param path the mount point, which is created here and has to be deleted by the
	 * creator of its parent
	 * @param options the options, as for {@code mount -o}
	 * @return the directory, which is unmounted when closed
	 * @throws IOException if the directory cannot be created
	 */
	public static MountedDirectory mountedOn(Path path, String options) throws IOException {
		Files.createDirectory(path);
		Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString()),
				"no file system can be mounted here");
		return new MountedDirectory(path);
	}

	@Override
	public void close() throws IOException {
		run("umount", this.path.toString());
	}

	private static boolean run(String... command) throws IOException {
		try {
			return new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
