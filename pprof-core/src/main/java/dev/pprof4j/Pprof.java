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
 * Takes profiles in the program itself and writes them, in the format of
 * {@code go tool pprof}, to files, streams or bytes: Go's {@code runtime/pprof}. It is a
 * thin layer over {@link Profiler}, as the endpoint is. Safe to share between threads.
 */
public final class Pprof implements AutoCloseable {

	private final Profiler profiler;

	private final PprofEncoder encoder;

	private final Runnable close;

	private Pprof(Profiler profiler, PprofEncoder encoder, Runnable close) {
		this.profiler = profiler;
		this.encoder = encoder;
		this.close = close;
	}

	/**
	 * Starts sampling the allocations of this JVM: call it as early as possible.
	 * Everything else starts on first use, and no thread until a recording needs one.
	 * @param application the name of the program, as profiles show it
	 * @return the profiles of this JVM, to be closed at the end
	 */
	public static Pprof start(String application) {
		return start(application, ProfilerOptions.defaults());
	}

	/**
	 * Does the same with other options.
	 * @param application the name of the program, as profiles show it
	 * @param options what the profiler may do, and how
	 * @return the profiles of this JVM, to be closed at the end
	 */
	public static Pprof start(String application, ProfilerOptions options) {
		Profiler profiler = new Profiler(options);
		Pprof pprof = new Pprof(profiler, new PprofEncoder(new Application(application, "")), profiler::close);
		pprof.count(ProfileKind.HEAP, ProfileKind.ALLOCS);
		return pprof;
	}

	/**
	 * Takes profiles with a profiler that something else starts and closes, and may use
	 * at the same time.
	 * @param profiler takes the profiles
	 * @param encoder writes them
	 * @return the profiles of this JVM; closing it has no effect
	 */
	public static Pprof of(Profiler profiler, PprofEncoder encoder) {
		return new Pprof(profiler, encoder, () -> {
		});
	}

	/**
	 * Starts counting the given kinds now rather than on first use. They come from JDK
	 * Flight Recorder, which takes half a second to start, on its own thread. If nothing
	 * may be missed in the meantime, take a snapshot first: it waits until Flight
	 * Recorder has started.
	 * @param kinds {@link ProfileKind#BLOCK}, {@link ProfileKind#MUTEX} or
	 * {@link ProfileKind#THREADCREATE}
	 * @throws IllegalArgumentException if one of the kinds is recorded over a window
	 * @throws ProfilingException.Unavailable if the profiler is closed
	 */
	public void count(ProfileKind... kinds) {
		for (ProfileKind kind : kinds) {
			if (kind.timing() == ProfileKind.Timing.WINDOW) {
				throw new IllegalArgumentException(kind + " is recorded over a window, not counted: record it");
			}
		}
		this.profiler.count(kinds);
	}

	/**
	 * Starts a recording that writes its profile to a file when it is closed. Use it in a
	 * {@code try (...)} around the code of interest. Any number of recordings may run at
	 * the same time.
	 * @param kind {@link ProfileKind#CPU} or {@link ProfileKind#WALL}
	 * @param file where the profile is written, replacing what is there
	 * @return the recording
	 * @throws IllegalArgumentException if the kind is neither of these
	 * @throws ProfilingException if the recording cannot be started, with the reason
	 */
	public RunningProfile record(ProfileKind kind, Path file) {
		return new RunningProfile(this.profiler.begin(kind), (profile) -> write(profile, file));
	}

	/**
	 * Starts a recording that writes its profile to a stream when it is closed.
	 * @param kind {@link ProfileKind#CPU} or {@link ProfileKind#WALL}
	 * @param out where the profile is written; it is neither flushed nor closed
	 * @return the recording
	 * @throws IllegalArgumentException if the kind is neither of these
	 * @throws ProfilingException if the recording cannot be started, with the reason
	 */
	public RunningProfile record(ProfileKind kind, OutputStream out) {
		return new RunningProfile(this.profiler.begin(kind), (profile) -> this.encoder.encode(profile, out));
	}

	/**
	 * Starts a recording whose profile {@link RunningProfile#stop()} returns: closing it
	 * writes nothing.
	 * @param kind {@link ProfileKind#CPU} or {@link ProfileKind#WALL}
	 * @return the recording
	 * @throws IllegalArgumentException if the kind is neither of these
	 * @throws ProfilingException if the recording cannot be started, with the reason
	 */
	public RunningProfile record(ProfileKind kind) {
		return new RunningProfile(this.profiler.begin(kind), null);
	}

	/**
	 * Returns what has been counted so far or, for {@link ProfileKind#GOROUTINE}, the
	 * threads that are alive now. The difference of two snapshots is what happened in
	 * between: see {@link Profile#since}.
	 * @param kind any kind but {@link ProfileKind#CPU} and {@link ProfileKind#WALL}
	 * @return the profile
	 * @throws IllegalArgumentException if the kind is one of these
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 */
	public Profile snapshot(ProfileKind kind) {
		return this.profiler.snapshot(kind);
	}

	/**
	 * Writes a snapshot to a file.
	 * @param kind any kind but {@link ProfileKind#CPU} and {@link ProfileKind#WALL}
	 * @param file where the profile is written, replacing what is there
	 * @throws IllegalArgumentException if the kind is one of these
	 * @throws IOException if the file cannot be written
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 */
	public void write(ProfileKind kind, Path file) throws IOException {
		write(snapshot(kind), file);
	}

	/**
	 * Writes a snapshot to a stream.
	 * @param kind any kind but {@link ProfileKind#CPU} and {@link ProfileKind#WALL}
	 * @param out where the profile is written; it is neither flushed nor closed
	 * @throws IllegalArgumentException if the kind is one of these
	 * @throws IOException if the profile cannot be written
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 */
	public void write(ProfileKind kind, OutputStream out) throws IOException {
		this.encoder.encode(snapshot(kind), out);
	}

	/**
	 * Writes a profile to a file.
	 * @param profile the profile
	 * @param file where the profile is written, replacing what is there
	 * @throws IOException if the file cannot be written
	 */
	public void write(Profile profile, Path file) throws IOException {
		try (OutputStream out = Files.newOutputStream(file)) {
			this.encoder.encode(profile, out);
		}
	}

	/**
	 * Encodes a profile as bytes.
	 * @param profile the profile
	 * @return the gzipped protobuf message
	 */
	public byte[] bytes(Profile profile) {
		return this.encoder.encode(profile);
	}

	/**
	 * Returns a profile as text, in Go's {@code debug=1} format.
	 * @param profile a profile of a kind that is not recorded over a window
	 * @return the text
	 * @throws IllegalArgumentException if profiles of its kind have no text
	 */
	public static String text(Profile profile) {
		return ProfileText.of(profile);
	}

	/**
	 * Lists every live thread separately, as Go lists goroutines with {@code debug=2}.
	 * @return the text
	 * @throws ProfilingException.Unavailable if threads cannot be inspected, or the
	 * profiler is closed
	 */
	public String threads() {
		StringBuilder text = new StringBuilder();
		ThreadDumpText dump = new ThreadDumpText(text);
		dump.deadlocks(this.profiler.deadlocks());
		dump.leftOut(this.profiler.dump(dump));
		return text.toString();
	}

	/**
	 * Returns the profiler behind this object, for everything that is not offered here.
	 * @return the profiler, which is closed together with this object if that has started
	 * it
	 */
	public Profiler profiler() {
		return this.profiler;
	}

	/**
	 * Ends counting and recording, and deletes temporary files. Recordings that are still
	 * open are lost. Has no effect if something else owns the profiler: recordings go on.
	 */
	@Override
	public void close() {
		this.close.run();
	}

}
