package dev.pprof4j.actuate.report;

import java.util.Locale;

import dev.pprof4j.actuate.CollectedProfile;
import dev.pprof4j.actuate.CollectedProfile.Outcome;
import dev.pprof4j.actuate.CollectionListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs a line for each profile that was returned. Safe to share between threads.
 */
public final class ProfileLog implements CollectionListener {

	private static final int MAX_NAME = 100;

	private static final Log logger = LogFactory.getLog(ProfileLog.class);

	@Override
	public void begun() {
		// only requests that have ended are reported
	}

	@Override
	public void ended(CollectedProfile collected) {
		if (collected.outcome() == Outcome.SUCCESS && logger.isInfoEnabled()) {
			logger.info(String.format(Locale.ROOT, "%s took the profile '%s': %d bytes in %.1f s",
					printable(collected.user()), collected.profile(), collected.bytes(),
					collected.took().toMillis() / 1000.0));
		}
	}

	/** A name must not start a line of its own, nor change the direction of one. */
	private static String printable(String user) {
		String start = user.substring(0, Math.min(user.length(), MAX_NAME));
		return user.isEmpty() ? "An unknown user" : "User '" + start.replaceAll("[^ -~]", "?") + "'";
	}

}
