package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.EventFigures;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.symbol.SourceFiles;
import org.jspecify.annotations.Nullable;

/**
 * Profiles that are summed up from the events of JDK Flight Recorder, from the start on.
 */
public final class JfrEventSource implements SnapshotSource {

	/** Flight Recorder starts in a second, or the machine is very busy. */
	private static final Duration UNTIL_STARTED = Duration.ofSeconds(10);

	/** Events are delivered once a second. */
	private static final Duration UNTIL_DELIVERED = Duration.ofSeconds(3);

	private static final String LATE = "The last seconds are missing: Flight Recorder has not told them yet";

	private static final String ENDED = "The recording of JDK Flight Recorder was stopped by something else in this JVM, by its end, or for want of room";

	private final JfrFrames frames;

	private final List<EventProfile> profiles;

	private @Nullable Start<EventStream> start;

	private boolean closed;

	/**
	 * A source that has not touched Flight Recorder yet.
	 * @param sourceFiles finds the source files of classes
	 * @param profiles what is summed up
	 */
	public JfrEventSource(SourceFiles sourceFiles, List<EventProfile> profiles) {
		this.frames = new JfrFrames(sourceFiles);
		this.profiles = List.copyOf(profiles);
	}

	@Override
	public Set<ProfileKind> kinds() {
		return this.profiles.stream().map(EventProfile::kind).collect(Collectors.toSet());
	}

	@Override
	public String name() {
		return "jfr";
	}

	private synchronized @Nullable Start<EventStream> current() {
		return this.start;
	}

	@Override
	public SourceState state() {
		Start<EventStream> current = current();
		if (current == null) {
			return SourceState.unavailable("JDK Flight Recorder is not started");
		}
		String failure = failure(current);
		return failure.isEmpty() ? SourceState.available("told by JDK Flight Recorder")
				: SourceState.unavailable(failure);
	}

	/** Empty if it goes on, or has not begun yet. */
	private static String failure(Start<EventStream> start) {
		EventStream stream = start.started();
		return (stream != null && stream.hasEnded()) ? ENDED + ": whoever asks begins another" : start.failure();
	}

	/**
	 * Flight Recorder takes half a second, so it starts on a thread of its own; again
	 * where it has failed to.
	 */
	@Override
	public synchronized void start() {
		if (this.closed) {
			throw new ProfilingException.Unavailable("The profiler is closed");
		}
		RecorderAccess.requireModule();
		if (this.start == null || !this.start.failure().isEmpty()) {
			begin(this.start != null);
		}
	}

	private void begin(boolean again) {
		this.start = new Start<>(() -> new EventStream(this.frames, this.profiles), EventStream::start, again);
	}

	/** What was counted stays. */
	private synchronized void beginAfter(Start<EventStream> ended) {
		if (this.start == ended && !RecorderAccess.isTooLate()) {
			ended.close();
			this.start = null; // if no thread can be made now, another attempt may
			begin(false);
		}
	}

	private synchronized Start<EventStream> started() {
		start();
		Start<EventStream> current = this.start;
		if (current == null) {
			throw new IllegalStateException("start() starts, or throws");
		}
		return current;
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		EventProfile profile = profile(kind);
		Start<EventStream> current = started();
		EventStream stream = awaitStream(current);
		boolean complete = awaitDelivery(stream);
		Profile told = profile.snapshot().withComments(stream.comments(profile));
		if (stream.hasEnded()) {
			beginAfter(current);
			return told.withComment(ENDED + ": what has happened since is missing");
		}
		return complete ? told : told.withComment(LATE);
	}

	/**
	 * What has come of the stream of events.
	 * @return its figures; empty if it is not started
	 */
	public Optional<EventFigures> figures() {
		Start<EventStream> current = current();
		EventStream stream = (current != null) ? current.started() : null;
		return Optional.ofNullable(stream).map(EventStream::figures);
	}

	private EventProfile profile(ProfileKind kind) {
		return this.profiles.stream()
			.filter((candidate) -> candidate.kind() == kind)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(kind + " is not told by events"));
	}

	/** What has been told so far: events are on their way for a second. */
	@Override
	public OptionalLong records(ProfileKind kind) {
		return state().available() ? OptionalLong.of(profile(kind).size()) : OptionalLong.empty();
	}

	private static EventStream awaitStream(Start<EventStream> start) {
		try {
			start.await(UNTIL_STARTED);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		EventStream stream = start.started();
		if (stream == null) {
			throw new ProfilingException.Unavailable(start.failure().isEmpty()
					? "JDK Flight Recorder is starting: ask again in a moment" : start.failure());
		}
		return stream;
	}

	private static boolean awaitDelivery(EventStream stream) {
		try {
			return stream.awaitDelivery(UNTIL_DELIVERED);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.start != null) {
			this.start.close();
			this.start = null;
		}
	}

}
