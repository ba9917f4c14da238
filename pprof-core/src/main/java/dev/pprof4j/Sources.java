package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;
import dev.pprof4j.source.EventFigures;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.source.jfr.TraceSource;
import dev.pprof4j.source.thread.ThreadSource;
import org.jspecify.annotations.Nullable;

/**
 * Maps each kind of profile to its source. Safe to share between threads.
 */
final class Sources {

	private static final Logger logger = System.getLogger(Sources.class.getName());

	private final Map<ProfileKind, WindowSource> windows = new EnumMap<>(ProfileKind.class);

	private final @Nullable WindowSource continuous;

	private final List<SnapshotSource> snapshots;

	private final TraceSource trace;

	private final ThreadSource threads;

	private final Figures figures;

	/**
	 * Creates the map.
	 * @param windows one source for each kind of profile that is recorded over a window
	 * @param continuous the source of continuous recording, or {@code null} to use that
	 * of windows
	 * @param snapshots the sources of what is counted since the start, or exists at a
	 * given moment
	 * @param trace the source of whole Flight Recorder recordings
	 * @param threads the source of all live threads
	 * @param figures how much some of the snapshot sources hold
	 */
	Sources(List<WindowSource> windows, @Nullable WindowSource continuous, List<SnapshotSource> snapshots,
			TraceSource trace, ThreadSource threads, Figures figures) {
		windows.forEach((source) -> this.windows.put(source.kind(), source));
		this.continuous = continuous;
		this.snapshots = List.copyOf(snapshots);
		this.trace = trace;
		this.threads = threads;
		this.figures = figures;
	}

	TraceSource trace() {
		return this.trace;
	}

	ThreadSource threads() {
		return this.threads;
	}

	List<SnapshotSource> snapshots() {
		return this.snapshots;
	}

	/** Starts counting; what cannot be counted is logged. */
	void start(List<ProfileKind> kinds) {
		for (SnapshotSource source : this.snapshots) {
			if (!Collections.disjoint(source.kinds(), kinds)) {
				start(source);
			}
		}
	}

	private static void start(SnapshotSource source) {
		try {
			source.start();
		}
		catch (ProfilingException.Unavailable ex) {
			logger.log(Level.WARNING, ex.getMessage());
		}
		// No thread can be created, for example: the other sources, and the application,
		// still start.
		catch (RuntimeException | Error ex) {
			logger.log(Level.WARNING, "Counting has not started: " + source.kinds(), ex);
		}
	}

	/**
	 * CPU time for continuous recording, at its own frequency if there is a source for
	 * that.
	 */
	WindowSource continuous() {
		return (this.continuous != null) ? this.continuous : window(ProfileKind.CPU);
	}

	WindowSource window(ProfileKind kind) {
		return Objects.requireNonNull(this.windows.get(kind), () -> "No source for " + kind);
	}

	SnapshotSource snapshot(ProfileKind kind) {
		return this.snapshots.stream()
			.filter((source) -> source.kinds().contains(kind))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					kind + " is recorded over a window, not counted since the start"));
	}

	Optional<HeapFigures> heapFigures() {
		return this.figures.heap().get();
	}

	Optional<EventFigures> eventFigures() {
		return this.figures.events().get();
	}

	String name(ProfileKind kind) {
		return (kind.timing() == Timing.WINDOW) ? window(kind).name() : snapshot(kind).name();
	}

	OptionalLong records(ProfileKind kind) {
		return (kind.timing() == Timing.WINDOW) ? OptionalLong.empty() : snapshot(kind).records(kind);
	}

	SourceState state(ProfileKind kind) {
		return (kind.timing() == Timing.WINDOW) ? window(kind).state() : snapshot(kind).state();
	}

	/**
	 * How much some of the sources hold, where that is known.
	 *
	 * @param heap asks the heap sampler
	 * @param events asks the source of Flight Recorder events
	 */
	record Figures(Supplier<Optional<HeapFigures>> heap, Supplier<Optional<EventFigures>> events) {

		/** For sources that report no figures. */
		static final Figures NONE = new Figures(Optional::empty, Optional::empty);

	}

}
