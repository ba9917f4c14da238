package dev.pprof4j;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.encode.ProfileText;
import dev.pprof4j.encode.ThreadDumpText;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;

/**
 * Profiles of a program that serves no HTTP, into files, streams or bytes that
 * {@code go tool pprof} reads: Go's {@code runtime/pprof}. A thin layer over
 * {@link Profiler}, as the endpoint is. It starts no threads before something is recorded
 * that needs one. Safe to share between threads.
 */
public final class Pprof implements AutoCloseable {

	private final Profiler profiler;

	private final PprofEncoder encoder;

	private Pprof(String application, ProfilerOptions options) {
		this.profiler = new Profiler(options);
		this.encoder = new PprofEncoder(new Application(application, ""));
	}

	/**
	 * Samples the allocations of this JVM from now on: best called first. All else begins
	 * when it is asked for.
	 * @param application the name of the program, which profiles show
	 * @return the profiles of this JVM, to be closed at the end
	 */
	public static Pprof start(String application) {
		return start(application, ProfilerOptions.defaults());
	}

	/**
	 * The same with other options.
	 * @param application the name of the program, which profiles show
	 * @param options what may be done, and how
	 * @return the profiles of this JVM, to be closed at the end
	 */
	public static Pprof start(String application, ProfilerOptions options) {
		Pprof pprof = new Pprof(application, options);
		pprof.count(ProfileKind.HEAP, ProfileKind.ALLOCS);
		return pprof;
	}

	/**
	 * Counts other things, too, which otherwise begins when they are first asked for. JDK
	 * Flight Recorder, which tells them, needs half a second to start, and does so on a
	 * thread of its own; whoever cannot miss what happens meanwhile takes a snapshot
	 * first, which waits for it.
	 * @param kinds {@link ProfileKind#BLOCK}, {@link ProfileKind#MUTEX} or
	 * {@link ProfileKind#THREADCREATE}
	 * @throws IllegalArgumentException if one of them is recorded over a window
	 * @throws ProfilingException.Unavailable if it is closed
	 */
	public void count(ProfileKind... kinds) {
		for (ProfileKind kind : kinds) {
			if (kind.timing() == ProfileKind.Timing.WINDOW) {
				throw new IllegalArgumentException(kind + " is not counted: record it");
			}
		}
		this.profiler.start(kinds);
	}

	/**
	 * Records until it is closed, and writes a profile then: to be used in a
	 * {@code try (...)} around what is of interest. Any number of them may run at the
	 * same time.
	 * @param kind {@link ProfileKind#CPU} or {@link ProfileKind#WALL}
	 * @param file where the profile is written, replacing what is there
	 * @return the recording
	 * @throws IllegalArgumentException if the kind is another one
	 * @throws ProfilingException if it cannot be recorded, with the reason
	 */
	public RunningProfile record(ProfileKind kind, Path file) {
		return new RunningProfile(this.profiler.begin(kind), (profile) -> write(profile, file));
	}

	/**
	 * The same into a stream.
	 * @param kind {@link ProfileKind#CPU} or {@link ProfileKind#WALL}
	 * @param out where the profile is written; it is neither flushed nor closed
	 * @return the recording
	 * @throws IllegalArgumentException if the kind is another one
	 * @throws ProfilingException if it cannot be recorded, with the reason
	 */
	public RunningProfile record(ProfileKind kind, OutputStream out) {
		return new RunningProfile(this.profiler.begin(kind), (profile) -> this.encoder.encode(profile, out));
	}

	/**
	 * The same for {@link RunningProfile#stop()}: closing it writes nothing.
	 * @param kind {@link ProfileKind#CPU} or {@link ProfileKind#WALL}
	 * @return the recording
	 * @throws IllegalArgumentException if the kind is another one
	 * @throws ProfilingException if it cannot be recorded, with the reason
	 */
	public RunningProfile record(ProfileKind kind) {
		return new RunningProfile(this.profiler.begin(kind), (profile) -> {
		});
	}

	/**
	 * What was counted until now, or of {@link ProfileKind#GOROUTINE} what there is now.
	 * Two of them tell what has happened in between: {@link Profile#since}.
	 * @param kind any kind but {@link ProfileKind#CPU} and {@link ProfileKind#WALL}
	 * @return the profile
	 * @throws IllegalArgumentException if the kind is one of these
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 */
	public Profile snapshot(ProfileKind kind) {
		return this.profiler.snapshot(kind);
	}

	/**
	 * Writes a snapshot.
	 * @param kind any kind but {@link ProfileKind#CPU} and {@link ProfileKind#WALL}
	 * @param file where it is written, replacing what is there
	 * @throws IllegalArgumentException if the kind is one of these
	 * @throws IOException if the file cannot be written
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 */
	public void write(ProfileKind kind, Path file) throws IOException {
		write(snapshot(kind), file);
	}

	/**
	 * Writes a snapshot into a stream.
	 * @param kind any kind but {@link ProfileKind#CPU} and {@link ProfileKind#WALL}
	 * @param out where it is written; it is neither flushed nor closed
	 * @throws IllegalArgumentException if the kind is one of these
	 * @throws IOException if it cannot be written
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 */
	public void write(ProfileKind kind, OutputStream out) throws IOException {
		this.encoder.encode(snapshot(kind), out);
	}

	/**
	 * Writes a profile.
	 * @param profile the profile
	 * @param file where it is written, replacing what is there
	 * @throws IOException if the file cannot be written
	 */
	public void write(Profile profile, Path file) throws IOException {
		try (OutputStream out = Files.newOutputStream(file)) {
			this.encoder.encode(profile, out);
		}
	}

	/**
	 * A profile as bytes.
	 * @param profile the profile
	 * @return the gzipped protobuf message
	 */
	public byte[] bytes(Profile profile) {
		return this.encoder.encode(profile);
	}

	/**
	 * A profile as text, as Go writes it with {@code debug=1}.
	 * @param profile a profile that is no window
	 * @return the text
	 * @throws IllegalArgumentException if profiles of its kind have no text
	 */
	public static String text(Profile profile) {
		return ProfileText.of(profile);
	}

	/**
	 * Every live thread by itself, as Go writes goroutines with {@code debug=2}.
	 * @return the text
	 * @throws ProfilingException.Unavailable if threads cannot be looked at, or it is
	 * closed
	 */
	public String threads() {
		StringBuilder text = new StringBuilder();
		ThreadDumpText dump = new ThreadDumpText(text);
		dump.deadlocks(this.profiler.deadlocks());
		dump.leftOut(this.profiler.dump(dump));
		return text.toString();
	}

	/**
	 * What takes the profiles, for all else that can be done.
	 * @return the profiler, which is closed with this
	 */
	public Profiler profiler() {
		return this.profiler;
	}

	/**
	 * Ends counting and recording, and deletes temporary files: recordings that are not
	 * closed before are lost.
	 */
	@Override
	public void close() {
		this.profiler.close();
	}

}
