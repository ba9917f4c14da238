package dev.pprof4j.source.jfr;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.symbol.SourceFiles;

/**
 * Requests profiles in a JVM whose Flight Recorder at first cannot write to the folder of
 * its repository, and later can.
 */
final class BlockedRepository {

	private static final SourceFiles SOURCE_FILES = new SourceFiles(BlockedRepository.class.getClassLoader());

	private BlockedRepository() {
	}

	/**
	 * Prints the outcome of each request.
	 * @param args the kind of profile, and another folder
	 */
	public static void main(String[] args) throws Exception {
		Path blocked = Path.of(System.getProperty("java.io.tmpdir"));
		try (PrivateDirectory directory = new PrivateDirectory(Path.of(args[1]))) {
			if (ProfileKind.valueOf(args[0]) == ProfileKind.THREADCREATE) {
				ask(new JfrEventSource(SOURCE_FILES, List.of(new ThreadStarts(1000))), ProfileKind.THREADCREATE,
						blocked);
			}
			else {
				askForHeap(directory, blocked);
			}
		}
	}

	private static void ask(JfrEventSource source, ProfileKind kind, Path blocked) throws Exception {
		try (source) {
			source.start();
			print("first", source, kind);
			Files.delete(blocked);
			print("second", source, kind);
		}
	}

	/** The heap source answers while Flight Recorder starts for the first time. */
	private static void askForHeap(PrivateDirectory directory, Path blocked) throws Exception {
		try (JfrHeapSource source = new JfrHeapSource(SOURCE_FILES, directory, 1000, Long.MAX_VALUE)) {
			source.start();
			source.awaitStart();
			print("first", source, ProfileKind.ALLOCS);
			Files.delete(blocked);
			print("second", source, ProfileKind.ALLOCS);
		}
	}

	private static void print(String which, SnapshotSource source, ProfileKind kind) {
		boolean available = source.state().available();
		try {
			Profile profile = source.snapshot(kind, false);
			System.out
				.println(which + " " + available + " profile " + profile.comments() + " " + source.state().available());
		}
		catch (ProfilingException.Unavailable ex) {
			System.out.println(which + " " + available + " " + ex.getMessage());
		}
	}

}
