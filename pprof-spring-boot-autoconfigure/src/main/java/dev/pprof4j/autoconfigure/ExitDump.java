package dev.pprof4j.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import dev.pprof4j.Profiler;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.source.ProfilingException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Leaves what is kept of the past when the application stops. It never stands in the way
 * of that.
 */
final class ExitDump {

	private static final Log logger = LogFactory.getLog(ExitDump.class);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

	private final Path directory;

	private final PprofEncoder encoder;

	private final Duration retention;

	ExitDump(Path directory, PprofEncoder encoder, Duration retention) {
		this.directory = directory;
		this.encoder = encoder;
		this.retention = retention;
	}

	void write(Profiler profiler) {
		try {
			Files.createDirectories(this.directory);
			Path file = this.directory.resolve("profile-%d-%s.pb.gz".formatted(ProcessHandle.current().pid(),
					TIME.format(LocalDateTime.now(ZoneOffset.UTC))));
			byte[] profile = this.encoder.encode(profiler.past(this.retention));
			Files.createFile(file, ownerOnly());
			try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
				out.write(profile);
			}
			logger.info("What the CPU was used for at last is in " + file);
		}
		catch (IOException | ProfilingException | OutOfMemoryError ex) {
			logger.warn("What the CPU was used for at last could not be left in " + this.directory + ": " + ex);
		}
	}

	private FileAttribute<?>[] ownerOnly() {
		if (!this.directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			return new FileAttribute<?>[0];
		}
		return new FileAttribute<?>[] {
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) };
	}

}
