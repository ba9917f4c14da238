package dev.pprof4j.source;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;

import dev.pprof4j.source.PrivateDirectory.Owners;

/**
 * The {@linkplain PrivateDirectory private directories} that processes of the same user
 * left when they died.
 */
final class AbandonedDirectories {

	private static final Logger logger = System.getLogger(AbandonedDirectories.class.getName());

	private AbandonedDirectories() {
	}

	/**
	 * Deletes them. A failure to clean up never prevents a recording.
	 * @param parent where they are
	 * @param own a directory of this process
	 * @param owners finds the owners of directories
	 */
	static void sweep(Path parent, Path own, Owners owners) {
		try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PrivateDirectory.PREFIX + "*")) {
			UserPrincipal owner = owners.of(own);
			for (Path directory : left) {
				sweep(directory, owner, owners);
			}
		}
		catch (IOException | DirectoryIteratorException | UnsupportedOperationException ex) {
			logger.log(Level.DEBUG, "Could not sweep " + parent, ex);
		}
	}

	/** Another process may be sweeping it, too, or nobody may be allowed to delete it. */
	private static void sweep(Path directory, UserPrincipal owner, Owners owners) {
		try {
			if (isAbandoned(directory, owner, owners)) {
				PrivateDirectory.delete(directory);
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			logger.log(Level.DEBUG, "Could not sweep " + directory, ex);
		}
	}

	/**
	 * Touches only our own files: others may put anything there, even a pipe that nobody
	 * reads.
	 */
	private static boolean isAbandoned(Path directory, UserPrincipal owner, Owners owners) throws IOException {
		if (directory.getFileName().toString().startsWith(PrivateDirectory.OWN_PREFIX)
				|| !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
				|| !Files.isRegularFile(directory.resolve(PrivateDirectory.LOCK), LinkOption.NOFOLLOW_LINKS)
				|| !owners.of(directory).equals(owner)) {
			return false;
		}
		try (FileChannel channel = FileChannel.open(directory.resolve(PrivateDirectory.LOCK), StandardOpenOption.WRITE);
				FileLock free = channel.tryLock()) {
			return free != null;
		}
		catch (IOException ex) {
			return false; // no file of ours in it, or someone else's
		}
	}

}
