package dev.pprof4j.source;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A directory that only this process can read (0700), inside one that others may share.
 * It is created when the first file is needed. While the directory is in use, a file in
 * it is locked; a directory without a lock was left by a process that died, and is
 * deleted when the next directory is created. Safe to share between threads.
 */
public final class PrivateDirectory implements AutoCloseable {

	private static final Logger logger = System.getLogger(PrivateDirectory.class.getName());

	/** All names begin with it, those of other processes, too. */
	static final String PREFIX = "pprof4j-";

	/**
	 * Distinguishes this process's directories, whose locks must not be touched, from all
	 * others.
	 */
	static final String OWN_PREFIX = PREFIX + thisProcess() + '-';

	/** The file that is locked. */
	static final String LOCK = "in-use";

	private final Path parent;

	private final Owners owners;

	private @Nullable Path path;

	private @Nullable UserPrincipal owner;

	private @Nullable FileChannel lock;

	private boolean closed;

	/**
	 * A private directory that does not exist yet.
	 * @param parent where it will be
	 */
	public PrivateDirectory(Path parent) {
		this(parent, (file) -> Files.getOwner(file, LinkOption.NOFOLLOW_LINKS));
	}

	PrivateDirectory(Path parent, Owners owners) {
		this.parent = parent;
		this.owners = owners;
	}

	/**
	 * Creates an empty file.
	 * @param suffix how its name ends
	 * @return the file, for the caller to delete
	 * @throws IOException if the directory or the file cannot be created, or this is
	 * closed
	 */
	public synchronized Path createFile(String suffix) throws IOException {
		if (this.closed) {
			throw new IOException("the profiler is closed");
		}
		return Files.createTempFile(open(), "", suffix);
	}

	/**
	 * The refusal for a recording that cannot be written, or cannot be read back.
	 * @param cause why not
	 * @return the refusal, with what to set
	 */
	public static ProfilingException unwritable(IOException cause) {
		return unwritable("The recording", cause);
	}

	/**
	 * The same refusal for another file.
	 * @param what what the file is, as the beginning of a sentence
	 * @param cause why it cannot be written
	 * @return the refusal, with what to set
	 */
	public static ProfilingException unwritable(String what, IOException cause) {
		return new ProfilingException.Unavailable(what + " cannot be written (" + cause.getMessage()
				+ "): set pprof.temp-dir to a writable directory with free space", cause);
	}

	/**
	 * Deletes the directory and its contents for good.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		discard();
	}

	private void discard() {
		Path directory = this.path;
		FileChannel channel = this.lock;
		this.path = null;
		this.lock = null;
		try {
			if (channel != null) {
				channel.close();
			}
			if (directory != null && isOwn(directory)) {
				delete(directory);
			}
		}
		catch (IOException ex) {
			logger.log(Level.WARNING, "Could not delete the temporary directory " + directory, ex);
		}
	}

	private Path open() throws IOException {
		Path directory = this.path;
		if (directory != null && isOwn(directory)) {
			return directory;
		}
		discard();
		// Another process may sweep it before it is locked, but hardly twice in a row.
		Optional<Path> made = make();
		return (made.isPresent() ? made : make())
			.orElseThrow(() -> new IOException("another process holds or has deleted it"));
	}

	/**
	 * Whether the directory exists and is the one created here. Where something cleans up
	 * {@code /tmp}, someone else may have put a directory of their own, or a link, in its
	 * place.
	 */
	private boolean isOwn(Path directory) throws IOException {
		return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && Objects.equals(owner(directory), this.owner);
	}

	/** {@code null} where files have no owner. */
	private @Nullable UserPrincipal owner(Path directory) throws IOException {
		try {
			return this.owners.of(directory);
		}
		catch (UnsupportedOperationException ex) {
			return null;
		}
	}

	/** Creates and locks the directory; empty if another process swept it first. */
	private Optional<Path> make() throws IOException {
		try {
			Path directory = Files.createTempDirectory(this.parent, OWN_PREFIX, ownerOnly());
			this.path = directory;
			this.owner = owner(directory);
			Path file = directory.resolve(LOCK);
			this.lock = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
			// Not lock(), which an interrupt of the caller would end.
			if (this.lock.tryLock() == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
				discard();
				return Optional.empty();
			}
			AbandonedDirectories.sweep(this.parent, directory, this.owners);
			return Optional.of(directory);
		}
		catch (IOException ex) {
			discard();
			throw ex;
		}
	}

	static void delete(Path directory) throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
			for (Path file : files) {
				Files.deleteIfExists(file);
			}
		}
		Files.deleteIfExists(directory);
	}

	private static String thisProcess() {
		ProcessHandle process = ProcessHandle.current();
		long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
		return process.pid() + "-" + started;
	}

	private static FileAttribute<?>[] ownerOnly() {
		if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
			return new FileAttribute<?>[0];
		}
		Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
		return new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(owner) };
	}

	/**
	 * Finds the owner of a file itself, not of what it links to.
	 */
	interface Owners {

		UserPrincipal of(Path file) throws IOException;

	}

}
