package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import org.jspecify.annotations.Nullable;

/**
 * The first of several sources of the same profiles that can be started. Its state and
 * its profiles say why better sources could not be used. Safe to share between threads.
 */
final class FirstSnapshotSource implements SnapshotSource {

	private static final Logger logger = System.getLogger(FirstSnapshotSource.class.getName());

	private final List<SnapshotSource> sources;

	private @Nullable SnapshotSource started;

	private boolean closed;

	/** Why sources could not be started, at the last attempt. */
	private List<String> reasons = List.of();

	FirstSnapshotSource(SnapshotSource... sources) {
		this.sources = List.of(sources);
	}

	@Override
	public Set<ProfileKind> kinds() {
		return this.sources.get(0).kinds();
	}

	@Override
	public synchronized String name() {
		return ((this.started != null) ? this.started : this.sources.get(0)).name();
	}

	@Override
	public synchronized SourceState state() {
		SnapshotSource source = this.started;
		if (source == null) {
			return this.reasons.isEmpty() ? this.sources.get(0).state()
					: SourceState.unavailable(String.join("; ", this.reasons));
		}
		SourceState state = source.state();
		if (this.reasons.isEmpty()) {
			return state;
		}
		String reason = state.reason() + ", because " + String.join("; ", this.reasons);
		return state.available() ? SourceState.fallback(reason) : SourceState.unavailable(reason);
	}

	@Override
	public synchronized void start() {
		if (this.closed) {
			throw new ProfilingException.Unavailable("The profiler is closed");
		}
		SnapshotSource before = this.started;
		if (before != null && (before == this.sources.get(0) || before.state().available())) {
			return;
		}
		List<String> failures = new ArrayList<>();
		SnapshotSource found = findBefore(before, failures);
		if (found == null) {
			this.reasons = failures;
			throw new ProfilingException.Unavailable(String.join("; ", failures));
		}
		use(found, failures);
	}

	/**
	 * Finds the first source before the one in use that can be started, or else the one
	 * in use, which reports its own failures.
	 */
	private @Nullable SnapshotSource findBefore(@Nullable SnapshotSource stoodIn, List<String> failures) {
		for (SnapshotSource source : this.sources) {
			if (source == stoodIn) {
				return source;
			}
			try {
				source.start();
				return source;
			}
			catch (ProfilingException.Unavailable ex) {
				failures.add(ex.getMessage());
			}
		}
		return null;
	}

	private void use(SnapshotSource found, List<String> failures) {
		SnapshotSource before = this.started;
		this.started = found;
		this.reasons = failures;
		if (before == found) {
			return;
		}
		if (before != null) {
			before.close();
		}
		if (!failures.isEmpty()) {
			logger.log(Level.WARNING,
					"Some profiles are " + found.state().reason() + ", because " + String.join("; ", failures));
		}
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		Profile profile = started().snapshot(kind, afterGc);
		return profile.withComments(reasons());
	}

	@Override
	public synchronized OptionalLong records(ProfileKind kind) {
		return (this.started != null) ? this.started.records(kind) : OptionalLong.empty();
	}

	private synchronized List<String> reasons() {
		return this.reasons;
	}

	private synchronized SnapshotSource started() {
		start();
		SnapshotSource source = this.started;
		if (source == null) {
			throw new IllegalStateException("start() starts, or throws");
		}
		return source;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.started != null) {
			this.started.close();
			this.started = null;
		}
	}

}
