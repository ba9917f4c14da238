package dev.pprof4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;

/**
 * The first of several sources of the same profile that can be started, for each window
 * anew. What is wrong with those before it is told in its state and in its profiles. Safe
 * to share between threads.
 */
final class FirstStartable implements WindowSource {

	private final Supplier<List<WindowSource>> sources;

	/** Of those that could not be started, at the last attempt. */
	private List<String> reasons = List.of();

	/**
	 * Sources of one kind.
	 * @param sources gives them, the best first; at least one, and the same kind always
	 */
	FirstStartable(Supplier<List<WindowSource>> sources) {
		this.sources = sources;
	}

	@Override
	public ProfileKind kind() {
		return this.sources.get().get(0).kind();
	}

	@Override
	public SourceState state() {
		List<WindowSource> candidates = this.sources.get();
		List<String> failures = reasons();
		int started = Math.min(failures.size(), candidates.size() - 1);
		SourceState state = candidates.get(started).state();
		if (failures.isEmpty()) {
			return state;
		}
		String reason = String.join("; ", failures);
		return (state.available() && failures.size() < candidates.size())
				? SourceState.fallback(state.reason() + ", because " + reason) : SourceState.unavailable(reason);
	}

	@Override
	public Recording start() {
		List<String> failures = new ArrayList<>();
		for (WindowSource source : this.sources.get()) {
			try {
				Recording recording = source.start();
				remember(failures);
				return failures.isEmpty() ? recording : new Explained(recording, failures);
			}
			catch (ProfilingException.Unavailable ex) {
				failures.add(String.valueOf(ex.getMessage()));
			}
		}
		remember(failures);
		throw new ProfilingException.Unavailable(String.join("; ", failures));
	}

	private synchronized List<String> reasons() {
		return this.reasons;
	}

	private synchronized void remember(List<String> failures) {
		this.reasons = List.copyOf(failures);
	}

	/**
	 * A recording whose profile says why it is not a better one.
	 *
	 * @param recording the recording
	 * @param reasons sentences
	 */
	private record Explained(Recording recording, List<String> reasons) implements Recording {

		@Override
		public Profile stop() {
			Profile profile = this.recording.stop();
			for (String reason : this.reasons) {
				profile = profile.withComment(reason);
			}
			return profile;
		}

		@Override
		public void close() {
			this.recording.close();
		}

	}

}
