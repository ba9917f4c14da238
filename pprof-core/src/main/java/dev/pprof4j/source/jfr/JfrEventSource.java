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

/** Profiles that are summed from the events of JDK Flight Recorder since the start. */
public final class JfrEventSource implements SnapshotSource {

	/** Flight Recorder starts within a second, unless the machine is very busy. */
	private static final Duration UNTIL_STARTED = Duration.ofSeconds(10);

	/** Events are delivered once a second. */
	private static final Duration UNTIL_DELIVERED = Duration.ofSeconds(3);

	static final String LATE = "The last seconds are missing: Flight Recorder has not delivered them yet";

	private final List<EventProfile> profiles;

	private final Attempts<EventStream> stream;

	/**
	 * Creates a source that has not used Flight Recorder yet.
	 * @param sourceFiles finds the source files of classes
	 * @param profiles the profiles to sum
	 */
	public JfrEventSource(SourceFiles sourceFiles, List<EventProfile> profiles) {
		JfrFrames frames = new JfrFrames(sourceFiles);
		this.profiles = List.copyOf(profiles);
		this.stream = new Attempts<>(() -> new EventStream(frames, this.profiles), EventStream::start);
	}

	@Override
	public Set<ProfileKind> kinds() {
		return this.profiles.stream().map(EventProfile::kind).collect(Collectors.toSet());
	}

	@Override
	public String name() {
		return "jfr";
	}

	@Override
	public SourceState state() {
		if (!this.stream.isBegun()) {
			return SourceState.unavailable("JDK Flight Recorder is not started");
		}
		EventStream running = this.stream.running();
		String failure = (running != null && running.hasEnded())
				? RecorderAccess.ENDED + ": the next request starts another" : this.stream.failure();
		return failure.isEmpty() ? SourceState.available("recorded by JDK Flight Recorder")
				: SourceState.unavailable(failure);
	}

	@Override
	public void start() {
		this.stream.begin();
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		EventProfile profile = profile(kind);
		this.stream.begin();
		EventStream running = awaitStream();
		boolean complete = awaitDelivery(running);
		Profile snapshot = profile.snapshot().withComments(running.comments(profile));
		if (running.hasEnded()) {
			this.stream.beginAfter(running); // what was counted stays
			return snapshot.withComment(RecorderAccess.ENDED + ": what has happened since is missing");
		}
		return complete ? snapshot : snapshot.withComment(LATE);
	}

	/**
	 * Returns how much has come from the stream of events.
	 * @return its figures; empty if it has not started
	 */
	public Optional<EventFigures> figures() {
		return Optional.ofNullable(this.stream.running()).map(EventStream::figures);
	}

	private EventProfile profile(ProfileKind kind) {
		return this.profiles.stream()
			.filter((candidate) -> candidate.kind() == kind)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(kind + " does not come from events"));
	}

	/** The records delivered so far: an event takes up to a second to arrive. */
	@Override
	public OptionalLong records(ProfileKind kind) {
		return state().available() ? OptionalLong.of(profile(kind).size()) : OptionalLong.empty();
	}

	private EventStream awaitStream() {
		try {
			this.stream.await(UNTIL_STARTED);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		EventStream running = this.stream.running();
		if (running == null) {
			String failure = this.stream.failure();
			throw new ProfilingException.Unavailable(
					failure.isEmpty() ? "JDK Flight Recorder is starting: ask again in a moment" : failure);
		}
		return running;
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
	public void close() {
		this.stream.close();
	}

}
