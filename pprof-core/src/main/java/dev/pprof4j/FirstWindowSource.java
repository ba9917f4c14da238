package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import org.jspecify.annotations.Nullable;

/**
 * The first of several sources of the same profile that can be started, chosen anew for
 * each window. Its state and its profiles say why better sources could not be used. Safe
 * to share between threads.
 */
final class FirstWindowSource implements WindowSource {

	private static final Logger logger = System.getLogger(FirstWindowSource.class.getName());

	private final Supplier<List<WindowSource>> sources;

	/** Why sources could not be started, at the last attempt. */
	private final Map<WindowSource, String> failures = new HashMap<>();

	private @Nullable WindowSource last;

	/**
	 * Chooses among sources of one kind.
	 * @param sources supplies the sources, the best first: at least one, always of the
	 * same kind. Their order may change
	 */
	FirstWindowSource(Supplier<List<WindowSource>> sources) {
		this.sources = sources;
	}

	@Override
	public ProfileKind kind() {
		return this.sources.get().get(0).kind();
	}

	/** The name of the last window's source, or of the next one's. */
	@Override
	public synchronized String name() {
		return ((this.last != null) ? this.last : this.sources.get().get(0)).name();
	}

	@Override
	public synchronized SourceState state() {
		List<String> reasons = new ArrayList<>();
		for (WindowSource source : this.sources.get()) {
			String failure = this.failures.get(source);
			if (failure == null) {
				SourceState state = source.state();
				return (reasons.isEmpty() || !state.available()) ? state
						: SourceState.fallback(state.reason() + ", because " + String.join("; ", reasons));
			}
			reasons.add(failure);
		}
		return SourceState.unavailable(String.join("; ", reasons));
	}

	@Override
	public Recording start() {
		return start((source) -> source.start());
	}

	@Override
	public Recording startAfter(Recording previous) {
		Started before = (Started) previous;
		return start((source) -> {
			if (source == before.source()) {
				return source.startAfter(before.recording());
			}
			Recording next = source.start();
			boolean ended = false;
			try {
				end(before.recording());
				ended = true;
				return next;
			}
			finally {
				if (!ended) {
					next.close();
				}
			}
		});
	}

	/**
	 * Ends the previous recording once its successor is running: for some milliseconds
	 * both record. A failure is reported when the previous recording is read.
	 */
	private static void end(Recording previous) {
		try {
			previous.end();
		}
		catch (ProfilingException ex) {
			logger.log(Level.DEBUG, "The failure is reported when the recording is read", ex);
		}
	}

	private Recording start(Function<WindowSource, Recording> starter) {
		List<String> reasons = new ArrayList<>();
		for (WindowSource source : this.sources.get()) {
			try {
				return started(source, starter.apply(source), reasons);
			}
			catch (ProfilingException.Unavailable ex) {
				remember(source, ex.getMessage());
				reasons.add(String.valueOf(ex.getMessage()));
			}
		}
		throw new ProfilingException.Unavailable(String.join("; ", reasons));
	}

	private Recording started(WindowSource source, Recording recording, List<String> reasons) {
		boolean done = false;
		try {
			remember(source, null);
			Recording started = new Started(source, recording, reasons);
			done = true;
			return started;
		}
		finally {
			if (!done) { // out of memory
				recording.close();
			}
		}
	}

	private synchronized void remember(WindowSource source, @Nullable String failure) {
		if (failure != null) {
			this.failures.put(source, failure);
		}
		else {
			this.failures.remove(source);
			this.last = source;
		}
	}

	/**
	 * A recording whose profile says why it does not come from a better source.
	 *
	 * @param source the source that started it
	 * @param recording the recording
	 * @param reasons sentences, none if this is the best source
	 */
	private record Started(WindowSource source, Recording recording, List<String> reasons) implements Recording {

		@Override
		public void end() {
			this.recording.end();
		}

		@Override
		public Profile stop() {
			return this.recording.stop().withComments(this.reasons);
		}

		@Override
		public long bytes() {
			return this.recording.bytes();
		}

		@Override
		public boolean mustEnd() {
			return this.recording.mustEnd();
		}

		@Override
		public void close() {
			this.recording.close();
		}

	}

}
