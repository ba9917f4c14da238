package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.TraceFile;
import dev.pprof4j.source.jfr.TraceRecording;

/**
 * Serves callers who wait, each in a slot of its own, for a duration that they choose:
 * for windows, recordings, and differences of what is counted. Safe to share between
 * threads.
 */
final class WaitingCallers {

	private static final Logger logger = System.getLogger(WaitingCallers.class.getName());

	private final Sources sources;

	private final CallerSlots slots;

	private final Duration longest;

	WaitingCallers(Sources sources, CallerSlots slots, Duration longest) {
		this.sources = sources;
		this.slots = slots;
		this.longest = longest;
	}

	Profile take(ProfileRequest request, Duration duration) throws InterruptedException {
		check(duration);
		try (CallerSlots.Slot slot = this.slots.enter(duration)) {
			return switch (request.kind().timing()) {
				case WINDOW -> window(request.kind(), slot);
				case SINCE_START, INSTANT -> difference(request, slot);
			};
		}
	}

	private void check(Duration duration) {
		if (duration.isNegative() || duration.isZero() || duration.compareTo(this.longest) > 0) {
			throw new IllegalArgumentException(
					"A window must be positive and at most " + this.longest + ", not " + duration);
		}
	}

	private Profile window(ProfileKind kind, CallerSlots.Slot slot) throws InterruptedException {
		try (Recording recording = this.sources.window(kind).start()) {
			CallerSlots.Ending ending = slot.await(recording::mustEnd);
			return ending.mark(recording.stop());
		}
	}

	private Profile difference(ProfileRequest request, CallerSlots.Slot slot) throws InterruptedException {
		SnapshotSource source = this.sources.snapshot(request.kind());
		long start = System.nanoTime();
		// Only the counters of the earlier snapshot matter. 'allocs' has the same ones,
		// and no source ever pauses the application for it.
		ProfileKind counters = (request.kind() == ProfileKind.HEAP) ? ProfileKind.ALLOCS : request.kind();
		Profile before = source.snapshot(counters, false);
		CallerSlots.Ending ending = slot.await(() -> false);
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
		Profile after = source.snapshot(request.kind(), request.gc());
		return ending.mark(after.since(before, elapsed));
	}

	/**
	 * If the recording is cut short, that is logged: its file has no room for a comment.
	 */
	TraceFile trace(Duration duration) throws InterruptedException {
		check(duration);
		try (CallerSlots.Slot slot = this.slots.enter(duration);
				TraceRecording recording = this.sources.trace().start()) {
			CallerSlots.Ending ending = slot.await(recording::hasEnded);
			TraceFile file = recording.stop();
			if (ending != CallerSlots.Ending.COMPLETE) {
				logger.log(Level.WARNING,
						"A recording for 'trace' was cut short: "
								+ ((ending == CallerSlots.Ending.STOPPED) ? "the application was stopping"
										: "something else ended it, or there was no room for more"));
			}
			return file;
		}
	}

}
