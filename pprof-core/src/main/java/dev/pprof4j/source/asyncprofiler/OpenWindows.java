package dev.pprof4j.source.asyncprofiler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The windows that have begun but not ended: what they want together, and what happens to
 * all of them. Guarded by the monitor of the {@link SharedSession}.
 */
final class OpenWindows {

	private final Set<SharedWindow> windows = new HashSet<>();

	void add(SharedWindow window) {
		this.windows.add(window);
	}

	/** Returns whether it was one of them. */
	boolean remove(SharedWindow window) {
		return this.windows.remove(window);
	}

	boolean include(SharedWindow window) {
		return this.windows.contains(window);
	}

	boolean isEmpty() {
		return this.windows.isEmpty();
	}

	/** Whether it is the only one. */
	boolean isLast(SharedWindow window) {
		return include(window) && this.windows.size() == 1;
	}

	/** What must be sampled for these windows. */
	Intervals intervals() {
		return Intervals.of(this.windows.stream().map(SharedWindow::wanted).toList());
	}

	/** What must be sampled for these windows and another. */
	Intervals intervalsWith(WantedSamples another) {
		List<WantedSamples> all = new ArrayList<>(List.of(another));
		this.windows.forEach((window) -> all.add(window.wanted()));
		return Intervals.of(all);
	}

	/** What must be sampled when another window has replaced one of these. */
	Intervals intervalsWith(WantedSamples another, SharedWindow inPlaceOf) {
		List<WantedSamples> all = new ArrayList<>(List.of(another));
		this.windows.stream().filter((window) -> window != inPlaceOf).forEach((window) -> all.add(window.wanted()));
		return Intervals.of(all);
	}

	/** The session of these windows ends here. */
	void end(Session.Position position) {
		this.windows.forEach((window) -> window.end(position));
	}

	/** They continue in another session, after a gap of this length. */
	void goOn(Session.Position position, long nanos) {
		this.windows.forEach((window) -> window.goOn(position, nanos));
	}

	/** Nothing more comes for any of these windows. */
	void lose(String reason) {
		this.windows.forEach((window) -> window.lose(reason));
		this.windows.clear();
	}

}
