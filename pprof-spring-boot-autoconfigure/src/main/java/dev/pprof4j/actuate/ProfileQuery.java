package dev.pprof4j.actuate;

import java.time.Duration;

import dev.pprof4j.ProfileRequest;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;
import dev.pprof4j.profile.ThreadPicture;
import org.jspecify.annotations.Nullable;

/**
 * What a request for a profile asks for. Bad requests are refused here, before anything
 * starts.
 *
 * @param request which profile to take
 * @param debug 0 for the profile itself, 1 for a text, 2 for a longer one if there is one
 * @param textLabels whether samples keep the numbers of threads and the labels that are
 * texts, each of which becomes a series in a scraper
 * @param thread text that the names of the wanted threads contain, empty for all threads
 */
record ProfileQuery(ProfileRequest request, int debug, boolean textLabels, String thread) {

	/** As in Go, a profile ignores the parameters it has no use for. */
	static ProfileQuery of(ProfileKind kind, PprofParameters parameters, ProfileLimits limits) {
		boolean textLabels = !parameters.oneOf(PprofParameters.LABELS, "all", "none").equals("none");
		if (parameters.has(PprofParameters.LAST)) {
			if (parameters.has(PprofParameters.SECONDS)) {
				throw BadQueryException.invalid("last and seconds params are incompatible");
			}
			Duration last = parameters.last(limits.retention());
			return new ProfileQuery(ProfileRequest.past(last), 0, textLabels, "");
		}
		if (kind.timing() == Timing.WINDOW) {
			Duration duration = parameters.has(PprofParameters.SECONDS) ? parameters.wholeSeconds(limits.maxDuration())
					: limits.defaultDuration();
			return new ProfileQuery(ProfileRequest.over(kind, duration), 0, textLabels,
					parameters.text(PprofParameters.THREAD));
		}
		@Nullable Duration duration = parameters.has(PprofParameters.SECONDS) ? parameters.wholeSeconds(limits.maxDuration())
				: null;
		int debug = Integer.parseInt(parameters.oneOf(PprofParameters.DEBUG, "0", "1", "2"));
		if (debug > 0 && duration != null) {
			throw BadQueryException.invalid("seconds and debug params are incompatible");
		}
		// Go collects garbage for 'heap' only, and ignores the parameter elsewhere.
		boolean gc = kind == ProfileKind.HEAP && parameters.oneOf(PprofParameters.GC, "0", "1").equals("1");
		return new ProfileQuery(new ProfileRequest(kind, duration, gc, false), debug, textLabels, "");
	}

	/** The part of a profile that is wanted. */
	Profile select(Profile profile) {
		Profile chosen = this.thread.isEmpty() ? profile : profile.withThreads(this.thread);
		return this.textLabels ? chosen : chosen.withoutTextsAndThreads();
	}

	/** The part of a thread that is wanted. */
	ThreadPicture select(ThreadPicture thread) {
		return this.textLabels ? thread : thread.withoutLabels();
	}

	/** Whether every thread is wanted separately. */
	boolean isThreadDump() {
		return this.debug == 2 && this.request.kind() == ProfileKind.GOROUTINE;
	}

}
