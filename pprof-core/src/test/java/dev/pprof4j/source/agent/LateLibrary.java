package dev.pprof4j.source.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import dev.pprof4j.source.ProfilingException;
import org.jspecify.annotations.Nullable;

/**
 * Loads a native library that is installed between two attempts, with a clock of its own.
 */
final class LateLibrary {

	private static final long REMEMBERED = Duration.ofSeconds(10).toNanos();

	private LateLibrary() {
	}

	/**
	 * Prints the outcome of each attempt.
	 * @param args a folder
	 */
	public static void main(String[] args) throws IOException {
		Path folder = Path.of(args[0]);
		Path installed = folder.resolve("installed.so");
		AtomicLong clock = new AtomicLong(Long.MAX_VALUE - REMEMBERED); // it overflows
		AgentLibrary library = new AgentLibrary(installed, folder, clock::get);
		ProfilingException first = failure(library);
		System.out.println("first: " + ((first != null) ? first.getMessage() : ""));
		clock.addAndGet(REMEMBERED - 1);
		System.out.println("soon the same: " + (failure(library) == first));
		clock.addAndGet(1);
		ProfilingException second = failure(library);
		System.out.println("later another: " + (second != null && second != first));
		install(installed);
		clock.addAndGet(REMEMBERED - 1);
		System.out.println("not tried: " + (failure(library) == second));
		System.out.println("loaded: " + (AgentLibrary.loaded() != null));
		clock.addAndGet(1);
		System.out.println("tried: " + (library.load() == AgentLibrary.loaded()));
	}

	private static @Nullable ProfilingException failure(AgentLibrary library) {
		try {
			library.load();
			return null;
		}
		catch (ProfilingException.Unavailable ex) {
			return ex;
		}
	}

	private static void install(Path file) throws IOException {
		String arch = System.getProperty("os.arch").replace("amd64", "x86_64");
		String resource = "/META-INF/native/linux-" + arch + "/libpprof4j.so";
		try (InputStream library = Objects.requireNonNull(LateLibrary.class.getResourceAsStream(resource))) {
			Files.copy(library, file);
		}
	}

}
