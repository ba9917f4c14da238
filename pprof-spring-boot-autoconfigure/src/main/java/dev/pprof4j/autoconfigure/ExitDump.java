package dev.pprof4j.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.pprof4j.Profiler;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.source.DaemonThread;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * When the application stops, writes the past CPU time that is kept as a profile. It
 * delays the stop by a few seconds at most.
 */
final class ExitDump {

	private static final Log logger = LogFactory.getLog(ExitDump.class);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

	private static final String SUFFIX = ".pb.gz";

	private static final String PART = ".part";

	/** A third of Boot's timeout for each phase of the shutdown. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/** For an application that has to stop because it is out of memory. */
	private static final int RESERVED_BYTES = 8 * 1024 * 1024;

	private static final byte[] NOTHING = {};

	private final Path directory;

	private final PprofEncoder encoder;

	private final Duration retention;

	private final Duration patience;

	/** Memory for reading the past, however full the heap is. */
	private final AtomicReference<byte[]> reserved = new AtomicReference<>(new byte[RESERVED_BYTES]);

	ExitDump(Path directory, PprofEncoder encoder, Duration retention) {
		this(directory, encoder, retention, PATIENCE);
	}

	ExitDump(Path directory, PprofEncoder encoder, Duration retention, Duration patience) {
		this.directory = directory;
		this.encoder = encoder;
		this.retention = retention;
		this.patience = patience;
	}

	/** Releases the reserved memory; to be called first when the application stops. */
	void release() {
		this.reserved.set(NOTHING);
	}

	/** Returns when the profile is written or cannot be, or when that takes too long. */
	void write(Profiler profiler) {
		release();
		try {
			await(DaemonThread.start("pprof-exit-dump", () -> writeNow(profiler)));
		}
		catch (OutOfMemoryError ex) {
			logger.warn("The last CPU profile could not be written to " + this.directory + ": " + ex);
		}
	}

	private void await(Thread thread) {
		// An interrupted caller still wants the profile.
		boolean interrupted = Thread.interrupted();
		try {
			TimeUnit.NANOSECONDS.timedJoin(thread, this.patience.toNanos());
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		if (thread.isAlive()) {
			logger.warn(
					"The last CPU profile is not written yet: the application stops without waiting for it any longer");
		}
	}

	private void writeNow(Profiler profiler) {
		try {
			byte[] profile = this.encoder.encode(profiler.past(this.retention));
			Files.createDirectories(this.directory);
			String name = "profile-%s-%s-".formatted(String.valueOf(ProcessHandle.current().pid()),
					TIME.format(LocalDateTime.now(ZoneOffset.UTC)));
			// A temporary file has a unique number, and only its owner can read it.
			Path part = Files.createTempFile(this.directory, name, PART);
			logger.info("The last CPU profile is in " + write(profile, part));
		}
		catch (IOException | RuntimeException | OutOfMemoryError ex) {
			logger.warn("The last CPU profile could not be written to " + this.directory + ": " + ex);
		}
	}

	/** Renames the file when it is complete, because the JVM may end before that. */
	private static Path write(byte[] profile, Path part) throws IOException {
		try {
			Files.write(part, profile);
			return Files.move(part, part.resolveSibling(part.getFileName().toString().replace(PART, SUFFIX)));
		}
		finally {
			Files.deleteIfExists(part); // still there if writing or moving failed
		}
	}

}
