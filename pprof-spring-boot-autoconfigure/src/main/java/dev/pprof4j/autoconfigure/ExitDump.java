package dev.pprof4j.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import dev.pprof4j.Profiler;
import dev.pprof4j.encode.PprofEncoder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Leaves what is kept of the past when the application stops. It never stands in the way
 * of that.
 */
final class ExitDump {

	private static final Log logger = LogFactory.getLog(ExitDump.class);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

	private static final String SUFFIX = ".pb.gz";

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
			byte[] profile = this.encoder.encode(profiler.past(this.retention));
			Files.createDirectories(this.directory);
			String name = "profile-%d-%s-".formatted(ProcessHandle.current().pid(),
					TIME.format(LocalDateTime.now(ZoneOffset.UTC)));
			Path file = Files.createTempFile(this.directory, name, SUFFIX); // nobody else
																			// reads it
			write(profile, file);
			logger.info("What the CPU was used for at last is in " + file);
		}
		catch (IOException | RuntimeException | OutOfMemoryError ex) {
			logger.warn("What the CPU was used for at last could not be left in " + this.directory + ": " + ex);
		}
	}

	private static void write(byte[] profile, Path file) throws IOException {
		try {
			Files.write(file, profile);
		}
		catch (IOException ex) {
			Files.deleteIfExists(file);
			throw ex;
		}
	}

}
